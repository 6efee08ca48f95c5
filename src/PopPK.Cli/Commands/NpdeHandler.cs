using System.Diagnostics;
using PopPK.Cli.Output;
using PopPK.Cli.Pipeline;
using PopPK.Evaluation.Predictive;
using PopPK.Reporting;
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
        var check = source is null ? null : NpdeCheck.TryPlan(source, request, problems);
        var folder = PredictiveOutput.FolderFor(request, name + "-npde", RunFolderKind.Npde, environment, problems);
        printer.Print(problems, request.HideValues, withNotes: !request.IsQuiet);
        if (problems.HasErrors || source is null || check is null)
        {
            printer.PrintSummary(problems);
            return ExitCode.WrongInput;
        }

        var screen = Screens.For(request.IsQuiet, environment);
        PredictiveOutput.Introduce(screen, source, request, ("npde", $"decorrelated by the {(request.Npde.Decorrelation == Decorrelation.Cholesky ? "Cholesky factor" : "symmetric root")}"));
        var isComplete = false;
        screen.While("simulating", rename => isComplete = check.Run(new ProgressLine("simulating", rename).Report, interruption.Token));
        var (errors, intervals) = check.Finish();
        var output = new PredictiveOutput(request, environment, printer, screen);
        if (!output.TryWrite(folder, check.Files(errors, intervals, isComplete), clock, interruption.Token))
        {
            return ExitCode.Incomplete;
        }

        Show(screen, errors, intervals);
        output.Conclude();
        printer.Print([.. errors.Findings, .. intervals.Findings], request.HideValues, withNotes: !request.IsQuiet);
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
            [new TextColumn("interval", true), new TextColumn("expected", true), new TextColumn("below", true), new TextColumn("95 %", true), new TextColumn("above", true), new TextColumn("95 %", true), new TextColumn("")],
            [.. intervals.Intervals.Select(i => (string[])
                [
                    $"{DisplayNumber.Short(Math.Round(100 * i.Coverage, 9))} %",
                    DisplayNumber.Short(Math.Round(i.Expected, 1)),
                    DisplayNumber.Short(i.Below),
                    Range(i.BelowLower, i.BelowUpper),
                    DisplayNumber.Short(i.Above),
                    Range(i.AboveLower, i.AboveUpper),
                    i.IsWithin ? "" : "outside",
                ])]).WithoutEmptyColumns());
    }

    // Numbers of observations are whole: the interval holds the whole numbers within it.
    private static string Range(double lower, double upper) =>
        $"{DisplayNumber.Short(Math.Ceiling(lower))} to {DisplayNumber.Short(Math.Floor(upper))}";

    private static string[] Row(string name, NormalityTests tests) =>
    [
        name,
        DisplayNumber.Short(tests.Count),
        .. new[] { tests.Mean, tests.MeanError, tests.Variance, tests.VarianceError, tests.WilcoxonP, tests.FisherP, tests.ShapiroWilkP, tests.GlobalP }
            .Select(v => DisplayNumber.Significant(v, 3)),
    ];
}
