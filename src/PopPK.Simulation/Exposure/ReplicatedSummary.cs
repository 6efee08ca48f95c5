using System.Collections.Immutable;
using PopPK.Numerics.Statistics;

namespace PopPK.Simulation.Exposure;

/// <summary>
/// The summaries of a measure over replicates: the mean of each statistic and the interval that holds a share of the replicates. With the
/// same parameters in all of them the interval is that of chance among so many subjects; with parameters that are drawn it is that of
/// the parameters too. A replicate is forgotten once it is summarised, so memory does not grow with subjects. Mutable, one owner.
/// </summary>
/// <param name="percentiles">The percentiles that are reported, 0 to 100.</param>
/// <param name="level">The share of replicates in the interval, between 0 and 1.</param>
public sealed class ReplicatedSummary(ImmutableArray<double> percentiles, double level = 0.95)
{
    private readonly List<ExposureSummary> _replicates = [];

    /// <summary>The summaries so far.</summary>
    public IReadOnlyList<ExposureSummary> Replicates => _replicates;

    /// <summary>Adds a replicate.</summary>
    /// <param name="values">The values of its subjects.</param>
    public void Add(ReadOnlySpan<double> values) => _replicates.Add(ExposureSummary.Of(values, percentiles));

    /// <summary>The mean and the interval of each of <see cref="ExposureSummary.Statistics"/> over the replicates in which it exists.</summary>
    public ImmutableArray<(double Mean, double Lower, double Upper)> Intervals()
    {
        var statistics = _replicates.Select(r => r.Statistics).ToArray();
        var count = statistics.Length == 0 ? 0 : statistics[0].Length;
        return [.. Enumerable.Range(0, count).Select(i => IntervalOf([.. statistics.Select(s => s[i]).Where(double.IsFinite).Order()]))];
    }

    private (double Mean, double Lower, double Upper) IntervalOf(double[] sorted) => sorted.Length == 0
        ? (double.NaN, double.NaN, double.NaN)
        : (sorted.Average(), SampleQuantile.OfPopulation(sorted, 0.5 * (1 - level)), SampleQuantile.OfPopulation(sorted, 0.5 * (1 + level)));
}
