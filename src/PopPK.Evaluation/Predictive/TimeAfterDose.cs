using PopPK.Data;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// The time since a subject's last dose at each of its records: since the time a dose is given by the data, additional doses (ADDL)
/// and the starts of infusions included. A lag of the model does not move it, so that it does not depend on estimates. At the time of a dose it is
/// 0 on records behind the dose and on records at the time of an additional dose, as in predictions. A steady state counts from its
/// record. Before the first dose it is negative: the time until that dose. A reset begins anew. Without doses it is NaN. Differences of times are
/// rounded to the digits that the times have, so that observations at one time after dose are at one place. Stateless; safe for concurrent use.
/// </summary>
public static class TimeAfterDose
{
    private const int Digits = 12;
    private const int MostDecimals = 15;

    /// <summary>Computes the times.</summary>
    /// <param name="timeline">The subject's doses and records.</param>
    /// <returns>One per record.</returns>
    public static double[] Of(EventTimeline timeline)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        var schedule = new EventSchedule();
        schedule.TryWrite(timeline, new DoseTiming[timeline.Doses.Length]);
        var times = new double[timeline.Records.Length];
        Array.Fill(times, double.NaN);
        Fill(schedule.Events, times);
        return times;
    }

    private static void Fill(ReadOnlySpan<TimelineEvent> events, double[] times)
    {
        var last = double.NaN;
        foreach (var item in events)
        {
            last = item.Kind == TimelineEventKind.Reset ? double.NaN : IsDose(item) ? item.Time : last;
            if (item.Kind == TimelineEventKind.Record)
            {
                times[item.Record] = Difference(item.Time, last);
            }
        }

        // Backwards: what stands before a first dose.
        var next = double.NaN;
        for (var i = events.Length - 1; i >= 0; i--)
        {
            next = events[i].Kind == TimelineEventKind.Reset ? double.NaN : IsDose(events[i]) ? events[i].Time : next;
            if (events[i].Kind == TimelineEventKind.Record && double.IsNaN(times[events[i].Record]))
            {
                times[events[i].Record] = Difference(events[i].Time, next);
            }
        }
    }

    // 261.3 - 259 is 2.3, not 2.3000000000000114.
    private static double Difference(double time, double dose)
    {
        var decimals = Digits - 1 - Math.Floor(Math.Log10(Math.Max(Math.Abs(time), Math.Abs(dose))));
        return decimals is >= 0 and <= MostDecimals ? Math.Round(time - dose, (int)decimals) : time - dose;
    }

    private static bool IsDose(in TimelineEvent item) =>
        item.Kind is TimelineEventKind.Bolus or TimelineEventKind.InfusionStart or TimelineEventKind.SteadyState;
}
