using PopPK.Data;
using PopPK.Prediction;
using PopPK.Prediction.Tracing;

namespace PopPK.Cli.Output;

/// <summary>What happens to a subject, in words. Stateless.</summary>
internal static class EventText
{
    /// <summary>What an event is.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="traced">The event.</param>
    public static string Kind(BoundSubject subject, TracedEvent traced) => traced.Event.Kind switch
    {
        TimelineEventKind.Bolus => "bolus",
        TimelineEventKind.InfusionStart => "infusion starts",
        TimelineEventKind.InfusionEnd => "infusion ends",
        TimelineEventKind.SteadyState => subject.Timeline.Doses[traced.Event.Dose].SteadyState == 2 ? "steady state added" : "steady state",
        TimelineEventKind.Reset => "reset",
        TimelineEventKind.SwitchOff => "switched off",
        TimelineEventKind.SwitchOn => "switched on",
        _ => subject.Subject.Records[traced.Event.Record] switch
        {
            { IsObservation: true } => "observation",
            { Kind: RecordKind.Observation } => "prediction only",
            _ => "record",
        },
    };

    /// <summary>Which of the doses of its record an event belongs to; empty for the record's own.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="traced">The event.</param>
    public static string Number(BoundSubject subject, TracedEvent traced) => traced.Number switch
    {
        null or 0 => "",
        < 0 => "of SS",
        { } number => $"{number} of {subject.Timeline.Doses[traced.Event.Dose].AdditionalDoses}",
    };

    /// <summary>What else is to be said of an event.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="traced">The event.</param>
    public static string Remark(BoundSubject subject, TracedEvent traced)
    {
        var parts = new List<string>();
        if (traced.Event.Kind == TimelineEventKind.SteadyState && subject.Timeline.Doses[traced.Event.Dose] is { Interval: > 0 } dose)
        {
            parts.Add($"every {DisplayNumber.Short(dose.Interval)}");
        }

        var (doses, infusions) = traced.Cancelled;
        if (doses + infusions > 0)
        {
            string[] what = [doses > 0 ? DisplayNumber.Count(doses, "dose") : "", infusions > 0 ? DisplayNumber.Count(infusions, "infusion") : ""];
            parts.Add($"cancels {string.Join(" and ", what.Where(w => w.Length > 0))}");
        }

        return string.Join(", ", parts);
    }
}
