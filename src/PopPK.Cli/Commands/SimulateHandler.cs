using System.Diagnostics;
using PopPK.Cli.Output;
using PopPK.Cli.Pipeline;
using PopPK.Likelihood;
using PopPK.Modeling;
using PopPK.Reporting;
using PopPK.Reporting.Csv;
using PopPK.Reporting.Json;
using PopPK.Simulation;
using PopPK.Simulation.Exposure;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>Carries out <c>simulate</c>: everything is checked, then simulated and written as it goes.</summary>
/// <param name="environment">Where the command runs.</param>
/// <param name="printer">Shows problems.</param>
/// <param name="interruption">The user's wish to stop.</param>
internal sealed class SimulateHandler(CliEnvironment environment, DiagnosticPrinter printer, Interruption interruption)
{
    /// <summary>Runs.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(SimulateRequest request)
    {
        var clock = Stopwatch.StartNew();
        var problems = new DiagnosticBag();
        var session = request.Regimen.IsGiven
            ? TrialSession.Open(request.SourcePath, request.DataPath, request.Regimen, request.Seed, environment, problems)
            : new TrialSession(ModelOrRun.Open(request.SourcePath, request.DataPath, needsData: true, environment, problems), null, null);
        var source = session.Source;
        var cohort = Bind(session, problems);
        var parameters = cohort is null ? null
            : ParameterSources.Find(source!, new ParameterLayout(cohort.Cohort.Model), request.Uncertainty, request.UncertaintyLocation, request.Seed, problems);
        WarnOfCensoring(source?.Model, problems);
        WarnOfTitration(cohort, request.Exposure, problems);
        var plan = cohort is null || request.Exposure is null ? null : ExposurePlanner.TryPlan(cohort.Cohort, request.Exposure, problems);
        var folder = FolderFor(request, source?.Model?.Name ?? "model", problems);
        printer.Print(problems, request.HideValues, withNotes: !request.IsQuiet);
        if (problems.HasErrors || cohort is null || parameters is null)
        {
            printer.PrintSummary(problems);
            return ExitCode.WrongInput;
        }

        var arms = ExposureArms.In(cohort);
        var replicates = new TrialReplicates(session, cohort, plan, parameters, request);
        var screen = Screens.For(request.IsQuiet, environment);
        Introduce(screen, session, cohort, request, replicates.HaveNewPeople);
        var report = Describe(session, cohort, request);
        IReadOnlyList<TargetResult> targets = [];
        try
        {
            var written = "";
            screen.While("simulating", rename => written = folder.Write(path =>
            {
                using var exposure = plan is null ? null : new ExposureFiles(plan, arms, request, path);
                report = Write(path, replicates, cohort, report, exposure, new ProgressLine("simulating", rename));
                exposure?.Complete(parameters);
                targets = exposure?.Targets ?? [];
            }));
            TargetText.Show(targets, arms, cohort.Cohort, screen);
            Conclude(screen, report, request, environment.Shown(written), clock);
        }
        catch (TrialProblemsException e)
        {
            problems = [.. e.Problems];
            printer.Print(problems, request.HideValues, withNotes: !request.IsQuiet);
            printer.PrintSummary(problems);
            return ExitCode.WrongInput;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            printer.Print([new Diagnostic("PK6040", DiagnosticSeverity.Error, "the results could not be written", null, e.Message)]);
            return ExitCode.Incomplete;
        }

        Diagnostic[] unattained = [.. TargetText.Findings(targets, arms)];
        printer.Print([.. Findings(report), .. unattained], request.HideValues);
        return !report.IsComplete ? ExitCode.Interrupted
            : report.FailedSubjects + report.MissingValues + unattained.Length > 0 ? ExitCode.Incomplete
            : ExitCode.Done;
    }

    private static SimulationCohort? Bind(TrialSession session, DiagnosticBag problems) =>
        problems.HasErrors || session.Source?.Model is not { } model ? null
        : session.Trial is { } trial ? SimulationCohort.TryBuild(model, trial, problems)
        : session.Source.Session.Dataset is { } design ? SimulationCohort.TryBuild(model, design, problems)
        : null;

    private static void WarnOfCensoring(PopulationModel? model, DiagnosticBag problems)
    {
        foreach (var endpoint in model?.Endpoints.Where(e => e.Censoring is not null) ?? [])
        {
            problems.Note("PK7116", $"observations of {endpoint.Name} beyond a limit of quantification are simulated as the values they have", endpoint.Location, "compare them with the limit afterwards");
        }
    }

    // Another first dose would be followed by other decisions.
    private static void WarnOfTitration(SimulationCohort? cohort, ExposureRequest? request, DiagnosticBag problems)
    {
        foreach (var arm in cohort?.Trial is { } trial && request?.Targets.IsEmpty == false ? trial.Regimen.Arms.Where((_, a) => trial.Titrations[a] is not null) : [])
        {
            problems.Note("PK7219", $"doses of '{arm.Name}' are titrated: its targets are counted with the doses that were given, and no other doses are tried", arm.Location,
                "take the titration out to search a dose");
        }
    }

