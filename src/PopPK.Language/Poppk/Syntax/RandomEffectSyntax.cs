using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>
/// Random effects that share a covariance matrix: <c>eta_cl, eta_v ~ [0.1; 0.01, 0.1] fixed</c>, or <c>kappa2 ~ same kappa1</c>.
/// </summary>
/// <param name="Names">The effects.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record RandomEffectSyntax(ImmutableArray<NameSyntax> Names, TextSpan Span) : SyntaxNode(Span)
{
    /// <summary>The covariance matrix; null when it is that of others or could not be read.</summary>
    public CovarianceSyntax? Covariance { get; init; }

    /// <summary>The effects behind <c>same</c>, whose matrix it is; empty when these have their own.</summary>
    public ImmutableArray<NameSyntax> SameAs { get; init; } = [];

    /// <summary>True when marked <c>fixed</c>.</summary>
    public bool IsFixed { get; init; }
}
