using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>A variance, a standard deviation or a covariance matrix: <c>0.1</c>, <c>sd 0.3</c>, <c>[0.1; 0.01, 0.1]</c>.</summary>
/// <param name="Rows">The lower triangle row by row; one row with one number when written without brackets.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record CovarianceSyntax(ImmutableArray<ImmutableArray<NumberSyntax>> Rows, TextSpan Span) : SyntaxNode(Span)
{
    /// <summary>True when written between brackets.</summary>
    public bool IsTriangle { get; init; }

    /// <summary>True when the number is a standard deviation and not a variance.</summary>
    public bool IsStandardDeviation { get; init; }
}
