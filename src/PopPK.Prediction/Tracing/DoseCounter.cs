using PopPK.Data;
using PopPK.Prediction.Structural;

namespace PopPK.Prediction.Tracing;

/// <summary>Tells which dose of its record an event belongs to, and how many doses a reset cancels, by counting. Mutable, for one timeline.</summary>
internal sealed class DoseCounter
{
    private readonly EventTimeline _timeline;
    private readonly DoseJets? _jets;
    private readonly int[] _next;
    private readonly int[] _running;
    private readonly bool[] _isOpen;

    /// <summary>Prepares to count.</summary>
    /// <param name="timeline">The timeline.</param>
    /// <param name="jets">What the model makes of the doses, or null.</param>
    public DoseCounter(EventTimeline timeline, DoseJets? jets)
    {
        _timeline = timeline;
        _jets = jets;
        _next = new int[timeline.Doses.Length];
        _running = new int[timeline.Doses.Length];
        _isOpen = new bool[timeline.Doses.Length];
        for (var i = 0; i < _next.Length; i++)
        {
            var dose = timeline.Doses[i];
            _isOpen[i] = dose.Input != DoseInput.Constant;
            if (dose.SteadyState != 0 && _isOpen[i])
            {
                var train = PulseTrain.At(timeline.Records[dose.Record].Time, TimingOf(i), dose.Interval);
                _next[i] = -train.Pending;
            }
        }
    }

    /// <summary>Number of doses that have neither been given nor cancelled.</summary>
    public int StillToCome => Enumerable.Range(0, _next.Length).Sum(Remaining);

    /// <summary>Describes the next event.</summary>
    /// <param name="e">The event.</param>
    public TracedEvent Describe(in TimelineEvent e)
    {
        var traced = new TracedEvent(e);
        if (e.Kind == TimelineEventKind.Reset)
        {
            return traced with { Cancelled = Cancel(e.Record) };
        }

        if (e.Dose < 0)
        {
            return traced;
        }

        var dose = _timeline.Doses[e.Dose];
        var timing = TimingOf(e.Dose);
        var isInfusion = timing.Duration > 0 || dose.Input == DoseInput.Constant;
        return traced with
        {
            Amount = dose.Input == DoseInput.Constant ? double.NaN : _jets?.Amount(e.Dose)[0] ?? dose.Amount,
            Rate = isInfusion ? _jets?.Rate(e.Dose)[0] ?? dose.Rate : double.NaN,
            Lag = timing.Lag,
            Duration = isInfusion && dose.Input != DoseInput.Constant ? timing.Duration : double.NaN,
            Number = Count(e, timing),
            Cancelled = e.Kind == TimelineEventKind.SteadyState && dose.SteadyState == 1 ? Cancel(e.Record) : default,
        };
    }

    private DoseTiming TimingOf(int dose) => _jets?.Timing(dose) ?? _timeline.Doses[dose].GivenTiming;

    private int? Count(in TimelineEvent e, DoseTiming timing)
    {
        var dose = _timeline.Doses[e.Dose];
        switch (e.Kind)
        {
            case TimelineEventKind.SteadyState:
                // The infusions the train leaves running end before those that start behind it, and are all of the same length.
                _running[e.Dose] = dose.Input == DoseInput.Constant ? 0 : PulseTrain.At(e.Time, timing, dose.Interval).Running;
                return null;
            case TimelineEventKind.InfusionEnd:
                return _next[e.Dose] - _running[e.Dose]--;
            case TimelineEventKind.InfusionStart:
                _running[e.Dose]++;
                return _next[e.Dose]++;
            default:
                return _next[e.Dose]++;
        }
    }

    // What was recorded before a record and has not come, or has not ended.
    private Cancellation Cancel(int record)
    {
        var (doses, infusions) = (0, 0);
        for (var i = 0; i < _next.Length; i++)
        {
            if (_timeline.Doses[i].Record < record)
            {
                doses += Remaining(i);
                infusions += _running[i];
                _running[i] = 0;
                _isOpen[i] = false;
            }
        }

        return new Cancellation(doses, infusions);
    }

    private int Remaining(int dose) => _isOpen[dose] ? _timeline.Doses[dose].AdditionalDoses + 1 - _next[dose] : 0;
}
