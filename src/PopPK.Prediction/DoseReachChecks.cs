using System.Collections.Immutable;
using System.Globalization;
using PopPK.Data;
using PopPK.Text;

namespace PopPK.Prediction;

/// <summary>
/// Finds doses that no observation can tell of, whatever the model: behind the last observation of a subject, or cancelled before the
/// next one. Doses are grouped, not reported one by one. Stateless.
/// </summary>
internal static class DoseReachChecks
{
    // More subjects than these are counted, not named.
    private const int MostNamed = 5;

    /// <summary>Checks a data set.</summary>
    /// <param name="dataset">The data.</param>
    /// <param name="timelines">A timeline per subject.</param>
    /// <param name="diagnostics">Receives what is found.</param>
    public static void Check(Dataset dataset, ImmutableArray<EventTimeline> timelines, DiagnosticBag diagnostics)
    {
        var late = new List<(Subject Subject, DataRecord Record)>();
        var cancelled = new List<(Subject Subject, DataRecord Record)>();
        var without = new List<(Subject Subject, DataRecord Record)>();
        for (var i = 0; i < timelines.Length; i++)
        {
            var subject = dataset.Subjects[i];
            if (subject.ObservationCount == 0 || timelines[i].Doses.IsEmpty)
            {
                continue;
            }

            var (behind, lost) = FindLost(subject, timelines[i]);
            if (behind.Count + lost.Count == timelines[i].Doses.Length)
            {
                without.Add((subject, subject.Records[timelines[i].Doses[0].Record]));
                continue;
            }

            late.AddRange(behind.Select(r => (subject, r)));
            cancelled.AddRange(lost.Select(r => (subject, r)));
        }

        Report(dataset, without, late, cancelled, diagnostics);
    }

    // Backwards: a dose counts when an observation stands behind it with no reset between.
    private static (List<DataRecord> Behind, List<DataRecord> Cancelled) FindLost(Subject subject, EventTimeline timeline)
    {
        var (behind, cancelled) = (new List<DataRecord>(), new List<DataRecord>());
        var (isSeen, isSeenLater) = (false, false);
        for (var r = timeline.Records.Length - 1; r >= 0; r--)
        {
            var record = timeline.Records[r];
            isSeen |= subject.Records[r].IsObservation;
            isSeenLater |= isSeen;
            if (record.Dose >= 0 && !isSeen)
            {
                (isSeenLater ? cancelled : behind).Add(subject.Records[r]);
            }

            if (record.IsReset || (record.Dose >= 0 && timeline.Doses[record.Dose].SteadyState == 1))
            {
                isSeen = false;
            }
        }

        behind.Reverse();
        cancelled.Reverse();
        return (behind, cancelled);
    }

    private static void Report(
        Dataset dataset,
        List<(Subject Subject, DataRecord Record)> without,
        List<(Subject Subject, DataRecord Record)> late,
        List<(Subject Subject, DataRecord Record)> cancelled,
        DiagnosticBag diagnostics)
    {
        if (without.Count > 0)
        {
            diagnostics.Warning(
                "PK3060",
                $"no dose of {SubjectsOf(without)} comes before an observation",
                At(dataset, without),
                "look at the times: the observations can tell nothing about what the doses do");
        }

        if (cancelled.Count > 0)
        {
            diagnostics.Warning(
                "PK3061",
                $"{Doses(cancelled.Count)} cancelled before an observation could show {(cancelled.Count == 1 ? "it" : "them")} ({SubjectsOf(cancelled)})",
                At(dataset, cancelled),
                "a reset (EVID 3 or 4) or a steady state that replaces (SS 1) follows; look at the order of the records");
        }

        // Every trial with a last dose behind the last sample has them.
        if (late.Count > 0)
        {
            diagnostics.Note(
                "PK3062",
                $"{Doses(late.Count)} given after the last observation of {SubjectsOf(late)}",
                At(dataset, late),
                "they change no estimate");
        }
    }

    private static CellLocation At(Dataset dataset, List<(Subject Subject, DataRecord Record)> found) => new(dataset.Path, found[0].Record.Row, null, null);

    private static string Doses(int count) => count == 1 ? "a dose is" : string.Create(CultureInfo.InvariantCulture, $"{count} doses are");

    private static string SubjectsOf(List<(Subject Subject, DataRecord Record)> found)
    {
        var ids = found.Select(f => f.Subject.Id).Distinct().ToArray();
        var rest = ids.Length - MostNamed;
        return $"{(ids.Length == 1 ? "subject" : "subjects")} {string.Join(", ", ids.Take(MostNamed))}"
            + (rest > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {rest} more") : "");
    }
}
