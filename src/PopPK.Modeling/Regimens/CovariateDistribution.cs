using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling.Regimens;

/// <summary>The distribution of a covariate among people; its parameters may depend on other covariates. Immutable.</summary>
public abstract record CovariateDistribution
{
    /// <summary>The parameters.</summary>
    public abstract ImmutableArray<Expr> Parameters { get; }
}

/// <summary>A normal distribution.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The standard deviation, not negative.</param>
public sealed record NormalCovariate(Expr Mean, Expr StandardDeviation) : CovariateDistribution
{
    /// <inheritdoc/>
    public override ImmutableArray<Expr> Parameters => [Mean, StandardDeviation];
}

/// <summary>A normal distribution of the logarithm.</summary>
/// <param name="Median">The median, positive.</param>
/// <param name="StandardDeviation">The standard deviation of the logarithm, not negative.</param>
public sealed record LogNormalCovariate(Expr Median, Expr StandardDeviation) : CovariateDistribution
{
    /// <inheritdoc/>
    public override ImmutableArray<Expr> Parameters => [Median, StandardDeviation];
}

/// <summary>Every value between two ends is equally likely.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
public sealed record UniformCovariate(Expr Lower, Expr Upper) : CovariateDistribution
{
    /// <inheritdoc/>
    public override ImmutableArray<Expr> Parameters => [Lower, Upper];
}

/// <summary>A few values with their probabilities.</summary>
/// <param name="Values">The values.</param>
/// <param name="Probabilities">The probability of each, 0 to 1; together 1.</param>
public sealed record CategoricalCovariate(ImmutableArray<double> Values, ImmutableArray<Expr> Probabilities) : CovariateDistribution
{
    /// <inheritdoc/>
    public override ImmutableArray<Expr> Parameters => Probabilities;
}
