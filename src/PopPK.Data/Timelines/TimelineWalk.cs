using System.Collections.Immutable;

namespace PopPK.Data.Timelines;

/// <summary>Goes through a subject's records and keeps in a queue what they set off for later. One use, one owner.</summary>
/// <param name="subject">The subject.</param>
/// <param name="doses">A dose for each record, null where the record is none.</param>
internal sealed class TimelineWalk(Subject subject, Dose?[] doses)
{
    // Relative to the larger of the times concerned: far above the rounding of a product and a sum, far below any sampling interval.
    private const double Rounding = 1e-12;

    private readonly ImmutableArray<TimelineEvent>.Builder _events = ImmutableArray.CreateBuilder<TimelineEvent>(2 * doses.Length);
    private readonly PriorityQueue<Pending, (double Time, int Rank, int Number)> _queue = new();
    private int _queued;

    /// <summary>Writes the timeline.</summary>
    public EventTimeline Run()
    {
        for (var i = 0; i < doses.Length; i++)
        {
            var record = subject.Records[i];
            if (record.Kind is RecordKind.Reset or RecordKind.ResetAndDose)
            {
                // What is still to come is cancelled; what would come first at this very time would be wiped out at once.
                _queue.Clear();
                _events.Add(new TimelineEvent(record.Time, TimelineEventKind.Reset, -1, 0, i));
            }
            else
            {
                Release(record.Time);
            }

            if (doses[i] is { } dose)
            {
                Give(dose, record.Time, i);
                EnqueueNext(dose, i, 1);
            }

            _events.Add(new TimelineEvent(record.Time, TimelineEventKind.Record, -1, 0, i));
        }

        return new EventTimeline(_events.ToImmutable());
    }

    /// <summary>Writes out what is due up to a record's time, which itself may set off more.</summary>
    private void Release(double time)
    {
        while (_queue.TryPeek(out var pending, out var key) && key.Time <= time)
        {
            _queue.Dequeue();
            if (pending.Number == 0)
            {
                _events.Add(new TimelineEvent(key.Time, TimelineEventKind.RateChange, pending.Dose.Compartment, -pending.Dose.Rate, pending.Record));
            }
            else
            {
                Give(pending.Dose, key.Time, pending.Record);
                EnqueueNext(pending.Dose, pending.Record, pending.Number + 1);
            }
        }
    }

    private void Give(Dose dose, double time, int record)
    {
        var end = dose.Rate > 0 ? AtRecord(time + (dose.Amount / dose.Rate), record) : time;
        if (end <= time)
        {
            _events.Add(new TimelineEvent(time, TimelineEventKind.Bolus, dose.Compartment, dose.Amount, record));
            return;
        }

        _events.Add(new TimelineEvent(time, TimelineEventKind.RateChange, dose.Compartment, dose.Rate, record));
        Enqueue(new Pending(dose, record, 0), end, rank: 0);
    }

    private void EnqueueNext(Dose dose, int record, int number)
    {
        if (number <= dose.AdditionalDoses)
        {
            Enqueue(new Pending(dose, record, number), AtRecord(subject.Records[record].Time + (number * dose.Interval), record), rank: 1);
        }
    }

    /// <summary>At one time the ends of infusions come first, and equals in the order in which they were set off.</summary>
    private void Enqueue(Pending pending, double time, int rank) => _queue.Enqueue(pending, (time, rank, _queued++));

    /// <summary>The time of a later record that differs from the given time by rounding only, else the given time.</summary>
    private double AtRecord(double time, int record)
    {
        if (!double.IsFinite(time))
        {
            return time;
        }

        var low = record + 1;
        var end = EndOfClock(record);
        var high = end;
        var tolerance = Rounding * Math.Max(Math.Abs(time), Math.Abs(subject.Records[record].Time));
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (subject.Records[middle].Time < time - tolerance)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < end && subject.Records[low].Time <= time + tolerance ? subject.Records[low].Time : time;
    }

    /// <summary>The first record behind the given one that resets; times may start anew there.</summary>
    private int EndOfClock(int record)
    {
        for (var i = record + 1; i < subject.Records.Length; i++)
        {
            if (subject.Records[i].Kind is RecordKind.Reset or RecordKind.ResetAndDose)
            {
                return i;
            }
        }

        return subject.Records.Length;
    }

    /// <summary>Something a record sets off for later.</summary>
    /// <param name="Dose">The dose.</param>
    /// <param name="Record">The record.</param>
    /// <param name="Number">Number of the additional dose, from 1; 0 for the end of an infusion.</param>
    private readonly record struct Pending(Dose Dose, int Record, int Number);
}
