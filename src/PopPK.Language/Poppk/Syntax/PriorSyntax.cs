using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>A prior.</summary>
/// <param name="Names">The parameters or random effects it is about.</param>
/// <param name="Span">The characters it covers.</param>
public abstract record PriorSyntax(ImmutableArray<NameSyntax> Names, TextSpan Span) : SyntaxNode(Span);

/// <summary><c>tvcl, tvv ~ normal([5, 50], [0.04; 0.01, 0.2])</c>.</summary>
/// <param name="Names">The parameters.</param>
/// <param name="Means">Their means.</param>
/// <param name="MeansSpan">The characters the means cover.</param>
/// <param name="Covariance">Their covariance matrix.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record NormalPriorSyntax(
    ImmutableArray<NameSyntax> Names, ImmutableArray<NumberSyntax> Means, TextSpan MeansSpan, CovarianceSyntax Covariance, TextSpan Span)
    : PriorSyntax(Names, Span);

/// <summary><c>eta_cl, eta_v ~ inverse_wishart([0.3; 0.01, 0.3], 20)</c>.</summary>
/// <param name="Names">The random effects.</param>
/// <param name="Scale">The scale matrix.</param>
/// <param name="DegreesOfFreedom">The degrees of freedom.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record InverseWishartPriorSyntax(
    ImmutableArray<NameSyntax> Names, CovarianceSyntax Scale, NumberSyntax DegreesOfFreedom, TextSpan Span)
    : PriorSyntax(Names, Span);
