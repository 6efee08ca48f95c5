using System.Text.Json;

namespace PopPK.Reporting.Json;

/// <summary>Writes <c>simulation.json</c>: what a simulation can be repeated from. Stateless; safe for concurrent use.</summary>
public static class SimulationJsonWriter
{
    /// <summary>Version of the document's form.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Writes the document.</summary>
    /// <param name="report">The simulation.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(SimulationReport report, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("model", report.Source.Model);
        json.WriteBoolean("complete", report.IsComplete);
        json.WriteNumber("subjects", report.Subjects);
        json.WriteNumber("replicates", report.Replicates);
        json.WriteNumber("seed", report.Seed);
        json.WriteBoolean("residualError", report.HasResiduals);
        json.WriteBoolean("randomEffects", report.HasRandomEffects);
        json.WriteString("parameterUncertainty", report.Uncertainty);
        json.WriteNumber("rows", report.Rows);
        json.WriteNumber("failedSubjects", report.FailedSubjects);
        json.WriteNumber("missingValues", report.MissingValues);
        json.WriteStartObject("options");
        foreach (var (name, value) in report.Options)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        ProvenanceWriter.Write(json, report.Source);
        json.WriteEndObject();
    }
}
