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
        var planned = new DiagnosticBag();
        var design = source is null ? null : VpcDesign.TryCreate(source.Cohort, source.Point, request.Vpc, planned);
        problems.AddRange(design is null ? planned : []);
        var folder = PredictiveOutput.FolderFor(request, name + "-vpc", RunFolderKind.Vpc, environment, problems);
        printer.Print(problems, request.HideValues, withNotes: !request.IsQuiet);
        if (problems.HasErrors || source is null || design is null)
        {
            printer.PrintSummary(problems);
            return ExitCode.WrongInput;
        }

        var screen = PredictiveOutput.Screen(request, environment);
        PredictiveOutput.Introduce(screen, source, request, ("vpc", Words(request.Vpc)));
        VpcResult? result = null;
        screen.While("simulating", rename =>
            result = source.Simulation(request).Check(design, new ProgressLine("simulating", rename).Report, interruption.Token));
        if (result is null)
        {
            printer.Print([new Diagnostic("PK7415", DiagnosticSeverity.Warning, "the check was interrupted before there was anything to keep")]);
            return ExitCode.Interrupted;
        }

        var report = source.Describe("vpc", request) with
        {
            IsComplete = result.Replicates == request.Replicates,
            Settings = Settings(request.Vpc),
            Findings = result.Findings,
        };
        if (!PredictiveOutput.TryWrite(folder, environment, printer, out var written,
            new RunFile("vpc.csv", stream => VpcCsvWriter.Write(result, stream)),
            new RunFile("vpc_points.csv", stream => VpcPointsCsvWriter.Write(result, stream)),
            new RunFile("vpc.json", stream => PredictiveJsonWriter.Write(report, stream))))
        {
            return ExitCode.Incomplete;
        }

        Show(screen, result);
        PredictiveOutput.Conclude(screen, written, "vpc.csv vpc_points.csv vpc.json", clock);
        printer.Print(result.Findings, request.HideValues, withNotes: !request.IsQuiet);
        return report.IsComplete ? ExitCode.Done : ExitCode.Interrupted;
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

    private static string Words(VpcSettings settings) => string.Join(", ", Settings(settings)
        .Where(s => s.Name is "idv" or "bins" or "percentiles" || (s.Name == "correction" && s.Value != "none"))
        .Select(s => $"{s.Name} {s.Value}"));

    private static ImmutableArray<(string Name, string Value)> Settings(VpcSettings settings) =>
    [
        ("idv", settings.Variable.Name),
        ("bins", settings.Binning switch
        {
            CountBinning count => $"count:{Text(count.Count)}",
            NaturalBinning natural => $"kmeans:{Text(natural.Count)}",
            NominalBinning { Column: { } column } => $"nominal:{column}",
            NominalBinning => "nominal",
            GivenBinning given => string.Join(',', given.Edges.Select(Text)),
            _ => "auto",
        }),
        ("stratify", string.Join(',', settings.StratifyBy)),
        ("correction", settings.Correction switch
        {
            PredictionCorrection.Prediction => "pc",
            PredictionCorrection.PredictionAndVariability => "pvc",
            _ => "none",
        }),
        ("log-dv", settings.IsLogarithmic ? "true" : "false"),
        ("lower-bound", Text(settings.LowerBound)),
        ("lloq", settings.LowerLimit is { } limit ? Text(limit) : "model"),
        ("percentiles", string.Join(',', settings.Percentiles.Select(p => Text(Math.Round(100 * p, 9))))),
        ("ci", Text(Math.Round(100 * settings.Level, 9))),
        ("min-per-bin", Text(settings.LeastInBin)),
        ("log-axis", settings.HasLogAxis ? "true" : "false"),
    ];

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
