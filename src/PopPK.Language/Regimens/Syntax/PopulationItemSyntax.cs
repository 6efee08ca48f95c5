using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Text;

namespace PopPK.Language.Regimens.Syntax;

/// <summary>A statement of a population.</summary>
/// <param name="Span">The characters it covers.</param>
internal abstract record PopulationItemSyntax(TextSpan Span) : SyntaxNode(Span);

/// <summary><c>from "FILE"</c> or <c>from data</c>.</summary>
/// <param name="File">The file; null: the model's own data.</param>
/// <param name="Span">The characters it covers.</param>
internal sealed record PopulationFileSyntax(TextSyntax? File, TextSpan Span) : PopulationItemSyntax(Span);

/// <summary><c>NAME = VALUE</c>.</summary>
/// <param name="Name">The covariate.</param>
/// <param name="Value">Its value.</param>
/// <param name="Span">The characters it covers.</param>
internal sealed record ComputedSyntax(NameSyntax Name, ExpressionSyntax Value, TextSpan Span) : PopulationItemSyntax(Span);

/// <summary><c>NAMES ~ DISTRIBUTION(...) in BOUNDS</c>.</summary>
/// <param name="Names">The covariates.</param>
/// <param name="Distribution">The distribution.</param>
/// <param name="Span">The characters it covers.</param>
internal sealed record DrawnSyntax(ImmutableArray<NameSyntax> Names, NameSyntax Distribution, TextSpan Span) : PopulationItemSyntax(Span)
{
    /// <summary>The arguments of a distribution of one number.</summary>
    public ImmutableArray<ArgumentSyntax> Arguments { get; init; } = [];

    /// <summary>Values or labels and their probabilities.</summary>
    public ImmutableArray<(NumberSyntax? Value, NameSyntax? Label, ExpressionSyntax Probability)> Categories { get; init; } = [];

    /// <summary>Means or medians of a distribution of several numbers.</summary>
    public ImmutableArray<ExpressionSyntax> Centres { get; init; } = [];

    /// <summary>The covariance matrix of a distribution of several numbers, or null.</summary>
    public CovarianceSyntax? Covariance { get; init; }

    /// <summary>The part of the distribution that is meant, or null.</summary>
    public BoundsSyntax? Bounds { get; init; }
}
