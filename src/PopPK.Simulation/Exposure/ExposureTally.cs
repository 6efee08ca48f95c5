using System.Collections.Immutable;

namespace PopPK.Simulation.Exposure;

/// <summary>
/// What came of the measures and targets of a simulation: summaries over subjects and replicates, and how many attain each target. The values
/// of one replicate are kept until the next one begins. Mutable, one owner.
/// </summary>
public sealed class ExposureTally
{
    private readonly ExposurePlan _plan;
    private readonly List<double>[] _values;
    private readonly Attainment[] _attainments;
    private int _replicate = -1;

    /// <summary>Begins to count.</summary>
    /// <param name="plan">Measures and targets.</param>
    /// <param name="percentiles">The percentiles that are reported, 0 to 100.</param>
    public ExposureTally(ExposurePlan plan, ImmutableArray<double> percentiles)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        Percentiles = percentiles;
        Summaries = [.. plan.Measures.Select(_ => new ReplicatedSummary(percentiles))];
        _values = [.. plan.Measures.Select(_ => new List<double>())];
        _attainments = new Attainment[plan.Request.Targets.Length];
    }

    /// <summary>The percentiles.</summary>
    public ImmutableArray<double> Percentiles { get; }

    /// <summary>For each of the plan's measures its summaries, of the replicates that are complete.</summary>
    public ImmutableArray<ReplicatedSummary> Summaries { get; }

    /// <summary>For each target how many subjects attain it, over all replicates.</summary>
    public ReadOnlySpan<Attainment> Attainments => _attainments;

    /// <summary>Number of subjects something could not be measured of.</summary>
    public long FailedSubjects { get; private set; }

    /// <summary>Adds a subject; replicates come one after the other.</summary>
    /// <param name="replicate">Number of the replicate.</param>
    /// <param name="values">The values of the plan's measures.</param>
    /// <param name="isMeasured">False when something could not be measured.</param>
    public void Add(int replicate, ReadOnlySpan<double> values, bool isMeasured)
    {
        if (replicate != _replicate)
        {
            Complete();
            _replicate = replicate;
        }

        FailedSubjects += isMeasured ? 0 : 1;
        for (var m = 0; m < values.Length; m++)
        {
            _values[m].Add(values[m]);
        }

        for (var t = 0; t < _attainments.Length; t++)
        {
            var isAttained = _plan.Request.Targets[t].IsAttained(values[_plan.MeasureOf(t)]);
            _attainments[t] = _attainments[t].Plus(new Attainment(isAttained ? 1 : 0, 1));
        }
    }

    /// <summary>Summarises the replicate at hand; after the last one.</summary>
    public void Complete()
    {
        for (var m = 0; m < _values.Length && _replicate >= 0; m++)
        {
            Summaries[m].Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values[m]));
            _values[m].Clear();
        }

        _replicate = -1;
    }
}
