using System.Text.Json;

namespace PopPK.Reporting.Json;

/// <summary>Writes <c>vpc.json</c>, <c>npde.json</c> and <c>ppc.json</c>: what a check by simulation can be repeated from, and what was found. Stateless; safe for concurrent use.</summary>
public static class PredictiveJsonWriter
{
    /// <summary>Version of the document's form.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Writes the document.</summary>
    /// <param name="report">The check.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(PredictiveReport report, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("check", report.Check);
        json.WriteString("model", report.Source.Model);
        WriteUnits(json, report);
        json.WriteBoolean("complete", report.IsComplete);
        json.WriteNumber("replicates", report.Replicates);
        json.WriteNumber("seed", report.Seed);
        json.WriteStartObject("settings");
        foreach (var (name, value) in report.Settings)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("findings");
        foreach (var finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("code", finding.Code);
            json.WriteString("severity", JsonNumbers.Name(finding.Severity));
            json.WriteString("message", finding.Message);
            json.WriteString("advice", finding.Advice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        ProvenanceWriter.Write(json, report.Source);
        json.WriteEndObject();
    }

    // As in report.json, so that charts of a check need no run.
    private static void WriteUnits(Utf8JsonWriter json, PredictiveReport report)
    {
        if (report.Definition is { } model)
        {
            json.WriteString("title", model.Title);
            json.WriteString("timeUnit", TimeUnit.Of(model));
            DescriptionWriter.WriteEndpoints(json, model);
        }
    }
}
