using PopPK.Data;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;

namespace PopPK.Prediction.Structural;

/// <summary>
/// When the doses of a subject arrive, how much and how fast, all as jets by the phi of the state. With bioavailability F, an
/// infusion of given rate keeps its rate and lasts F AMT / RATE; one of modelled rate R lasts F AMT / R; one of modelled duration D
/// has the rate F AMT / D. The record of a dose decides for the dose and all that follow it. Mutable, part of a worker's scratch.
/// </summary>
internal sealed class DoseJets
{
    private const int PartCount = 4;

    private readonly PropertyFunctions _functions;
    private readonly EventSchedule _schedule = new();
    private readonly double[] _properties;
    private readonly double[] _temporary;
    private DoseTiming[] _timings = [];
    private DoseTiming[] _writtenTimings = [];
    private EventTimeline? _written;
    private bool[] _moves = [];
    private double[] _jets = [];
    private JetLayout _layout;
    private int _blocks;

    /// <summary>Makes the memory.</summary>
    /// <param name="functions">The properties of the compartments.</param>
    /// <param name="blocks">The most blocks a jet has.</param>
    public DoseJets(PropertyFunctions functions, int blocks)
    {
        _functions = functions;
        _properties = new double[functions.Count * blocks];
        _temporary = new double[blocks];
    }

    private enum Part
    {
        Start,
        End,
        Amount,
        Rate,
    }

    /// <summary>Delay of the arrival behind its nominal time (the lag).</summary>
    /// <param name="dose">The dose.</param>
    public ReadOnlySpan<double> Start(int dose) => Jet(dose, Part.Start);

    /// <summary>Delay of the end of an infusion behind its nominal time (lag and duration).</summary>
    /// <param name="dose">The dose.</param>
    public ReadOnlySpan<double> End(int dose) => Jet(dose, Part.End);

    /// <summary>How much arrives.</summary>
    /// <param name="dose">The dose.</param>
    public ReadOnlySpan<double> Amount(int dose) => Jet(dose, Part.Amount);

    /// <summary>The rate of an infusion.</summary>
    /// <param name="dose">The dose.</param>
    public ReadOnlySpan<double> Rate(int dose) => Jet(dose, Part.Rate);

    /// <summary>True when the time of arrival, or of the end, has derivatives that are not zero.</summary>
    /// <param name="dose">The dose.</param>
    /// <param name="isEnd">True for the end of an infusion.</param>
    public bool Moves(int dose, bool isEnd) => _moves[2 * dose + (isEnd ? 1 : 0)];

    /// <summary>Lag and duration of a dose.</summary>
    /// <param name="dose">The dose.</param>
    public DoseTiming Timing(int dose) => _timings[dose];

    /// <summary>The time of the record whose dose could not be evaluated, or NaN.</summary>
    public double RefusedAt { get; private set; }

    /// <summary>The property with which it could not, or null.</summary>
    public RefusedProperty? Refused { get; private set; }

    /// <summary>Evaluates the doses of a subject and writes its events.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="layout">The blocks.</param>
    /// <param name="order">The order the blocks belong to.</param>
    /// <param name="workspace">Holds phi.</param>
    /// <param name="events">The events in order of time.</param>
    public PredictionStatus TryPrepare(
        BoundSubject subject, JetLayout layout, DerivativeOrder order, SubjectWorkspace workspace, out ReadOnlySpan<TimelineEvent> events)
    {
        _layout = layout;
        _blocks = Kernels.JetMatrixKernel.Blocks(layout);
        var doses = subject.Timeline.Doses.AsSpan();
        Reserve(doses.Length);
        events = default;
        RefusedAt = double.NaN;
        Refused = null;
        for (var i = 0; i < doses.Length; i++)
        {
            if (i == 0 || _functions.VariesWithinSubject)
            {
                EvaluateProperties(subject, doses[i].Record, order, workspace);
            }

            if (!TryEvaluate(i, doses[i]))
            {
                RefusedAt = subject.Timeline.Records[doses[i].Record].Time;
                return PredictionStatus.DosePropertyOutOfRange;
            }
        }

        if (_functions.Count == 0)
        {
            // Records are events too: where there are none, the events could not be written.
            events = subject.Events;
            return events.IsEmpty && !subject.Timeline.Records.IsEmpty ? PredictionStatus.TooManyDoses : PredictionStatus.Success;
        }

        // A lag without a random effect is the same in all evaluations of a search.
        var timings = _timings.AsSpan(0, doses.Length);
        if (!ReferenceEquals(_written, subject.Timeline) || !timings.SequenceEqual(_writtenTimings.AsSpan(0, doses.Length)))
        {
            _written = null;
            if (!_schedule.TryWrite(subject.Timeline, timings))
            {
                return PredictionStatus.TooManyDoses;
            }

            timings.CopyTo(_writtenTimings);
            _written = subject.Timeline;
        }

        events = _schedule.Events;
        return PredictionStatus.Success;
    }

