using PopPK.Cli.Pipeline;
using PopPK.Reporting;
using PopPK.Simulation.Forecasting;

namespace PopPK.Cli.Output;

/// <summary>Shows forecasts: of a few subjects all there is to see, of many a line each. Mutable; one owner.</summary>
/// <param name="screen">Where to.</param>
/// <param name="forecaster">What is forecast.</param>
/// <param name="request">What the user asked for.</param>
/// <param name="count">Number of subjects.</param>
internal sealed class ForecastPresenter(IScreen screen, Forecaster forecaster, ForecastRequest request, int count)
{
    private const int MostInDetail = 3;
    private const int MostLines = 40;
    private readonly List<SubjectForecast> _shown = [];
    private int _added;

    /// <summary>Says what is going to be done.</summary>
    /// <param name="source">Model and data.</param>
    /// <param name="report">What is known of the forecast.</param>
    public void Introduce(ModelOrRun source, ForecastReport report) => screen.Facts(
    [
        ("model", $"{report.Source.ModelFile}{(source.Model?.Title is { } title ? $"  \"{title}\"" : "")}"),
        ("values", source.Run is null ? "the model's own" : $"estimates of {request.SourcePath}"),
        ("data", $"{report.Source.DataFile}  {DataSummary.Of(source.Session.Dataset!)}"),
        ("forecast", $"{DisplayNumber.Count(count, "subject")}, {DisplayNumber.Count(forecaster.Courses.Count() - 1, "candidate")}, "
            + $"{DisplayNumber.Count(request.Samples, "draw")} each, seed {request.Seed}{(request.HasResiduals ? ", intervals of levels with residual error" : "")}"),
    ]);

    /// <summary>Keeps a subject to be shown.</summary>
    /// <param name="forecast">The subject's forecast.</param>
    public void Add(SubjectForecast forecast)
    {
        _added++;
        if (_shown.Count < (count <= MostInDetail ? MostInDetail : MostLines))
        {
            _shown.Add(forecast);
        }
    }

    /// <summary>Shows what came out.</summary>
    /// <param name="folder">Where the files are.</param>
    /// <param name="seconds">How long it took.</param>
    public void Conclude(string folder, double seconds)
    {
        if (count <= MostInDetail)
        {
            var subject = new SubjectForecastText(screen, [.. forecaster.Endpoints], request);
            _shown.ForEach(subject.Show);
        }
        else
        {
            ShowLines();
        }

        screen.Line();
        screen.Facts(
        [
            ("files", $"{folder}/  forecast.csv individuals.csv {(request.Targets.IsEmpty ? "" : "targets.csv ")}forecast.json"),
            ("time", DisplayNumber.Seconds(seconds)),
        ]);
    }

    // A line per subject: its parameters, and per target the dose that attains it and how probably.
    private void ShowLines()
    {
        var names = forecaster.Cohort.Model.IndividualParameters.Names;
        screen.Heading("Subjects", "individual parameters at the most probable random effects (MAP)");
        screen.Table(new TextTable(
            [
                new("ID"), new("levels", true), new("known up to", true), .. names.Select(n => new TextColumn(n, true)),
                .. request.Targets.SelectMany(t => (TextColumn[])[new($"dose for {t}"), new("P", true)]),
            ],
            [.. _shown.Select(Line)]));
        if (_added > _shown.Count)
        {
            screen.Line($"  ... and {_added - _shown.Count} more in individuals.csv", Tone.Dim);
        }
    }

    private string[] Line(SubjectForecast forecast)
    {
        var isKnown = forecast.Posterior.SampleCount > 0;
        return
        [
            forecast.Subject.Id,
            $"{forecast.Levels}",
            DisplayNumber.Short(forecast.From),
            .. forecaster.Cohort.Model.IndividualParameters.Names.Select((_, p) => isKnown ? DisplayNumber.Significant(forecast.Parameters[p].Individual) : ""),
            .. request.Targets.SelectMany((_, t) => isKnown ? Best(forecast, t) : ["", ""]),
        ];
    }

    private static string[] Best(SubjectForecast forecast, int target) => SubjectForecastText.Recommended(forecast, target) is { } best
        ? best.IsScaled
            ? [$"{SubjectForecastText.DosesOf(best.Target)} in {best.Name}", SubjectForecastText.Share(best.Target.ProbabilityAtDose)]
            : [best.Name, SubjectForecastText.Share(best.Target.Probability)]
        : ["no dose", ""];
}
