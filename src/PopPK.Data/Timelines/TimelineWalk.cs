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
    private readonly PriorityQueue<Pending, (double Time, int Rank, int Record)> _queue = new();

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
                Give(dose, i, 0);
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
                Give(pending.Dose, pending.Record, pending.Number);
            }
        }
    }

    /// <summary>Writes out a dose (number 0: the record's own) and sets off its end and the dose behind it.</summary>
    private void Give(Dose dose, int record, int number)
    {
        var time = TimeOf(dose, record, number);
        var end = EndOf(dose, record, number);
        if (end > time)
        {
            _events.Add(new TimelineEvent(time, TimelineEventKind.RateChange, dose.Compartment, dose.Rate, record));
            Enqueue(new Pending(dose, record, 0), end, rank: 0);
        }
        else
        {
            _events.Add(new TimelineEvent(time, TimelineEventKind.Bolus, dose.Compartment, dose.Amount, record));
        }

        if (number < dose.AdditionalDoses)
        {
            Enqueue(new Pending(dose, record, number + 1), TimeOf(dose, record, number + 1), rank: 1);
        }
    }

    private double TimeOf(Dose dose, int record, int number)
    {
        var first = subject.Records[record].Time;
        return number == 0 ? first : AtRecord(first + (number * dose.Interval), record);
    }

    /// <summary>The end of an infusion, which is the start of the next one where they follow each other without a gap; the start itself for a bolus.</summary>
    private double EndOf(Dose dose, int record, int number)
    {
        var start = TimeOf(dose, record, number);
        if (dose.Rate == 0)
        {
            return start;
        }

        var end = start + (dose.Amount / dose.Rate);
        var next = TimeOf(dose, record, number + 1);
        var meetsNext = number < dose.AdditionalDoses && double.IsFinite(end) && Math.Abs(next - end) <= RoundingAt(end, record);
        return meetsNext ? next : AtRecord(end, record);
    }

    /// <summary>At one time the ends of infusions come first, and equals in the order of their records.</summary>
    private void Enqueue(Pending pending, double time, int rank) => _queue.Enqueue(pending, (time, rank, pending.Record));

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
        var tolerance = RoundingAt(time, record);
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

    private double RoundingAt(double time, int record) => Rounding * Math.Max(Math.Abs(time), Math.Abs(subject.Records[record].Time));

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
