using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Numerics.Statistics;
using PopPK.Prediction;
using PopPK.Text;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// Counts how many observations lie outside their prediction intervals, which are percentiles (R's type 7) of each observation's own replicates, and how
/// many of every simulated data set do: what Monte Carlo intervals are made of. Observations that were not quantified lie below (above) an interval only
/// when all of what they may be does. Clusters may be added in any order and by several threads.
/// </summary>
public sealed class NpcAccumulator
{
    private readonly ImmutableArray<PredictiveObservation> _observations;
    private readonly ClusterObservations _places;
    private readonly int _replicates;
    private readonly double _level;
    private readonly int[][] _below;
    private readonly int[][] _above;
    private readonly int[] _observedBelow;
    private readonly int[] _observedAbove;
    private readonly Lock _lock = new();
    private int _count;

    /// <summary>Makes room.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="point">The population parameters.</param>
    /// <param name="replicates">Number of replicates.</param>
    /// <param name="diagnostics">Receives what cannot be compared.</param>
    /// <param name="lowerLimit">A lower limit of quantification that replaces the model's, or null.</param>
    /// <param name="level">Level of the Monte Carlo intervals.</param>
    public NpcAccumulator(
        Cohort cohort, PopulationPoint point, int replicates, DiagnosticBag diagnostics, double? lowerLimit = null, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        _observations = PredictiveObservations.Of(cohort, point, lowerLimit, diagnostics);
        PredictiveObservations.ReportDiscarded(cohort, _observations, diagnostics);
        _places = ClusterObservations.Of(cohort, _observations);
        _replicates = replicates;
        _level = level;
        _below = [.. Coverages.Select(_ => new int[replicates])];
        _above = [.. Coverages.Select(_ => new int[replicates])];
        _observedBelow = new int[Coverages.Length];
        _observedAbove = new int[Coverages.Length];
    }

    /// <summary>The coverages of the intervals.</summary>
    public static ImmutableArray<double> Coverages { get; } = [0, 0.2, 0.4, 0.5, 0.6, 0.8, 0.9, 0.95];

    /// <summary>Adds a cluster; observations of a replicate that do not exist count on neither side.</summary>
    /// <param name="cluster">Its position in the cohort; each once.</param>
    /// <param name="simulated">All its observations, replicate by replicate.</param>
    public void Add(int cluster, ReadOnlySpan<double> simulated)
    {
        var width = _places.Widths[cluster];
        var sorted = new double[_replicates];
        foreach (var (position, column) in _places.Subjects[cluster].SelectMany(s => s))
        {
            var count = 0;
            for (var k = 0; k < _replicates; k++)
            {
                var value = simulated[(k * width) + column];
                if (double.IsFinite(value) && !IsLeftOut(_observations[position], value))
                {
                    sorted[count++] = value;
                }
            }

            if (count > 0)
            {
                Array.Sort(sorted, 0, count);
                lock (_lock)
                {
                    Count(_observations[position], sorted.AsSpan(0, count), simulated, width, column);
                }
            }
        }
    }

    /// <summary>The check of the clusters that were added.</summary>
    public NpcResult Finish() => new(_replicates, _level, [.. Coverages.Select((coverage, c) =>
    {
        double[] below = [.. _below[c].Select(n => (double)n).Order()];
        double[] above = [.. _above[c].Select(n => (double)n).Order()];
        var (low, high) = (0.5 * (1 - _level), 0.5 * (1 + _level));
        return new NpcInterval(
            coverage,
            _count,
            _observedBelow[c],
            SampleQuantile.OfSample(below, low),
            SampleQuantile.OfSample(below, high),
            _observedAbove[c],
            SampleQuantile.OfSample(above, low),
            SampleQuantile.OfSample(above, high));
    })]);

    private void Count(PredictiveObservation observation, ReadOnlySpan<double> sorted, ReadOnlySpan<double> simulated, int width, int column)
    {
        _count++;
        for (var c = 0; c < Coverages.Length; c++)
        {
            var lower = SampleQuantile.OfSample(sorted, 0.5 * (1 - Coverages[c]));
            var upper = SampleQuantile.OfSample(sorted, 0.5 * (1 + Coverages[c]));
            _observedBelow[c] += IsBelow(observation.From, observation.To, lower) ? 1 : 0;
            _observedAbove[c] += observation.From > upper ? 1 : 0;
            for (var k = 0; k < _replicates; k++)
            {
                // A simulated value is known no better than an observed one.
                var value = simulated[(k * width) + column];
                if (IsLeftOut(observation, value))
                {
                    continue;
                }

                var (from, to) = value < observation.Lower ? (double.NegativeInfinity, observation.Lower)
                    : value > observation.Upper ? (observation.Upper, double.PositiveInfinity) : (value, value);
                _below[c][k] += IsBelow(from, to, lower) ? 1 : 0;
                _above[c][k] += from > upper ? 1 : 0;
            }
        }
    }

    private static bool IsLeftOut(PredictiveObservation observation, double value) => observation.Discards && double.IsNaN(observation.Rank(value));

    // What lies below a limit lies below all that is not below that limit.
    private static bool IsBelow(double from, double to, double edge) => to < edge || (from != to && to <= edge);
}
