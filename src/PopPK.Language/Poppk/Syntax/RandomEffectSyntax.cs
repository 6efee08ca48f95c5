using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>Random effects that share a covariance matrix: <c>eta_cl, eta_v ~ [0.1; 0.01, 0.1] fixed</c>.</summary>
/// <param name="Names">The effects.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record RandomEffectSyntax(ImmutableArray<NameSyntax> Names, TextSpan Span) : SyntaxNode(Span)
{
    /// <summary>The lower triangle row by row; one row with one number when written without brackets; null when it could not be read.</summary>
    public ImmutableArray<ImmutableArray<NumberSyntax>>? Rows { get; init; }

    /// <summary>True when written between brackets.</summary>
    public bool IsTriangle { get; init; }

    /// <summary>True when the number is a standard deviation (<c>sd 0.3</c>) and not a variance.</summary>
    public bool IsStandardDeviation { get; init; }

    /// <summary>True when marked <c>fixed</c>.</summary>
    public bool IsFixed { get; init; }

    /// <summary>The characters the values cover; empty when they could not be read.</summary>
    public TextSpan ValuesSpan { get; init; }
}
