using PopPK.Cli.Pipeline;
using PopPK.Prediction;
using PopPK.Prediction.Tracing;

namespace PopPK.Cli.Output;

/// <summary>Shows a subject: what its records mean, what happens when, and what becomes of the amounts.</summary>
/// <param name="screen">Where to.</param>
internal sealed class SubjectPresenter(IScreen screen)
{
    /// <summary>Shows a stage.</summary>
    /// <param name="session">Model and data.</param>
    /// <param name="cohort">Both bound.</param>
    /// <param name="trace">What the engine did.</param>
    /// <param name="stage">One of the stages of a subject.</param>
    public void Show(ModelSession session, Cohort cohort, SubjectTrace trace, string stage)
    {
        screen.Facts(
        [
            ("model", session.ModelFile!.Name),
            ("data", session.DataFile!.Name),
            ("subject", $"{trace.Subject.Id}: {Contents(trace.Subject)}"),
            .. stage == "records" ? RecordTable.Facts(cohort, trace) : Solution(cohort, trace, stage),
        ]);
        switch (stage)
        {
            case "records":
                screen.Heading("Records", "as understood");
                ShowTable(RecordTable.Wide(cohort, trace), () => RecordTable.Narrow(cohort, trace));
                break;
            case "trajectory":
                ShowTrajectory(cohort, trace);
                break;
            default:
                ShowTimeline(cohort, trace);
                break;
        }
    }

    private static string Contents(BoundSubject subject)
    {
        var doses = subject.Timeline.Doses.Sum(d => 1 + d.AdditionalDoses);
        return $"{DisplayNumber.Count(subject.Records.Count, "record")}, {DisplayNumber.Count(subject.Observations.Count, "observation")}, "
            + $"{DisplayNumber.Count(doses, "dose")}{(doses > subject.Timeline.Doses.Length ? " with the additional ones" : "")}";
    }

    private static IEnumerable<(string Name, string Text)> Solution(Cohort cohort, SubjectTrace trace, string stage)
    {
        yield return ("parameters", "the model's initial values, eta = 0");
        if (stage != "trajectory")
        {
            yield break;
        }

        yield return ("structure", SolverText.Of(cohort.Model));
        if (RecordTable.Constants(cohort, trace) is { Length: > 0 } constants)
        {
            yield return ("covariates", constants);
        }
    }

    private void ShowTimeline(Cohort cohort, SubjectTrace trace)
    {
        if (trace.Events.IsEmpty)
        {
            return;
        }

        screen.Heading("Timeline", "in the order of processing; amounts after bioavailability");
        ShowTable(TimelineTable.Wide(cohort, trace), () => TimelineTable.Narrow(cohort, trace));
        if (trace.DosesBehindEnd > 0)
        {
            screen.Line($"  {DisplayNumber.Count(trace.DosesBehindEnd, "dose")} would come behind the last record and {(trace.DosesBehindEnd == 1 ? "is" : "are")} left out", Tone.Dim);
        }
    }

    private void ShowTrajectory(Cohort cohort, SubjectTrace trace)
    {
        if (trace.Events.IsEmpty)
        {
            return;
        }

        screen.Heading("Trajectory", "amounts at the end of an interval, or behind the event");
        var table = new TrajectoryTable(cohort, trace);
        ShowTable(table.Wide(), table.Compact, table.Narrow);
        if (trace.Intervals.Any(i => i.Steps > 0))
        {
            screen.Line("  steps are those of amounts alone; with derivatives, in a fit, there are more", Tone.Dim);
        }
    }

    // The first that fits, or the last.
    private void ShowTable(TextTable wide, params Func<TextTable>[] narrower)
    {
        var table = wide;
        for (var i = 0; i < narrower.Length && !screen.Fits(table); i++)
        {
            table = narrower[i]();
        }

        screen.Table(table);
    }
}
