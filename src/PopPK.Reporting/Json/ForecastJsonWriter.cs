using System.Text.Json;

namespace PopPK.Reporting.Json;

/// <summary>Writes <c>forecast.json</c>: what a forecast can be repeated from. Stateless; safe for concurrent use.</summary>
public static class ForecastJsonWriter
{
    /// <summary>Version of the document's form.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Writes the document.</summary>
    /// <param name="report">The forecast.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(ForecastReport report, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("model", report.Source.Model);
        json.WriteBoolean("complete", report.IsComplete);
        json.WriteNumber("subjects", report.Subjects);
        json.WriteNumber("samples", report.Samples);
        json.WriteNumber("seed", report.Seed);
        json.WriteBoolean("residualError", report.HasResiduals);
        WriteOrNull(json, "from", report.From);
        WriteOrNull(json, "until", report.Until);
        json.WriteString("times", report.Times);
        WriteAll(json, "candidates", report.Candidates);
        WriteAll(json, "targets", report.Targets);
        json.WriteNumber("rows", report.Rows);
        json.WriteNumber("failedDraws", report.FailedDraws);
        WriteAll(json, "failedSubjects", report.Failures.Select(f => f.Id));
        WriteAll(json, "inexactSubjects", report.Inexact.Select(f => f.Id));
        WriteAll(json, "poorlySampledSubjects", report.PoorlySampled.Select(f => f.Id));
        json.WriteNumber("unattainedTargets", report.Unattained.Count);
        ProvenanceWriter.Write(json, report.Source);
        json.WriteEndObject();
    }

    private static void WriteOrNull(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteAll(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
