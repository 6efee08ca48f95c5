namespace PopPK.Data;

/// <summary>
/// Writes out everything that happens to a subject, in order of time: additional doses, starts and ends of infusions, what a
/// steady state leaves to come, resets, records. Mutable, for one owner at a time; memory is reused, so that writing a timeline as long as an
/// earlier one allocates nothing.
/// </summary>
/// <remarks>
/// <para>
/// Where several things happen at one time: ends of infusions come first, then doses that were recorded earlier (additional and
/// lagged ones), then the records in the order of the data; a dose record's steady state and, without a lag, its dose come before the record
/// itself, so its prediction includes them. Switching a compartment comes behind its record; switched off, it loses the infusions that run into it.
/// </para>
/// <para>
/// A reset (EVID 3 or 4) and a steady state that replaces (SS 1) cancel what was recorded before them: running infusions, lagged
/// doses on their way, additional doses still to come. A dose above a reset at the same time is lost, one below it counts. After a
/// reset the times may start anew.
/// </para>
/// <para>
/// Nothing behind the subject's last record, or behind the last record before a reset, is written out. A computed time that
/// differs from a record's time by rounding only is that record's time, so that <c>II = 0.1</c> meets a record at 0.3; in the same way an infusion
/// ends where the next additional one starts. An infusion too short to have an end of its own in double precision is a bolus.
/// </para>
/// </remarks>
public sealed class EventSchedule
{
    /// <summary>More doses than this of one record are a mistake.</summary>
    public const int DoseLimit = 100_000;

    private readonly PriorityQueue<Pending, (double Time, int Rank, int Record)> _queue = new();
    private TimelineEvent[] _events = new TimelineEvent[64];
    private int _count;
    private EventTimeline _timeline = new([], []);

    /// <summary>The events that were written last.</summary>
    public ReadOnlySpan<TimelineEvent> Events => _events.AsSpan(0, _count);

    /// <summary>Writes the events of a timeline.</summary>
    /// <param name="timeline">The timeline.</param>
    /// <param name="timings">Lag and duration of each of its doses; finite and not negative.</param>
    /// <returns>False when a lag or an infusion spans more than <see cref="DoseLimit"/> intervals of its steady state; then nothing is written.</returns>
    public bool TryWrite(EventTimeline timeline, ReadOnlySpan<DoseTiming> timings)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        _timeline = timeline;
        _count = 0;
        _queue.Clear();
        var records = timeline.Records.AsSpan();
        for (var i = 0; i < records.Length; i++)
        {
            ref readonly var record = ref records[i];
            if (record.IsReset)
            {
                // What is still to come is cancelled; what would come first at this very time would be wiped out at once.
                _queue.Clear();
                Add(record.Time, TimelineEventKind.Reset, -1, -1, i);
            }
            else
            {
                Release(record.Time, timings);
            }

            if (record.Dose >= 0 && !TryGiveRecorded(record.Dose, timings))
            {
                _count = 0;
                return false;
            }

            Add(record.Time, TimelineEventKind.Record, -1, -1, i);
            if (record.Switch != 0)
            {
                Add(record.Time, record.Switch < 0 ? TimelineEventKind.SwitchOff : TimelineEventKind.SwitchOn, Math.Abs(record.Switch) - 1, -1, i);
            }
        }