    private RunFolder FolderFor(SimulateRequest request, string name, DiagnosticBag problems)
    {
        var folder = request.OutPath is { } path
            ? RunFolder.Named(environment.FullPath(path), RunFolderKind.Simulation)
            : RunFolder.Numbered(environment.WorkingDirectory, name + "-simulation", RunFolderKind.Simulation);
        if (folder.Check() is { } problem)
        {
            problems.Add(problem);
        }

        return folder;
    }

    // What was simulated before an interruption is kept, whole runs of subjects of it.
    private SimulationReport Write(string path, TrialReplicates replicates, SimulationCohort cohort, SimulationReport report, ExposureFiles? exposure, ProgressLine progress)
    {
        using var table = new FileStream(Path.Combine(path, "simulated.csv"), FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
        var writer = new SimulatedCsvWriter(cohort, table);
        try
        {
            replicates.Run(writer, exposure?.Writer, progress.Report, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            report = report with { IsComplete = false };
        }

        report = report with { Rows = writer.Rows, FailedSubjects = writer.FailedSubjects, MissingValues = writer.MissingValues };
        using var document = File.Create(Path.Combine(path, "simulation.json"));
        SimulationJsonWriter.Write(report, document);
        return report;
    }

    private static SimulationReport Describe(TrialSession session, SimulationCohort cohort, SimulateRequest request) => new()
    {
        Source = session.Source!.Describe(request.SourcePath),
        Subjects = cohort.Cohort.Subjects.Length,
        Replicates = request.Replicates,
        Seed = request.Seed,
        HasResiduals = request.HasResiduals,
        HasRandomEffects = request.HasRandomEffects,
        Uncertainty = request.Uncertainty.ToString().ToLowerInvariant(),
        Options = OptionsOf(session, request.Regimen),
    };

    // What the trial can be made from again.
    private static SortedDictionary<string, string> OptionsOf(TrialSession session, RegimenRequest regimen)
    {
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (session.RegimenFile is { } file)
        {
            options["regimen"] = file.Name;
            options["regimenSha256"] = file.Sha256;
        }

        foreach (var option in regimen.Lines.GroupBy(l => l.Text.Path.TrimStart('-')))
        {
            options[option.Key] = string.Join("; ", option.Select(l => l.Text.Content));
        }

        return options;
    }

    private static void Introduce(IScreen screen, TrialSession session, SimulationCohort cohort, SimulateRequest request, bool haveNewPeople) => screen.Facts(
    [
        ("model", $"{session.Source!.Session.ModelFile!.Name}{(cohort.Model.Title is { } title ? $"  \"{title}\"" : "")}"),
        ("values", session.Source.Run is null ? "the model's own" : $"estimates of {request.SourcePath}{(request.Uncertainty == ParameterUncertainty.None ? "" : $", drawn anew in every replicate ({request.Uncertainty.ToString().ToLowerInvariant()})")}"),
        ("design", $"{DesignName(session)}  {DataSummary.Of(cohort.Cohort.Dataset)}"),
        ("simulate", $"{DisplayNumber.Count(request.Replicates, "replicate")}{(haveNewPeople ? " with people of their own" : "")}, seed {request.Seed}, {DisplayNumber.Count(request.Threads, "thread")}{(request.HasRandomEffects ? "" : ", no random effects")}{(request.HasResiduals ? "" : ", no residual error")}"),
    ]);

    private static string DesignName(TrialSession session) => session.Trial is not { } trial
        ? session.Source!.Session.DataFile!.Name
        : (session.RegimenFile?.Name ?? "command line") + (trial.Regimen.Arms.Length > 1 ? $"  {trial.Regimen.Arms.Length} arms," : "");

    private static void Conclude(IScreen screen, SimulationReport report, SimulateRequest request, string folder, Stopwatch clock)
    {
        screen.Line();
        screen.Facts(
        [
            ("files", $"{folder}/  simulated.csv ({DisplayNumber.Count(report.Rows, "row")}) {string.Concat(ExposureFiles.Names(request.Exposure).Select(n => n + " "))}simulation.json"),
            ("time", DisplayNumber.Seconds(clock.Elapsed.TotalSeconds)),
        ]);
    }

    private static IEnumerable<Diagnostic> Findings(SimulationReport report)
    {
        if (!report.IsComplete)
        {
            yield return new Diagnostic("PK7121", DiagnosticSeverity.Warning, "the simulation was interrupted; the rows up to then are kept", null, null);
        }

        if (report.FailedSubjects > 0)
        {
            yield return new Diagnostic(
                "PK7120", DiagnosticSeverity.Warning,
                $"{report.FailedSubjects} of {(long)report.Subjects * report.Replicates} simulated subjects have no predictions: the structure cannot be solved with their parameters",
                null, "their rows have '.' for DV and IPRED; poppk explain MODEL --subject ID shows where a typical subject fails");
        }
        else if (report.MissingValues > 0)
        {
            yield return new Diagnostic(
                "PK7122", DiagnosticSeverity.Warning, $"{report.MissingValues} observations have no value", null,
                "predictions are not finite there, a transform does not reach them, or a written-out likelihood is no distribution of whole numbers");
        }
    }
}
