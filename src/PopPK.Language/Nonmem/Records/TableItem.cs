using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>A column of a table. Immutable.</summary>
/// <param name="Name">What is shown, in upper case without blanks: <c>CL</c>, <c>ETA(1)</c>, <c>ETAS(1:LAST)</c>.</param>
/// <param name="Location">Its place.</param>
public sealed record TableItem(string Name, TextLocation Location)
{
    /// <summary>Another name for it (<c>CL=CLI</c>), in upper case, or null.</summary>
    public string? Synonym { get; init; }
}
