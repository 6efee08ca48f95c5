using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PopPK.Simulation.Exposure;

/// <summary>
/// What came of the measures and targets of a simulation, arm by arm: summaries over subjects and replicates, and how many attain each target.
/// The values of one replicate are kept until the next one begins. Mutable, one owner.
/// </summary>
public sealed class ExposureTally
{
    private readonly ExposurePlan _plan;
    private readonly ImmutableArray<ReplicatedSummary>[] _summaries;
    private readonly List<double>[][] _values;
    private readonly Attainment[][] _attainments;
    private int _replicate = -1;

    /// <summary>Begins to count.</summary>
    /// <param name="plan">Measures and targets.</param>
    /// <param name="percentiles">The percentiles that are reported, 0 to 100.</param>
    /// <param name="arms">Number of arms.</param>
    public ExposureTally(ExposurePlan plan, ImmutableArray<double> percentiles, int arms = 1)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(arms, 1);
        _plan = plan;
        Percentiles = percentiles;
        _summaries = [.. Enumerable.Range(0, arms).Select(_ => plan.Measures.Select(_ => new ReplicatedSummary(percentiles)).ToImmutableArray())];
        _values = [.. Enumerable.Range(0, arms).Select(_ => plan.Measures.Select(_ => new List<double>()).ToArray())];
        _attainments = [.. Enumerable.Range(0, arms).Select(_ => new Attainment[plan.Request.Targets.Length])];
    }

    /// <summary>The percentiles.</summary>
    public ImmutableArray<double> Percentiles { get; }

    /// <summary>Number of subjects something could not be measured of.</summary>
    public long FailedSubjects { get; private set; }

    /// <summary>For each of the plan's measures its summaries, of the replicates that are complete.</summary>
    /// <param name="arm">Position of the arm.</param>
    public ImmutableArray<ReplicatedSummary> SummariesOf(int arm) => _summaries[arm];

    /// <summary>For each target how many subjects attain it, over all replicates.</summary>
    /// <param name="arm">Position of the arm.</param>
    public ReadOnlySpan<Attainment> AttainmentsOf(int arm) => _attainments[arm];

    /// <summary>Adds a subject; replicates come one after the other.</summary>
    /// <param name="replicate">Number of the replicate.</param>
    /// <param name="arm">Position of the subject's arm.</param>
    /// <param name="values">The values of the plan's measures.</param>
    /// <param name="isMeasured">False when something could not be measured.</param>
    public void Add(int replicate, int arm, ReadOnlySpan<double> values, bool isMeasured)
    {
        if (replicate != _replicate)
        {
            Complete();
            _replicate = replicate;
        }

        FailedSubjects += isMeasured ? 0 : 1;
        for (var m = 0; m < values.Length; m++)
        {
            _values[arm][m].Add(values[m]);
        }

        var attainments = _attainments[arm];
        for (var t = 0; t < attainments.Length; t++)
        {
            var isAttained = _plan.Request.Targets[t].IsAttained(values[_plan.MeasureOf(t)]);
            attainments[t] = attainments[t].Plus(new Attainment(isAttained ? 1 : 0, 1));
        }
    }

    /// <summary>Summarises the replicate at hand; after the last one.</summary>
    public void Complete()
    {
        for (var arm = 0; arm < _values.Length && _replicate >= 0; arm++)
        {
            for (var m = 0; m < _values[arm].Length; m++)
            {
                _summaries[arm][m].Add(CollectionsMarshal.AsSpan(_values[arm][m]));
                _values[arm][m].Clear();
            }
        }

        _replicate = -1;
    }
}
