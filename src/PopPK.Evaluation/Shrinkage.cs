using System.Collections.Immutable;

namespace PopPK.Evaluation;

/// <summary>
/// Shrinkage of the empirical Bayes estimates and of the residuals (0 none, 1 complete): 1 - sd / expected sd, or by variances. Random effects
/// are those that are present, in the order of the model. Immutable.
/// </summary>
/// <param name="Eta">Per random effect: 1 - sd(eta) / omega.</param>
/// <param name="Epsilon">Per endpoint: 1 - sd(IWRES); NaN without residuals.</param>
public sealed record Shrinkage(ImmutableArray<double> Eta, ImmutableArray<double> Epsilon)
{
    /// <summary>Per random effect: 1 - var(eta) / omega^2.</summary>
    public IEnumerable<double> EtaByVariance => Eta.Select(ByVariance);

    /// <summary>Per endpoint: 1 - var(IWRES).</summary>
    public IEnumerable<double> EpsilonByVariance => Epsilon.Select(ByVariance);

    /// <summary>Per random effect the mean conditional variance over omega^2 (NONMEM's EBV shrinkage, in its variance form).</summary>
    public ImmutableArray<double> ConditionalByVariance { get; init; } = [];

    /// <summary>The same in its standard-deviation form.</summary>
    public IEnumerable<double> Conditional => ConditionalByVariance.Select(s => 1 - Math.Sqrt(1 - s));

    /// <summary>Per random effect the mean of its estimates.</summary>
    public ImmutableArray<EtaBar> EtaBars { get; init; } = [];

    private static double ByVariance(double byDeviation) => 1 - (1 - byDeviation) * (1 - byDeviation);
}
