using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Prediction.Structural;

namespace PopPK.Prediction.Tracing;

/// <summary>
/// Writes down what a solver does while it walks along a subject's timeline, for people; allocates as it likes. Listens to evaluations
/// without derivatives. Mutable, for one walk.
/// </summary>
/// <param name="subject">The subject.</param>
/// <param name="amounts">Computes the amount in each compartment from a row of solver variables.</param>
/// <param name="covariates">Number of covariates that change.</param>
internal sealed class WalkRecorder(BoundSubject subject, Func<double[], ImmutableArray<double>> amounts, int covariates)
{
    private readonly List<TracedEvent> _events = [];
    private readonly List<TracedInterval> _intervals = [];
    private double[] _row = [];
    private double _from;
    private long _stepsBefore;
    private int _interval;

    /// <summary>The events, those that were passed with amounts.</summary>
    public IReadOnlyList<TracedEvent> Events => _events;

    /// <summary>The intervals.</summary>
    public IReadOnlyList<TracedInterval> Intervals => _intervals;

    /// <summary>Number of events that were passed.</summary>
    public int Passed { get; private set; }

    /// <summary>Number of doses that were neither given nor cancelled: they come behind the end.</summary>
    public int DosesBehindEnd { get; private set; }

    /// <summary>Room for a row of solver variables.</summary>
    /// <param name="length">Its length.</param>
    public Span<double> Row(int length)
    {
        Array.Resize(ref _row, length);
        return _row;
    }

    /// <summary>Hears the events.</summary>
    /// <param name="events">The events in order.</param>
    /// <param name="doses">What the model makes of the doses; null when it makes nothing of them.</param>
    public void Prepare(ReadOnlySpan<TimelineEvent> events, DoseJets? doses)
    {
        var counter = new DoseCounter(subject.Timeline, doses);
        foreach (ref readonly var e in events)
        {
            _events.Add(counter.Describe(e));
        }

        DosesBehindEnd = counter.StillToCome;
        _interval = events.IsEmpty ? 0 : events[0].Record;
    }

    /// <summary>Hears that the state is going to be moved.</summary>
    /// <param name="time">From when.</param>
    /// <param name="steps">Steps accepted so far.</param>
    public void Depart(double time, long steps) => (_from, _stepsBefore) = (time, steps);

    /// <summary>Hears that the state was moved.</summary>
    /// <param name="time">To when.</param>
    /// <param name="row">The solver variables.</param>
    /// <param name="inputs">The infusion rates that held.</param>
    /// <param name="method">What moved it.</param>
    /// <param name="steps">Steps accepted so far.</param>
    public void Arrive(double time, ReadOnlySpan<double> row, ReadOnlySpan<double> inputs, SolutionMethod method, long steps)
    {
        if (time > _from)
        {
            _intervals.Add(new TracedInterval(_from, time, Passed)
            {
                Method = method,
                Steps = steps - _stepsBefore,
                Inputs = [.. inputs],
                Amounts = amounts(row.ToArray()),
                Covariates = [.. Enumerable.Range(0, covariates).Select(i => CovariateBetween(i, _from, time))],
            });
        }
    }

    /// <summary>Hears that an event has happened.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="row">The solver variables behind it.</param>
    public void Pass(int index, ReadOnlySpan<double> row)
    {
        _events[index] = _events[index] with { Amounts = amounts(row.ToArray()) };
        Passed = index + 1;
        var e = _events[index].Event;
        _interval = e.Kind switch
        {
            TimelineEventKind.Reset => e.Record,
            TimelineEventKind.Record => Math.Min(e.Record + 1, subject.Timeline.Records.Length - 1),
            _ => _interval,
        };
    }

    private (double From, double To) CovariateBetween(int covariate, double from, double to)
    {
        var end = subject.IntervalBefore(_interval);
        var (value, slope) = (end[1 + covariate], end[1 + covariates + covariate]);
        return (value + slope * (from - end[0]), value + slope * (to - end[0]));
    }
}
