using System.Collections.Immutable;
using PopPK.Simulation.Exposure;

namespace PopPK.Simulation.Forecasting;

/// <summary>What becomes of a target for a subject under one way to go on. Immutable.</summary>
/// <param name="Target">The target; its times count from the decision.</param>
/// <param name="Individual">The measure at the mode (MAP).</param>
/// <param name="Sample">Percentiles of the measure over the sample of random effects.</param>
/// <param name="Probability">The share of the sample that attains the target.</param>
public sealed record TargetForecast(Target Target, double Individual, Percentiles Sample, double Probability)
{
    /// <summary>The factor on the doses from the decision on with which the mode attains the target; null when there are no such doses.</summary>
    public DoseSearchResult? Search { get; init; }

    /// <summary>The different amounts of those doses, in their order.</summary>
    public ImmutableArray<double> Amounts { get; init; } = [];

    /// <summary>The share of the sample that attains the target when all doses from the decision on have that factor; NaN without one.</summary>
    public double ProbabilityAtDose { get; init; } = double.NaN;
}
