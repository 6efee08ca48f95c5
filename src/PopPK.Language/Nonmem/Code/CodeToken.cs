using PopPK.Text;

namespace PopPK.Language.Nonmem.Code;

/// <summary>A token of abbreviated code. Immutable.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written; names in upper case.</param>
/// <param name="Location">Its place.</param>
internal sealed record CodeToken(CodeTokenKind Kind, string Text, TextLocation Location)
{
    /// <summary>The value of a number.</summary>
    public double Value { get; init; }
}
