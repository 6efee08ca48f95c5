using System.Diagnostics;
using System.Globalization;
using PopPK.Cli.Output;
using PopPK.Cli.Pipeline;
using PopPK.Evaluation.Predictive;
using PopPK.Reporting;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>Carries out <c>vpc</c>.</summary>
/// <param name="environment">Where the command runs.</param>
/// <param name="printer">Shows problems.</param>
/// <param name="interruption">The user's wish to stop.</param>
internal sealed class VpcHandler(CliEnvironment environment, DiagnosticPrinter printer, Interruption interruption)
{
    /// <summary>Runs.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(PredictiveRequest request)
    {
        var clock = Stopwatch.StartNew();
        var problems = new DiagnosticBag();
        var source = PredictiveSource.Open(request, environment, problems, out var name);
        var check = source is null ? null : VpcCheck.TryPlan(source, request, problems);
        var folder = PredictiveOutput.FolderFor(request, name + "-vpc", RunFolderKind.Vpc, environment, problems);
        printer.Print(problems, request.HideValues, withNotes: !request.IsQuiet);
        if (problems.HasErrors || source is null || check is null)
        {
            printer.PrintSummary(problems);
            return ExitCode.WrongInput;
        }

        var screen = Screens.For(request.IsQuiet, environment);
        PredictiveOutput.Introduce(screen, source, request, ("vpc", check.Words));
        VpcResult? result = null;
        screen.While("simulating", rename => result = check.Run(new ProgressLine("simulating", rename).Report, interruption.Token));
        if (result is null)
        {
            printer.Print([new Diagnostic("PK7415", DiagnosticSeverity.Warning, "the check was interrupted before there was anything to keep")]);
            return ExitCode.Interrupted;
        }

        var output = new PredictiveOutput(request, environment, printer, screen);
        if (!output.TryWrite(folder, check.Files(result), clock, interruption.Token))
        {
            return ExitCode.Incomplete;
        }

        Show(screen, result);
        output.Conclude();
        printer.Print(result.Findings, request.HideValues, withNotes: !request.IsQuiet);
        return result.Replicates == request.Replicates ? ExitCode.Done : ExitCode.Interrupted;
    }

    // How many of the observed numbers lie in their bands, panel by panel.
    private static void Show(IScreen screen, VpcResult result)
    {
        screen.Heading("visual predictive check");
        var rows = result.Panels.Select(panel =>
        {
            var known = panel.Bins.SelectMany(b => b.Rows).Where(r => !double.IsNaN(r.Observed) && !double.IsNaN(r.Median)).ToArray();
            var inside = known.Count(r => !(r.Observed < r.Lower) && !(r.Observed > r.Upper));
            return (string[])[panel.Endpoint, panel.Stratum, Text(panel.Bins.Sum(b => b.Count)), Text(panel.Bins.Length), $"{inside} of {known.Length}"];
        });
        screen.Table(new TextTable(
            [new TextColumn("endpoint"), new TextColumn("stratum"), new TextColumn("observations", true), new TextColumn("bins", true), new TextColumn("within their bands", true)],
            [.. rows]).WithoutEmptyColumns());
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
