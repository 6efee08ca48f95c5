using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Prediction.Compilation;

namespace PopPK.Prediction;

/// <summary>A subject prepared for one model: its timeline, its covariate values and its observations. Immutable; safe to share.</summary>
public sealed class BoundSubject
{
    private readonly ImmutableArray<int> _followed;
    private readonly EffectKeys _keys;
    private double[] _covariates;
    private readonly double[] _observed;
    private readonly double[] _observedOriginal;
    private readonly bool[] _isNormal;
    private readonly bool[] _isCorrelated;
    private RecordMoments _moments;
    private TimelineEvent[] _events;

    internal BoundSubject(
        Subject subject,
        EventTimeline timeline,
        double[] covariates,
        ImmutableArray<int> followed,
        EffectKeys keys,
        RecordMoments moments,
        double[] observedOriginal,
        ImmutableArray<ObservationForm> forms,
        PredictionPoints observations,
        PredictionPoints records,
        ImmutableArray<ResidualGroup> residualGroups,
        double largestDose)
    {
        Subject = subject;
        Timeline = timeline;
        _covariates = covariates;
        _followed = followed;
        _keys = keys;
        _moments = moments;
        _events = [.. timeline.Events];
        _observedOriginal = observedOriginal;
        _observed = [.. observedOriginal.Select((value, j) => forms[observations.Forms[j]].IsOnDataScale ? value : 0)];
        _isNormal = [.. observations.Forms.Select(f => forms[f].IsNormal)];
        NormalCount = _isNormal.Count(n => n);
        Observations = observations;
        Records = records;
        ResidualGroups = residualGroups;
        _isCorrelated = new bool[residualGroups.IsEmpty ? 0 : observations.Count];
        foreach (var observation in residualGroups.SelectMany(g => g.Observations))
        {
            _isCorrelated[observation] = true;
        }

        HasLanes = observations.Count > 0
            && residualGroups.IsEmpty
            && forms.All(f => f.IsNormal && !f.HasExtra)
            && observations.Forms.All(f => f == observations.Forms[0]);
        HasResets = timeline.Records.Any(r => r.IsReset);
        HasSteadyState = timeline.Doses.Any(d => d.SteadyState != 0);
        LargestDose = LargestDoseOf(subject.Records) is > 0 and var own ? own : largestDose;
    }

    /// <summary>The subject's data.</summary>
    public Subject Subject { get; private set; }

    /// <summary>The value of ID.</summary>
    public string Id => Subject.Id;

    /// <summary>Everything that happens to the subject.</summary>
    public EventTimeline Timeline { get; private set; }

    /// <summary>
    /// Covariate values in the order of the model's covariates; of those that change, the first record's. Behind them stand the hidden
    /// ones: the number of the class in a mixture, and which instances of random effects the first record belongs to.
    /// </summary>
    public ReadOnlySpan<double> Covariates => _covariates;

    /// <summary>
    /// Observed values on the scale of means and variances, one per point of <see cref="Observations"/>: DV, or 0 where the form has a
    /// scale of its own.
    /// </summary>
    public ReadOnlySpan<double> Observed => _observed;

    /// <summary>DV, one per point of <see cref="Observations"/>.</summary>
    public ReadOnlySpan<double> ObservedOriginal => _observedOriginal;

    /// <summary>For each observation whether its form is normal; the others contribute their extra only.</summary>
    public ReadOnlySpan<bool> IsNormal => _isNormal;

    /// <summary>Number of observations whose form is normal.</summary>
    public int NormalCount { get; }

    /// <summary>The records whose DV counts.</summary>
    public PredictionPoints Observations { get; }

    /// <summary>All records.</summary>
    public PredictionPoints Records { get; }

    /// <summary>The observations whose residuals are correlated, in order of time; an observation is in one group at most.</summary>
    public ImmutableArray<ResidualGroup> ResidualGroups { get; }

    /// <summary>For each observation whether it is in one of <see cref="ResidualGroups"/>; empty when none is.</summary>
    public ReadOnlySpan<bool> IsCorrelated => _isCorrelated;

    /// <summary>The largest dose, in the unit of AMT (of a constant infusion its rate); 1 without doses. The scale of the amounts.</summary>
    public double LargestDose { get; private set; }

    /// <summary>True when the subject's observations can be predicted in lanes: all take one form, which has a mean and a variance only, and no residuals are correlated.</summary>
    public bool HasLanes { get; }

