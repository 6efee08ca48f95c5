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

/// <summary>Carries out <c>npde</c>: prediction distribution errors and a numerical predictive check of the same simulated data.</summary>
/// <param name="environment">Where the command runs.</param>
/// <param name="printer">Shows problems.</param>
/// <param name="interruption">The user's wish to stop.</param>
internal sealed class NpdeHandler(CliEnvironment environment, DiagnosticPrinter printer, Interruption interruption)
{
    /// <summary>Runs.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(PredictiveRequest request)
    {
        var clock = Stopwatch.StartNew();
        var problems = new DiagnosticBag();
        var source = PredictiveSource.Open(request, environment, problems, out var name);
        var planned = new DiagnosticBag();
        var errors = source is null ? null : new NpdeAccumulator(source.Cohort, source.Point, request.Replicates, request.Npde, planned);
        var intervals = source is null ? null : new NpcAccumulator(source.Cohort, source.Point, request.Replicates, new DiagnosticBag(), request.Npde.LowerLimit);
        problems.AddRange(planned.HasErrors ? planned : []);
        var folder = PredictiveOutput.FolderFor(request, name + "-npde", RunFolderKind.Npde, environment, problems);
        printer.Print(problems, request.HideValues, withNotes: !request.IsQuiet);
        if (problems.HasErrors || source is null || errors is null || intervals is null)
        {
            printer.PrintSummary(problems);
            return ExitCode.WrongInput;
        }

        var screen = PredictiveOutput.Screen(request, environment);
        var method = request.Npde.Decorrelation.ToString().ToLowerInvariant();
        PredictiveOutput.Introduce(screen, source, request, ("npde", $"decorrelated by the {(request.Npde.Decorrelation == Decorrelation.Cholesky ? "Cholesky factor" : "symmetric root")}"));
        var isComplete = false;
        screen.While("simulating", rename => isComplete = source.Simulation(request).Clusters(
            (cluster, simulated) =>
            {
                errors.Add(cluster, simulated);
                intervals.Add(cluster, simulated);
            },
            new ProgressLine("simulating", rename).Report,
            interruption.Token));
        var result = errors.Finish();
        var report = source.Describe("npde", request) with
        {
            IsComplete = isComplete,
            Settings = [("decorrelation", method), ("lloq", request.Npde.LowerLimit?.ToString("R", CultureInfo.InvariantCulture) ?? "model")],
            Findings = result.Findings,
        };
        if (!PredictiveOutput.TryWrite(folder, environment, printer, out var written,
            new RunFile("npde.csv", stream => NpdeCsvWriter.Write(result, stream)),
            new RunFile("npde_tests.csv", stream => NpdeTestsCsvWriter.Write(result, stream)),
            new RunFile("npc.csv", stream => NpcCsvWriter.Write(intervals.Finish(), stream)),
            new RunFile("npde.json", stream => PredictiveJsonWriter.Write(report, stream))))
        {
            return ExitCode.Incomplete;
        }

        Show(screen, result, intervals.Finish());
        PredictiveOutput.Conclude(screen, written, "npde.csv npde_tests.csv npc.csv npde.json", clock);
        printer.Print(result.Findings, request.HideValues, withNotes: !request.IsQuiet);
        return isComplete ? ExitCode.Done : ExitCode.Interrupted;
    }

    private static void Show(IScreen screen, NpdeResult result, NpcResult intervals)
    {
        screen.Heading("prediction distribution errors", "standard normal when the model is true");
        screen.Table(new TextTable(
            [new TextColumn(""), new TextColumn("count", true), new TextColumn("mean", true), new TextColumn("SE", true), new TextColumn("variance", true), new TextColumn("SE", true),
                new TextColumn("p mean", true), new TextColumn("p variance", true), new TextColumn("p normal", true), new TextColumn("p global", true)],
            [Row("NPDE", result.Npde), Row("NPD", result.Npd)]));
        screen.Heading("numerical predictive check", "observations outside prediction intervals");
        screen.Table(new TextTable(
            [new TextColumn("interval", true), new TextColumn("expected", true), new TextColumn("below", true), new TextColumn("95 %", true), new TextColumn("above", true), new TextColumn("95 %", true)],
            [.. intervals.Intervals.Select(i => (string[])
                [
                    $"{DisplayNumber.Short(Math.Round(100 * i.Coverage, 9))} %",
                    DisplayNumber.Short(Math.Round(i.Expected, 9)),
                    DisplayNumber.Short(i.Below),
                    $"{DisplayNumber.Short(i.BelowLower)} to {DisplayNumber.Short(i.BelowUpper)}",
                    DisplayNumber.Short(i.Above),
                    $"{DisplayNumber.Short(i.AboveLower)} to {DisplayNumber.Short(i.AboveUpper)}",
                ])]));
    }

    private static string[] Row(string name, NormalityTests tests) =>
    [
        name,
        DisplayNumber.Short(tests.Count),
        .. new[] { tests.Mean, tests.MeanError, tests.Variance, tests.VarianceError, tests.WilcoxonP, tests.FisherP, tests.ShapiroWilkP, tests.GlobalP }
            .Select(v => DisplayNumber.Significant(v, 3)),
    ];
}
