using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>One theta. Immutable.</summary>
/// <param name="Location">Its place.</param>
public sealed record ThetaItem(TextLocation Location)
{
    /// <summary>Initial estimate, or null where NONMEM would search for one: <c>(low,,up)</c>.</summary>
    public double? Initial { get; init; }

    /// <summary>Lower bound, or negative infinity; -1000000 and below is none.</summary>
    public double Lower { get; init; } = double.NegativeInfinity;

    /// <summary>Upper bound, or positive infinity; 1000000 and above is none.</summary>
    public double Upper { get; init; } = double.PositiveInfinity;

    /// <summary>True when the value is given and not estimated.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Name by which code may ask for it (<c>CL=(0,1)</c>, <c>NAMES(...)</c>), in upper case, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The comment behind it on its line, or null.</summary>
    public string? Label { get; init; }
}