        return true;
    }

    // The steady state of a dose record, and its own dose or what sets it off.
    private bool TryGiveRecorded(int index, ReadOnlySpan<DoseTiming> timings)
    {
        var dose = _timeline.Doses[index];
        var time = _timeline.Records[dose.Record].Time;
        var first = 0;
        if (dose.SteadyState != 0)
        {
            if (dose.SteadyState == 1)
            {
                _queue.Clear();
            }

            Add(time, TimelineEventKind.SteadyState, dose.Compartment, index, dose.Record);
            if (dose.Input == DoseInput.Constant)
            {
                return true;
            }

            var train = PulseTrain.At(time, timings[index], dose.Interval);
            if (train.Pending > DoseLimit || train.Running > DoseLimit)
            {
                return false;
            }

            for (var j = 1; j <= train.Running; j++)
            {
                Enqueue(new Pending(index, 0, IsEnd: true, _count), AtRecord(train.End + j * dose.Interval, dose.Record));
            }

            first = -train.Pending;
        }

        var arrival = TimeOf(index, first, timings);
        if (arrival <= time)
        {
            Give(index, first, timings);
        }
        else
        {
            Enqueue(new Pending(index, first, IsEnd: false, _count), arrival);
        }

        return true;
    }

    // Writes out what is due up to a record's time, which itself may set off more.
    private void Release(double time, ReadOnlySpan<DoseTiming> timings)
    {
        while (_queue.TryPeek(out var pending, out var key) && key.Time <= time)
        {
            _queue.Dequeue();
            if (pending.IsEnd)
            {
                var dose = _timeline.Doses[pending.Dose];
                if (!WasSwitchedOff(dose.Compartment, pending.Since))
                {
                    Add(key.Time, TimelineEventKind.InfusionEnd, dose.Compartment, pending.Dose, dose.Record);
                }
            }
            else
            {
                Give(pending.Dose, pending.Number, timings);
            }
        }
    }

    // Writes out a dose (number 0: the record's own) and sets off its end and the dose behind it.
    private void Give(int index, int number, ReadOnlySpan<DoseTiming> timings)
    {
        var dose = _timeline.Doses[index];
        var time = TimeOf(index, number, timings);
        var end = EndOf(index, number, timings);
        if (end > time)
        {
            Add(time, TimelineEventKind.InfusionStart, dose.Compartment, index, dose.Record);
            Enqueue(new Pending(index, number, IsEnd: true, _count), end);
        }
        else
        {
            Add(time, TimelineEventKind.Bolus, dose.Compartment, index, dose.Record);
        }

        if (number < dose.AdditionalDoses)
        {
            Enqueue(new Pending(index, number + 1, IsEnd: false, _count), TimeOf(index, number + 1, timings));
        }
    }

    private double TimeOf(int index, int number, ReadOnlySpan<DoseTiming> timings)
    {
        var dose = _timeline.Doses[index];
        var time = _timeline.Records[dose.Record].Time;
        var delay = timings[index].Lag + number * dose.Interval;
        return delay == 0 ? time : AtRecord(time + delay, dose.Record);
    }

    // The end of an infusion, which is the start of the next one where they follow each other without a gap; the start itself for a bolus.
    private double EndOf(int index, int number, ReadOnlySpan<DoseTiming> timings)
    {
        var dose = _timeline.Doses[index];
        var start = TimeOf(index, number, timings);
        if (timings[index].Duration == 0)
        {
            return start;
        }

        var end = start + timings[index].Duration;
        if (number < dose.AdditionalDoses && double.IsFinite(end))
        {
            var next = TimeOf(index, number + 1, timings);
            if (Math.Abs(next - end) <= RoundingAt(end, dose.Record))
            {
                return next;
            }
        }

        return AtRecord(end, dose.Record);
    }

    // An infusion ends where its compartment is switched off.
    private bool WasSwitchedOff(int compartment, int since)
    {
        for (var i = since; _timeline.SwitchesCompartments && i < _count; i++)
        {
            if (_events[i].Kind == TimelineEventKind.SwitchOff && _events[i].Compartment == compartment)
            {
                return true;
            }
        }

        return false;
    }

    // At one time the ends of infusions come first, and equals in the order of their records.
    private void Enqueue(Pending pending, double time) =>
        _queue.Enqueue(pending, (time, pending.IsEnd ? 0 : 1, _timeline.Doses[pending.Dose].Record));

    private void Add(double time, TimelineEventKind kind, int compartment, int dose, int record)
    {
        if (_count == _events.Length)
        {
            Array.Resize(ref _events, 2 * _count);
        }

        _events[_count++] = new TimelineEvent(time, kind, compartment, dose, record);
    }

    // The time of a later record (or the same) that differs from the given time by rounding only, else the given time.
    private double AtRecord(double time, int record)
    {
        if (!double.IsFinite(time))
        {
            return time;
        }

        var records = _timeline.Records.AsSpan();
        var low = record;
        var end = EndOfClock(record);
        var high = end;
        var tolerance = RoundingAt(time, record);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (records[middle].Time < time - tolerance)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < end && records[low].Time <= time + tolerance ? records[low].Time : time;
    }

    private double RoundingAt(double time, int record) =>
        PulseTrain.Rounding * Math.Max(Math.Abs(time), Math.Abs(_timeline.Records[record].Time));

    // The first record behind the given one that resets; times may start anew there.
    private int EndOfClock(int record)
    {
        var records = _timeline.Records.AsSpan();
        var end = record + 1;
        while (end < records.Length && !records[end].IsReset)
        {
            end++;
        }

        return end;
    }

    // Something a record sets off for later: the end of an infusion, or a dose of the record: 0 its own, from 1 the additional
    // ones, below 0 those of the steady state that are still to come. It was set off behind so many events.
    private readonly record struct Pending(int Dose, int Number, bool IsEnd, int Since);
}