    /// <summary>The events <see cref="TryPrepare"/> wrote last.</summary>
    /// <param name="subject">Its subject.</param>
    public ReadOnlySpan<TimelineEvent> EventsOf(BoundSubject subject) => _functions.Count == 0 ? subject.Events : _schedule.Events;

    /// <summary>Sets a state to the initial amounts of a record.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="record">The record.</param>
    /// <param name="order">The order of the state.</param>
    /// <param name="workspace">Holds phi.</param>
    /// <param name="state">The state; all zero.</param>
    public void AddInitialAmounts(BoundSubject subject, int record, DerivativeOrder order, SubjectWorkspace workspace, Span<double> state)
    {
        var isEvaluated = false;
        for (var p = 0; p < _functions.Count; p++)
        {
            if (_functions.All[p].Kind != CompartmentPropertyKind.InitialAmount)
            {
                continue;
            }

            if (!isEvaluated)
            {
                EvaluateProperties(subject, record, order, workspace);
                isEvaluated = true;
            }

            Property(p).CopyTo(state[(_functions.All[p].Compartment * _blocks)..]);
        }
    }

    private void EvaluateProperties(BoundSubject subject, int record, DerivativeOrder order, SubjectWorkspace workspace)
    {
        var function = _functions[order];
        function.Invoke(default, workspace.Phi, subject.MomentAt(record), _properties.AsSpan(0, function.OutputCount));
    }

    private bool TryEvaluate(int index, in Dose dose)
    {
        var start = Jet(index, Part.Start);
        var end = Jet(index, Part.End);
        var amount = Jet(index, Part.Amount);
        var rate = Jet(index, Part.Rate);
        var duration = _temporary.AsSpan(0, _blocks);
        if (!TryCopy(CompartmentPropertyKind.Lag, dose.Compartment, 0, start)
            || !TryCopy(CompartmentPropertyKind.Bioavailability, dose.Compartment, 1, amount))
        {
            return false;
        }

        JetArithmetic.Scale(dose.Amount, amount, amount);
        JetArithmetic.Set(dose.Rate, rate);
        duration.Clear();
        switch (dose.Input)
        {
            case DoseInput.GivenRate:
                JetArithmetic.Scale(1 / dose.Rate, amount, duration);
                duration[0] = amount[0] / dose.Rate;
                break;
            case DoseInput.ModelledRate:
                if (!TryCopy(CompartmentPropertyKind.Rate, dose.Compartment, 0, rate, isDivisor: true))
                {
                    return false;
                }

                JetArithmetic.Divide(_layout, amount, rate, duration);
                break;
            case DoseInput.ModelledDuration:
                if (!TryCopy(CompartmentPropertyKind.Duration, dose.Compartment, 0, duration, isDivisor: true))
                {
                    return false;
                }

                JetArithmetic.Divide(_layout, amount, duration, rate);
                break;
        }

        for (var i = 0; i < _blocks; i++)
        {
            end[i] = start[i] + duration[i];
        }

        _timings[index] = new DoseTiming(start[0], duration[0]);
        _moves[2 * index] = start[1..].ContainsAnyExcept(0);
        _moves[2 * index + 1] = end[1..].ContainsAnyExcept(0);
        return double.IsFinite(duration[0]) && double.IsFinite(amount[0]) && double.IsFinite(rate[0]);
    }

    // A property, or the number that holds where the model has none; false when it is negative, not finite or a divisor of zero.
    private bool TryCopy(CompartmentPropertyKind kind, int compartment, double otherwise, Span<double> jet, bool isDivisor = false)
    {
        var position = _functions.PositionOf(kind, compartment);
        if (position < 0)
        {
            JetArithmetic.Set(otherwise, jet);
            return true;
        }

        Property(position).CopyTo(jet);
        if (double.IsFinite(jet[0]) && (isDivisor ? jet[0] > 0 : jet[0] >= 0))
        {
            return true;
        }

        Refused = new RefusedProperty(kind, compartment, jet[0]);
        return false;
    }

    private void Reserve(int doses)
    {
        if (_timings.Length < doses)
        {
            _timings = new DoseTiming[doses];
            _writtenTimings = new DoseTiming[doses];
            _written = null;
            _moves = new bool[2 * doses];
        }

        if (_jets.Length < doses * PartCount * _blocks)
        {
            _jets = new double[doses * PartCount * _blocks];
        }
    }

    private Span<double> Property(int property) => _properties.AsSpan(property * _blocks, _blocks);

    private Span<double> Jet(int dose, Part part) => _jets.AsSpan((PartCount * dose + (int)part) * _blocks, _blocks);
}
