using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using PopPK.Cli.Output;
using PopPK.Cli.Pipeline;
using PopPK.Evaluation.Predictive;
using PopPK.Reporting;
using PopPK.Reporting.Csv;
using PopPK.Reporting.Json;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>Carries out <c>ppc</c>: a posterior predictive check of measures of exposure.</summary>
/// <param name="environment">Where the command runs.</param>
/// <param name="printer">Shows problems.</param>
/// <param name="interruption">The user's wish to stop.</param>
internal sealed class PpcHandler(CliEnvironment environment, DiagnosticPrinter printer, Interruption interruption)
{
    /// <summary>Runs.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(PredictiveRequest request)
    {
        var clock = Stopwatch.StartNew();
        var problems = new DiagnosticBag();
        var source = PredictiveSource.Open(request, environment, problems, out var name);
        var check = source is null ? null : MeasureAccumulator.TryCreate(source.Cohort, source.Point, request.Measures, problems, request.Vpc.LowerLimit, request.Level);
        var folder = PredictiveOutput.FolderFor(request, name + "-ppc", RunFolderKind.Ppc, environment, problems);
        printer.Print(problems, request.HideValues, withNotes: !request.IsQuiet);
        if (problems.HasErrors || source is null || check is null)
        {
            printer.PrintSummary(problems);
            return ExitCode.WrongInput;
        }

        var screen = Screens.For(request.IsQuiet, environment);
        PredictiveOutput.Introduce(screen, source, request, ("measure", string.Join(", ", request.Measures)));
        screen.While("simulating", rename => Simulate(source.Simulation(request), check, rename));
        if (!check.HasReplicates)
        {
            printer.Print([new Diagnostic("PK7415", DiagnosticSeverity.Warning, "the check was interrupted before there was anything to keep")]);
            return ExitCode.Interrupted;
        }

        var result = check.Finish();
        var output = new PredictiveOutput(request, environment, printer, screen);
        if (!output.TryWrite(folder, Files(source, request, result), clock, interruption.Token))
        {
            return ExitCode.Incomplete;
        }

        Show(screen, result);
        output.Conclude();
        printer.Print(result.Findings, request.HideValues, withNotes: !request.IsQuiet);
        return result.Replicates == request.Replicates ? ExitCode.Done : ExitCode.Interrupted;
    }

    private void Simulate(PredictiveSimulation simulation, MeasureAccumulator check, Action<string> rename)
    {
        try
        {
            simulation.Replicates(check.Add, new ProgressLine("simulating", rename).Report, interruption.Token);
        }
        catch (OperationCanceledException)
        {
            // The replicates so far are a check.
        }
    }

    private static ImmutableArray<RunFile> Files(PredictiveSource source, PredictiveRequest request, MeasureCheckResult result)
    {
        var report = source.Describe("ppc", request) with
        {
            IsComplete = result.Replicates == request.Replicates,
            Settings =
            [
                ("measures", string.Join(", ", request.Measures)),
                ("ci", (100 * request.Level).ToString("G9", CultureInfo.InvariantCulture)),
                ("lloq", request.Vpc.LowerLimit?.ToString("R", CultureInfo.InvariantCulture) ?? "model"),
            ],
            Findings = result.Findings,
        };
        return
        [
            new RunFile("ppc.csv", stream => MeasureCsvWriter.Write(result, stream)),
            new RunFile("ppc_replicates.csv", stream => MeasureCsvWriter.WriteReplicates(result, stream)),
            new RunFile("ppc.json", stream => PredictiveJsonWriter.Write(report, stream)),
        ];
    }

    private static void Show(IScreen screen, MeasureCheckResult result)
    {
        screen.Heading("posterior predictive check", "measures of the observations among those of simulated data");
        var isOne = result.Rows.Select(r => r.Endpoint).Distinct().Count() <= 1;
        screen.Table(new TextTable(
            [new TextColumn("of"), new TextColumn("measure"), new TextColumn("statistic"), new TextColumn("subjects", true), new TextColumn("observed", true), new TextColumn("simulated", true),
                new TextColumn($"{DisplayNumber.Short(Math.Round(100 * result.Level, 6))} %", true), new TextColumn("p", true), new TextColumn("")],
            [.. result.Rows.Select(r => (string[])
                [
                    isOne ? "" : r.Endpoint,
                    r.Measure,
                    MeasureAccumulator.NameOf(r.Statistic),
                    DisplayNumber.Short(r.Subjects),
                    DisplayNumber.Significant(r.Check.Observed),
                    DisplayNumber.Significant(r.Check.Median),
                    $"{DisplayNumber.Significant(r.Check.Lower)} to {DisplayNumber.Significant(r.Check.Upper)}",
                    DisplayNumber.Significant(r.Check.PValue, 2),
                    r.IsOutside ? "outside" : "",
                ])]).WithoutEmptyColumns());
    }
}
