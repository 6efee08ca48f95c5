using System.Collections.Immutable;
using PopPK.Data;

namespace PopPK.Prediction.Courses;

/// <summary>
/// A subject whose course can be followed at all times up to an end, behind its last record too: doses that are still to come are given
/// there, and the last record's covariates go on to hold. Before the first record it is in its initial state. Immutable; safe to share.
/// </summary>
/// <remarks>
/// Records may set the clock back (EVID 3 or 4 with an earlier time). A time then means several moments, so a course is that of one
/// clock: the records up to where the clock is set back, or from there to the next such place. A reset that does not set the clock back
/// does not end a course: up to it the old state goes on, with the doses still to come, behind it the new one.
/// </remarks>
public sealed class SubjectCourse
{
    // Far enough behind the end to be another time in double precision.
    private const double Margin = 1e-6;

    private SubjectCourse(BoundSubject subject, BoundSubject walked, double end, int firstRecord, PredictionPoints last)
    {
        Subject = subject;
        Walked = walked;
        End = end;
        FirstRecord = firstRecord;
        Last = last;
    }

    /// <summary>The subject.</summary>
    public BoundSubject Subject { get; }

    /// <summary>The last time of the course.</summary>
    public double End { get; }

    /// <summary>The time at which the course begins: its first record's.</summary>
    public double Start => Walked.Timeline.Records[FirstRecord].Time;

    /// <summary>The subject with records where the course needs them.</summary>
    internal BoundSubject Walked { get; }

    /// <summary>Index of the course's first record in it.</summary>
    internal int FirstRecord { get; }

    /// <summary>The record up to which it is walked.</summary>
    internal PredictionPoints Last { get; }

    /// <summary>Number of clocks of a subject: one more than the times its clock is set back.</summary>
    /// <param name="subject">The subject.</param>
    public static int ClocksOf(BoundSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var count = 1;
        for (var r = 1; r < subject.Timeline.Records.Length; r++)
        {
            count += IsSetBack(subject.Timeline.Records, r) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Prepares a subject.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="end">The last time of interest; a finite number.</param>
    /// <param name="clock">Which of the subject's clocks times are of, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The end is not finite, or there is no such clock.</exception>
    public static SubjectCourse Of(BoundSubject subject, double end, int clock = 0)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (!double.IsFinite(end))
        {
            throw new ArgumentOutOfRangeException(nameof(end), end, "The end of a course is a finite time.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(clock);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(clock, ClocksOf(subject));
        var records = subject.Timeline.Records;
        var behind = end + Margin * Math.Max(1, Math.Abs(end));
        var first = 0;
        for (var c = 0; c < clock; c++)
        {
            first = EndOfClock(records, first);
        }

        var endOfClock = EndOfClock(records, first);
        var added = new List<(int Record, double Time, bool IsOpen)>();
        for (var r = 1; r < endOfClock; r++)
        {
            if (records[r].IsReset && records[r].Time > records[r - 1].Time)
            {
                added.Add((r, records[r].Time, false));
            }
        }

        var last = endOfClock - 1;
        if (records[last].Time < behind)
        {
            last = endOfClock;
            added.Add((endOfClock, behind, true));
        }
        else
        {
            while (last > first && records[last - 1].Time >= behind)
            {
                last--;
            }
        }

        var walked = added.Count == 0 ? subject : Insert(subject, added);

        // Those in front of a record, and the added one behind the end itself, which stands in front of nobody.
        var position = last + added.Count(a => a.Record <= last) - (last == endOfClock ? 1 : 0);
        var points = new PredictionPoints([position], [walked.Timeline.Records[position].Time], [0], [0]);
        return new SubjectCourse(subject, walked, end, first + added.Count(a => a.Record <= first), points);
    }

    /// <summary>
    /// The course with other doses. Infusions of a given rate keep their duration and get another rate; where the model gives the rate it
    /// stays, and the infusion lasts longer. Covariates do not change, not even those that repeat a dose.
    /// </summary>
    /// <param name="factor">What amounts, and rates of infusions, are multiplied with; above 0.</param>
    /// <param name="isScaled">The doses that are meant; null: all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not a finite number above 0.</exception>
    public SubjectCourse WithDoses(double factor, Func<Dose, bool>? isScaled = null) => double.IsFinite(factor) && factor > 0
        ? new SubjectCourse(Subject, Scale(Walked, factor, isScaled), End, FirstRecord, Last)
        : throw new ArgumentOutOfRangeException(nameof(factor), factor, "Doses are multiplied with a number above 0.");

    private static bool IsSetBack(ImmutableArray<TimelineRecord> records, int record) =>
        records[record].IsReset && records[record].Time < records[record - 1].Time;

    private static int EndOfClock(ImmutableArray<TimelineRecord> records, int first)
    {
        var end = first + 1;
        while (end < records.Length && !IsSetBack(records, end))
        {
            end++;
        }

        return end;
    }

    private static BoundSubject Insert(BoundSubject subject, List<(int Record, double Time, bool IsOpen)> added)
    {
        var timeline = subject.Timeline;
        var records = ImmutableArray.CreateBuilder<TimelineRecord>(timeline.Records.Length + added.Count);
        var places = new int[timeline.Records.Length];
        for (var r = 0; r <= timeline.Records.Length; r++)
        {
            foreach (var (record, time, _) in added)
            {
                if (record == r)
                {
                    records.Add(new TimelineRecord(time, false, -1, 0));
                }
            }

            if (r < timeline.Records.Length)
            {
                places[r] = records.Count;
                records.Add(timeline.Records[r]);
            }
        }

        ImmutableArray<Dose> doses = [.. timeline.Doses.Select(d => d with { Record = places[d.Record] })];
        return subject.Along(new EventTimeline(records.MoveToImmutable(), doses), subject.Moments.With(added), subject.LargestDose);
    }

    private static BoundSubject Scale(BoundSubject subject, double factor, Func<Dose, bool>? isScaled)
    {
        var timeline = subject.Timeline;
        ImmutableArray<Dose> doses =
        [
            .. timeline.Doses.Select(d => isScaled?.Invoke(d) == false ? d : d with { Amount = factor * d.Amount, Rate = factor * d.Rate }),
        ];
        var largest = doses.IsEmpty ? subject.LargestDose : doses.Max(d => d.Amount > 0 ? d.Amount : d.Rate);
        return subject.Along(timeline with { Doses = doses }, subject.Moments, largest > 0 ? largest : subject.LargestDose);
    }
}
