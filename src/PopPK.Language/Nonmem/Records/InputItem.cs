using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>One item of <c>$INPUT</c>, which is one column of the data file. Immutable.</summary>
/// <param name="Name">
/// The name the item goes by, in upper case: of <c>CONC=DV</c> and <c>DV=CONC</c> the reserved one, DV. A dropped column without a
/// name of its own (<c>DROP</c>) is called DROP.
/// </param>
/// <param name="Location">Its place.</param>
public sealed record InputItem(string Name, TextLocation Location)
{
    /// <summary>The other name of the item, in upper case, or null.</summary>
    public string? Synonym { get; init; }

    /// <summary>True when the column is not used (<c>NAME=DROP</c>, <c>DROP=NAME</c>, <c>SKIP</c>).</summary>
    public bool IsDropped { get; init; }

    /// <summary>True when a name means this item.</summary>
    /// <param name="name">The name; case is ignored.</param>
    public bool IsCalled(string name) =>
        Name.Equals(name, StringComparison.OrdinalIgnoreCase) || string.Equals(Synonym, name, StringComparison.OrdinalIgnoreCase);
}
