using System.Diagnostics;
using PopPK.Cli.Output;
using PopPK.Cli.Pipeline;
using PopPK.Reporting;
using PopPK.Reporting.Html;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>Carries out <c>fit</c> and <c>evaluate</c>: everything is checked, then run, then shown and written.</summary>
/// <param name="environment">Where the command runs.</param>
/// <param name="printer">Shows problems.</param>
/// <param name="interruption">The user's wish to stop.</param>
internal sealed class RunHandler(CliEnvironment environment, DiagnosticPrinter printer, Interruption interruption)
{
    /// <summary>Runs.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(RunRequest request)
    {
        var clock = Stopwatch.StartNew();
        var session = ModelSession.Open(request.ModelPath, request.DataPath, environment).WithStaticChecks();
        var problems = new DiagnosticBag();
        problems.AddRange(session.Diagnostics);
        if (session.Stream is { } stream)
        {
            request = StreamRun.Adapt(request, stream.Stream, problems);
        }

        var exchange = StreamTables.Find(session, problems);
        var methods = EstimationMethods.Choose(session, request, problems);
        MethodProblems.Find(session, methods, request.Kind == RunKind.Fit, problems);
        var folder = FolderFor(session, request, problems);
        using var plan = UncertaintyPlan.Make(session, request, methods, folder, problems);
        printer.Print(problems, request.HideValues, withNotes: !request.IsQuiet);
        if (problems.HasErrors || session.Cohort is not { } cohort)
        {
            printer.PrintSummary(problems);
            return ExitCode.WrongInput;
        }

        var screen = Screens.For(request.IsQuiet, environment);
        var presenter = new RunPresenter(screen);
        presenter.Introduce(session, cohort, request, methods);
        var report = Follow(new RunPipeline(session, request, methods, plan, clock), screen) with { Exchange = exchange };
        presenter.Conclude(report);
        if (plan.Journal?.Failure is { } failure)
        {
            printer.Print([new Diagnostic("PK5305", DiagnosticSeverity.Warning, "not all bootstrap replicates could be kept for going on after an interruption", null, failure)]);
        }

        if (request.IsQuiet)
        {
            printer.Print(Findings.Of(report), request.HideValues);
        }

        return TryWrite(report, request.WithReport, folder, plan, presenter) ? CodeOf(report) : ExitCode.Incomplete;
    }

    private RunFolder FolderFor(ModelSession session, RunRequest request, DiagnosticBag problems)
    {
        var folder = request.OutPath is { } path
            ? RunFolder.Named(environment.FullPath(path))
            : RunFolder.Numbered(environment.WorkingDirectory, session.Model?.Name ?? "model");
        if (folder.Check() is { } problem)
        {
            problems.Add(problem);
        }

        return folder;
    }

    private RunReport Follow(RunPipeline pipeline, IScreen screen)
    {
        RunReport? report = null;
        screen.While("working", rename => report = pipeline.Run(new IterationTable(screen, environment.Width, rename), interruption.Token));
        return report!;
    }

    private bool TryWrite(RunReport report, bool withPage, RunFolder folder, UncertaintyPlan plan, RunPresenter presenter)
    {
        var files = RunFile.Of(report);
        try
        {
            var written = folder.Write(files);
            if (report.Bootstrap is { IsComplete: true })
            {
                plan.Journal?.Finish();
            }

            if (withPage)
            {
                HtmlReport.WriteInto(written);
            }

            presenter.ShowFiles(report, environment.Shown(written), [.. files.Select(f => f.Name), .. withPage ? [HtmlReport.FileName] : (string[])[]]);

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            printer.Print([new Diagnostic("PK6040", DiagnosticSeverity.Error, "the results could not be written", null, e.Message)]);
            return false;
        }
    }

    private int CodeOf(RunReport report) => interruption.Token.IsCancellationRequested && !report.IsComplete
        ? ExitCode.Interrupted
        : report.IsComplete ? ExitCode.Done : ExitCode.Incomplete;
}
