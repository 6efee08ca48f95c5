using System.Collections.Immutable;
using System.Globalization;
using PopPK.Evaluation.Predictive;
using PopPK.Reporting;
using PopPK.Reporting.Csv;
using PopPK.Reporting.Json;
using PopPK.Text;

namespace PopPK.Cli.Pipeline;

/// <summary>A visual predictive check that is planned, for <c>vpc</c> and for <c>report</c>. Immutable.</summary>
internal sealed class VpcCheck
{
    private readonly PredictiveSource _source;
    private readonly PredictiveRequest _request;
    private readonly VpcDesign _design;

    private VpcCheck(PredictiveSource source, PredictiveRequest request, VpcDesign design) => (_source, _request, _design) = (source, request, design);

    /// <summary>Plans the check.</summary>
    /// <param name="source">Model, data and parameters.</param>
    /// <param name="request">What the user asked for.</param>
    /// <param name="problems">Receives what is wrong.</param>
    /// <returns>The check, or null when something is wrong.</returns>
    public static VpcCheck? TryPlan(PredictiveSource source, PredictiveRequest request, DiagnosticBag problems)
    {
        // What the plan finds beside mistakes is among the findings of the result.
        var planned = new DiagnosticBag();
        var design = VpcDesign.TryCreate(source.Cohort, source.Point, request.Vpc, planned);
        problems.AddRange(design is null ? planned : []);
        return design is null ? null : new VpcCheck(source, request, design);
    }

    /// <summary>Simulates.</summary>
    /// <param name="progress">Hears how many steps of how many are done.</param>
    /// <param name="cancellation">Ends the simulation.</param>
    /// <returns>The check; after a cancellation that of the replicates so far, null without any.</returns>
    public VpcResult? Run(Action<long, long> progress, CancellationToken cancellation) => _source.Simulation(_request).Check(_design, progress, cancellation);

    /// <summary>The files of a result.</summary>
    /// <param name="result">The result.</param>
    public ImmutableArray<RunFile> Files(VpcResult result)
    {
        var report = _source.Describe("vpc", _request) with
        {
            IsComplete = result.Replicates == _request.Replicates,
            Settings = Settings(_request.Vpc),
            Findings = result.Findings,
        };
        return
        [
            new RunFile("vpc.csv", stream => VpcCsvWriter.Write(result, stream)),
            new RunFile("vpc_points.csv", stream => VpcPointsCsvWriter.Write(result, stream)),
            new RunFile("vpc.json", stream => PredictiveJsonWriter.Write(report, stream)),
        ];
    }

    /// <summary>The settings in words.</summary>
    public string Words => string.Join(", ", Settings(_request.Vpc)
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
