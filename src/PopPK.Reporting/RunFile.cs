using System.Collections.Immutable;
using PopPK.Reporting.Csv;
using PopPK.Reporting.Exchange;
using PopPK.Reporting.Json;

namespace PopPK.Reporting;

/// <summary>A file of a run folder.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Write">Writes its content.</param>
public sealed record RunFile(string Name, Action<Stream> Write)
{
    /// <summary>The names of all files this version writes into run folders.</summary>
    public static ImmutableArray<string> Names { get; } =
        ["fit.json", "individuals.csv", "predictions.csv", "iterations.csv", "sir.csv", "bootstrap.csv", "report.json", "model.poppk", "report.html"];

    /// <summary>The files of a run.</summary>
    /// <param name="report">The run.</param>
    public static ImmutableArray<RunFile> Of(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return
        [
            new("fit.json", stream => FitJsonWriter.Write(report, stream)),
            new("individuals.csv", stream => IndividualsCsvWriter.Write(report, stream)),
            new("predictions.csv", stream => PredictionsCsvWriter.Write(report, stream)),
            new("iterations.csv", stream => IterationsCsvWriter.Write(report, stream)),
            .. report.Importance is null ? [] : (RunFile[])[new("sir.csv", stream => SirCsvWriter.Write(report, stream))],
            .. report.Bootstrap is not { } bootstrap ? [] : (RunFile[])
            [
                new("bootstrap.csv", stream => BootstrapCsvWriter.Write(report.Estimation.Layout, bootstrap.Replicates, report.BootstrapRun, stream)),
            ],
            .. report.Exchange is { } exchange ? ExchangeFiles.Of(report, exchange) : [],
            new("report.json", stream => DescriptionWriter.Write(report, stream)),
            new(report.Exchange?.ModelFile ?? "model.poppk", stream => stream.Write(report.Provenance.ModelContent.Span)),
        ];
    }
}
