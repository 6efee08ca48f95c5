using PopPK.Data;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// The time since a subject's last dose at each of its records: since the time a dose is given by the data, additional doses (ADDL)
/// and the starts of infusions included. A lag of the model does not move it, so that it does not depend on estimates. At the time of a dose it is
/// 0 on records behind the dose and on records at the time of an additional dose, as in predictions. A steady state counts from its
/// record. Before the first dose it is negative: the time until that dose. A reset begins anew. Without doses it is NaN. Stateless.
/// </summary>
internal static class TimeAfterDose
{
    /// <summary>Computes the times.</summary>
    /// <param name="timeline">The subject's doses and records.</param>
    /// <returns>One per record.</returns>
    public static double[] Of(EventTimeline timeline)
    {
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
                times[item.Record] = item.Time - last;
            }
        }

        // Backwards: what stands before a first dose.
        var next = double.NaN;
        for (var i = events.Length - 1; i >= 0; i--)
        {
            next = events[i].Kind == TimelineEventKind.Reset ? double.NaN : IsDose(events[i]) ? events[i].Time : next;
            if (events[i].Kind == TimelineEventKind.Record && double.IsNaN(times[events[i].Record]))
            {
                times[events[i].Record] = events[i].Time - next;
            }
        }
    }

    private static bool IsDose(in TimelineEvent item) =>
        item.Kind is TimelineEventKind.Bolus or TimelineEventKind.InfusionStart or TimelineEventKind.SteadyState;
}