    /// <summary>True when some record resets the amounts.</summary>
    internal bool HasResets { get; }

    /// <summary>True when some dose is in steady state.</summary>
    internal bool HasSteadyState { get; private set; }

    /// <summary>The events in order of time when no dose has a lag and all durations are in the data.</summary>
    internal ReadOnlySpan<TimelineEvent> Events => _events;

    /// <summary>Which of the subject's instances of a block of random effects a record belongs to, from 0.</summary>
    /// <param name="block">Position of the block in the model.</param>
    /// <param name="record">Index of the record.</param>
    public int InstanceOf(int block, int record) => _keys.InstanceOfBlock(block, record);

    /// <summary>What tells the subject's instances of a block apart, for people: the values of its columns; an empty text for effects by ID.</summary>
    /// <param name="block">Position of the block in the model.</param>
    public ImmutableArray<string> InstanceKeys(int block) => _keys.OfBlock(block);

    /// <summary>The instances of random effects, level by level.</summary>
    internal EffectKeys Keys => _keys;

    /// <summary>
    /// The same subject with other doses: amounts and rates may differ, and a dose may be missing; records stay where they are, and
    /// compartments that are dosed stay the same. <see cref="LargestDose"/> remains, so that what comes before a changed dose does too.
    /// </summary>
    /// <param name="subject">The subject's data with the other doses.</param>
    /// <param name="compartments">The model's compartments.</param>
    /// <exception cref="ArgumentException">The data have other records, or doses that cannot be given.</exception>
    public BoundSubject WithDoses(Subject subject, CompartmentMap compartments)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Records.Length != Subject.Records.Length || TimelineBuilder.Build(subject, compartments).Timeline is not { } timeline)
        {
            throw new ArgumentException($"Subject {subject.Id} has {subject.Records.Length} records, or doses that cannot be given; it had {Subject.Records.Length}.", nameof(subject));
        }

        var other = (BoundSubject)MemberwiseClone();
        other.Subject = subject;
        other.Timeline = timeline;
        other._events = [.. timeline.Events];
        other.HasSteadyState = timeline.Doses.Any(d => d.SteadyState != 0);
        return other;
    }

    /// <summary>The same subject as a member of another class of a mixture; everything else is shared.</summary>
    /// <param name="position">Position of the class among <see cref="Covariates"/>.</param>
    /// <param name="number">Number of the class, from 1.</param>
    internal BoundSubject InClass(int position, int number)
    {
        var other = (BoundSubject)MemberwiseClone();
        other._covariates = [.. _covariates];
        other._covariates[position] = number;
        return other;
    }

    /// <summary>The same subject with another timeline; what it shows of data and observations is not that of the timeline any more.</summary>
    /// <param name="timeline">The timeline.</param>
    /// <param name="moments">The moments of its records.</param>
    /// <param name="largestDose">The largest dose in it.</param>
    internal BoundSubject Along(EventTimeline timeline, RecordMoments moments, double largestDose)
    {
        var other = (BoundSubject)MemberwiseClone();
        other.Timeline = timeline;
        other._moments = moments;
        other._events = [.. timeline.Events];
        other.LargestDose = largestDose;
        return other;
    }

    /// <summary>The moments of all records.</summary>
    internal RecordMoments Moments => _moments;

    /// <summary><see cref="Covariates"/> with those that change as a record has them.</summary>
    /// <param name="record">Index of the record.</param>
    internal double[] CovariatesAt(int record)
    {
        double[] values = [.. _covariates];
        var moment = MomentAt(record);
        for (var i = 0; i < _followed.Length; i++)
        {
            values[_followed[i]] = moment[1 + i];
        }

        return values;
    }

    /// <summary>What holds at a record: its time, its covariates.</summary>
    /// <param name="record">Index of the record.</param>
    internal ReadOnlySpan<double> MomentAt(int record) => _moments.At(record);

    /// <summary>What holds in the interval a record ends: its time, covariates there and how fast they change.</summary>
    /// <param name="record">Index of the record.</param>
    internal ReadOnlySpan<double> IntervalBefore(int record) => _moments.Before(record);

    /// <summary>The largest dose among records, in the unit of AMT; 0 without doses.</summary>
    /// <param name="records">The records.</param>
    internal static double LargestDoseOf(IEnumerable<DataRecord> records) =>
        // A constant infusion has no amount; what it brings in a unit of time stands for it.
        records.Select(r => r.Amount > 0 ? r.Amount : r.Rate).Append(0).Max();
}
