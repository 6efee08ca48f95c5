using PopPK.Data;
using PopPK.Prediction;
using PopPK.Prediction.Tracing;

namespace PopPK.Cli.Output;

/// <summary>Everything that happens to a subject, in the order the engine goes through it. Stateless.</summary>
internal static class TimelineTable
{
    /// <summary>The events, one a row.</summary>
    /// <param name="cohort">The model and its subjects.</param>
    /// <param name="trace">What the engine makes of the subject.</param>
    public static TextTable Wide(Cohort cohort, SubjectTrace trace)
    {
        var compartments = cohort.Model.Model.Structure.Compartments;
        var rows = trace.Events.Select(e =>
        {
            // The end of an infusion has been told of where it started, unless it started before the record.
            var isEnd = e.Event.Kind == TimelineEventKind.InfusionEnd;
            return (string[])
            [
                DisplayNumber.Short(e.Event.Time),
                EventText.Kind(trace.Subject, e),
                e.Event.Compartment >= 0 ? compartments[e.Event.Compartment].Name : "",
                isEnd ? "" : DisplayNumber.Significant(e.Amount),
                DisplayNumber.Significant(e.Rate),
                isEnd || e.Lag == 0 ? "" : DisplayNumber.Significant(e.Lag),
                isEnd ? "" : DisplayNumber.Significant(e.Duration),
                EventText.Number(trace.Subject, e),
                $"{trace.Subject.Subject.Records[e.Event.Record].Row}",
                EventText.Remark(trace.Subject, e),
            ];
        });
        return new TextTable(
        [
            new("time", true), new("event"), new("compartment"), new("amount", true), new("rate", true), new("lag", true),
            new("duration", true), new("ADDL"), new("row", true), new(""),
        ], [.. rows]).WithoutEmptyColumns();
    }

    /// <summary>The events with what belongs to a dose in words in the last column, for screens that are not wide enough.</summary>
    /// <param name="cohort">The model and its subjects.</param>
    /// <param name="trace">What the engine makes of the subject.</param>
    public static TextTable Narrow(Cohort cohort, SubjectTrace trace)
    {
        var compartments = cohort.Model.Model.Structure.Compartments;
        var rows = trace.Events.Select(e => (string[])
        [
            DisplayNumber.Short(e.Event.Time),
            $"{trace.Subject.Subject.Records[e.Event.Record].Row}",
            EventText.Kind(trace.Subject, e),
            e.Event.Compartment >= 0 ? compartments[e.Event.Compartment].Name : "",
            Words(trace.Subject, e),
        ]);
        return new TextTable(
            [new("time", true), new("row", true), new("event"), new("compartment"), new("amount, rate, lag, duration")],
            [.. rows]).WithoutEmptyColumns();
    }

    private static string Words(BoundSubject subject, TracedEvent e)
    {
        static string With(string name, double value) => double.IsNaN(value) ? "" : $"{name}{DisplayNumber.Significant(value)}";
        var isEnd = e.Event.Kind == TimelineEventKind.InfusionEnd;
        var number = EventText.Number(subject, e);
        string[] parts = isEnd
            ? [With("rate ", e.Rate)]
            : [With("", e.Amount), With("rate ", e.Rate), e.Lag == 0 ? "" : With("lag ", e.Lag), With("duration ", e.Duration)];
        return string.Join(", ", parts.Append(number.Length > 0 ? $"ADDL {number}" : "").Append(EventText.Remark(subject, e)).Where(p => p.Length > 0));
    }
}
