using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>A replacement in abbreviated code: <c>REPLACE THETA(CL)=THETA(1)</c>. Immutable.</summary>
/// <param name="Left">What is replaced, in upper case without blanks.</param>
/// <param name="Right">What by, in upper case; with the short-hand of numbers as written.</param>
/// <param name="Location">Its place.</param>
public sealed record AbbreviatedReplacement(string Left, string Right, TextLocation Location)
{
    /// <summary>The name before the parenthesis of <see cref="Left"/>: THETA of THETA(CL).</summary>
    public string LeftName { get; init; } = Left;

    /// <summary>What stands between the parentheses of <see cref="Left"/>: CL of THETA(CL); empty without parentheses.</summary>
    public ImmutableArray<string> LeftArguments { get; init; } = [];

    /// <summary>The name before the parenthesis of <see cref="Right"/>.</summary>
    public string RightName { get; init; } = Right;

    /// <summary>The numbers between the parentheses of <see cref="Right"/>, written out; empty when there is something else.</summary>
    public ImmutableArray<int> RightNumbers { get; init; } = [];
}
