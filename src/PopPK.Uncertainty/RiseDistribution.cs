using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using PopPK.Numerics.Statistics;

namespace PopPK.Uncertainty;

/// <summary>
/// Quantiles of the rise of the objective over its minimum. Of a Gaussian likelihood the kept proposals' rises are chi-square
/// distributed, with as many degrees of freedom as there are parameters; good proposals' rises are as large or a little larger.
/// Immutable.
/// </summary>
/// <param name="Probabilities">The probabilities.</param>
/// <param name="Proposed">Quantiles of the proposals.</param>
/// <param name="Kept">Quantiles of those that were kept.</param>
/// <param name="ChiSquare">Quantiles of the chi-square distribution.</param>
public sealed record RiseDistribution(
    ImmutableArray<double> Probabilities,
    ImmutableArray<double> Proposed,
    ImmutableArray<double> Kept,
    ImmutableArray<double> ChiSquare)
{
    private static readonly ImmutableArray<double> Standard = [0.05, 0.25, 0.5, 0.75, 0.95];

    /// <summary>Describes a sample.</summary>
    /// <param name="samples">The proposals.</param>
    /// <param name="parameters">Number of parameters.</param>
    internal static RiseDistribution Of(ImmutableArray<ImportanceSample> samples, int parameters)
    {
        var known = samples.Where(s => double.IsFinite(s.Rise)).ToArray();
        double[] proposed = [.. known.Select(s => s.Rise).Order()];
        double[] kept = [.. known.SelectMany(s => Enumerable.Repeat(s.Rise, s.Copies)).Order()];
        return new RiseDistribution(
            Standard,
            [.. Standard.Select(p => SampleQuantile.OfPopulation(proposed, p))],
            [.. Standard.Select(p => SampleQuantile.OfPopulation(kept, p))],
            [.. Standard.Select(p => ChiSquared.InvCDF(parameters, p))]);
    }
}
