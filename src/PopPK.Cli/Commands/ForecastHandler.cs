using System.Diagnostics;
using PopPK.Cli.Output;
using PopPK.Cli.Pipeline;
using PopPK.Likelihood;
using PopPK.Reporting;
using PopPK.Reporting.Json;
using PopPK.Simulation.Forecasting;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>Carries out <c>forecast</c>: everything is checked, then subject by subject is forecast, written and shown.</summary>
/// <param name="environment">Where the command runs.</param>
/// <param name="printer">Shows problems.</param>
/// <param name="interruption">The user's wish to stop.</param>
internal sealed class ForecastHandler(CliEnvironment environment, DiagnosticPrinter printer, Interruption interruption)
{
    /// <summary>Runs.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(ForecastRequest request)
    {
        var clock = Stopwatch.StartNew();
        var problems = new DiagnosticBag();
        var source = ModelOrRun.Open(request.SourcePath, request.DataPath, needsData: true, environment, problems, mayLackObservations: true);
        var forecaster = source is { Model: { } model, Session.Dataset: { } data } && !problems.HasErrors ? Build(model, data, request, problems, out var chosen) : Nobody(out chosen);
        var point = forecaster is null ? null : PointOf(source!, forecaster, problems);
        var folder = FolderFor(request, source?.Model?.Name ?? "model", problems);
        NoteInteraction(source, problems);
        printer.Print(problems, request.HideValues, withNotes: !request.IsQuiet);
        if (problems.HasErrors || forecaster is null || point is null)
        {
            printer.PrintSummary(problems);
            return ExitCode.WrongInput;
        }

        var screen = Screens.For(request.IsQuiet, environment);
        var report = Describe(source!, forecaster, request);
        var presenter = new ForecastPresenter(screen, forecaster, request, chosen.Count);
        presenter.Introduce(source!, report);
        var options = new ForecastOptions
        {
            Posterior = new PosteriorOptions { Seed = request.Seed, Samples = request.Samples },
            Threads = request.Threads,
            HasResiduals = request.HasResiduals,
        };
        try
        {
            var written = "";
            screen.While("forecasting", rename => written = folder.Write(path =>
            {
                using var files = new ForecastFiles(path, forecaster, report, !request.Targets.IsEmpty);
                report = Write(files, forecaster, point, options, chosen, presenter, new ProgressLine("forecasting", rename));
            }));
            presenter.Conclude(environment.Shown(written), clock.Elapsed.TotalSeconds);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            printer.Print([new Diagnostic("PK6040", DiagnosticSeverity.Error, "the results could not be written", null, e.Message)]);
            return ExitCode.Incomplete;
        }

        printer.Print(ForecastFindings.Of(report), request.HideValues);
        return !report.IsComplete ? ExitCode.Interrupted
            : report.Failures.Count + report.Unattained.Count + report.FailedDraws > 0 ? ExitCode.Incomplete
            : ExitCode.Done;
    }

    private static Forecaster? Nobody(out IReadOnlyCollection<int> chosen)
    {
        chosen = [];
        return null;
    }

    private static Forecaster? Build(
        Modeling.PopulationModel model, Data.Dataset data, ForecastRequest request, DiagnosticBag problems, out IReadOnlyCollection<int> chosen)
    {
        var subjects = ForecastPlans.Subjects(data, request, problems);
        chosen = subjects;
        var plan = ForecastPlans.Read(model, request, problems);
        if (problems.HasErrors)
        {
            return null;
        }

        // What model and data say together was said when they were read.
        var found = new DiagnosticBag();
        var forecaster = Forecaster.TryBuild(model, data, plan, subjects, found);
        var known = problems.Select(p => (p.Code, p.Message)).ToHashSet();
        problems.AddRange(found.Where(f => !known.Contains((f.Code, f.Message))));
        return forecaster;
    }

    private static PopulationPoint? PointOf(ModelOrRun source, Forecaster forecaster, DiagnosticBag problems) =>
        ParameterSources.Find(source, new ParameterLayout(forecaster.Cohort.Model), ParameterUncertainty.None, null, 0, problems)?.At(0);

    // A method that freezes residual variances at random effects of zero finds other modes.
    private static void NoteInteraction(ModelOrRun? source, DiagnosticBag problems)
    {
        if ((source?.Run?.Method ?? source?.Model?.Method) is { } method && method.ToLowerInvariant() is "fo" or "foce" or "laplace-nointer")
        {
            problems.Note("PK7313", $"the method {method} takes residual variances at random effects of zero; a forecast takes them where the random effects are", null,
                "its estimates of random effects differ from those of the run; fit by focei or laplace for the same ones");
        }
    }

    private RunFolder FolderFor(ForecastRequest request, string name, DiagnosticBag problems)
    {
        var folder = request.OutPath is { } path
            ? RunFolder.Named(environment.FullPath(path), RunFolderKind.Forecast)
            : RunFolder.Numbered(environment.WorkingDirectory, name + "-forecast", RunFolderKind.Forecast);
        if (folder.Check() is { } problem)
        {
            problems.Add(problem);
        }

        return folder;
    }

    // What was forecast before an interruption is kept, whole subjects of it.
    private ForecastReport Write(
        ForecastFiles files,
        Forecaster forecaster,
        PopulationPoint point,
        ForecastOptions options,
        IReadOnlyCollection<int> chosen,
        ForecastPresenter presenter,
        ProgressLine progress)
    {
        try
        {
            forecaster.Run(
                point,
                options,
                chosen,
                forecast =>
                {
                    files.Add(forecast);
                    presenter.Add(forecast);
                },
                progress.Report,
                interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            files.Report = files.Report with { IsComplete = false };
        }

        files.Complete();
        return files.Report;
    }

    private static ForecastReport Describe(ModelOrRun source, Forecaster forecaster, ForecastRequest request) => new()
    {
        Source = source.Describe(request.SourcePath),
        Seed = request.Seed,
        Samples = request.Samples,
        HasResiduals = request.HasResiduals,
        From = request.From,
        Until = request.Until,
        Times = request.Times,
        Candidates = [.. forecaster.Courses],
        Targets = [.. request.Targets.Select(t => t.ToString())],
    };
}
