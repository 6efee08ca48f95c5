using System.Text.Encodings.Web;
using System.Text.Json;
using PopPK.Data;
using PopPK.Evaluation.Predictive;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;
using PopPK.Reporting.Csv;
using PopPK.Reporting.Html;

namespace PopPK.Reporting.Json;

/// <summary>
/// Writes <c>report.json</c>: what the report needs beside the other files of a run, so that it can be made from the folder at any time.
/// Model as equations, endpoints, random effects, covariates by subject; and of every record in the order of <c>predictions.csv</c> subject,
/// time, time after dose, DV, endpoint and what is known of the observation; and predictions between records. Stateless; safe for concurrent use.
/// </summary>
internal static class DescriptionWriter
{
    /// <summary>The version of the schema that is written.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Writes the document.</summary>
    /// <param name="report">The run.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(RunReport report, Stream stream)
    {
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            var model = report.Estimation.Cohort.Model.Model;
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", SchemaVersion);
            json.WriteString("title", model.Title);
            json.WriteString("timeUnit", TimeUnit.Of(model));
            json.WriteString("structure", report.Estimation.Cohort.Model.Solver.Description);
            WriteEquations(json, report);
            WriteEndpoints(json, model);
            WriteEffects(json, report);
            WriteCovariates(json, report);
            WriteRecords(json, report);
            CurveWriter.Write(json, report);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteEquations(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartArray("equations");
        foreach (var (heading, lines) in ModelEquations.Of(report.Estimation.Cohort.Model.Model))
        {
            json.WriteStartObject();
            json.WriteString("heading", heading);
            json.Texts("mathml", lines);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the endpoints: name, unit, whether there is a prediction.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="model">The model.</param>
    public static void WriteEndpoints(Utf8JsonWriter json, PopulationModel model)
    {
        json.WriteStartArray("endpoints");
        foreach (var endpoint in model.Endpoints)
        {
            json.WriteStartObject();
            json.WriteString("name", endpoint.Name);
            json.WriteString("unit", model.Predictions.FirstOrDefault(p => p.Name == endpoint.Name)?.Unit);
            json.WriteBoolean("hasPrediction", endpoint.Distribution.Prediction is not null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Effects of one grouping belong together, occasion by occasion.
    private static void WriteEffects(Utf8JsonWriter json, RunReport report)
    {
        var cohort = report.Estimation.Cohort;
        var blocks = cohort.Model.Model.RandomEffects;
        var columns = InstanceColumn.Of(cohort);
        var names = ColumnNames.Distinct(["ID", .. columns.Select(c => c.Name)], [], "_");
        var groups = columns
            .Select((column, i) => (Column: column, Name: names[i + 1], Effect: cohort.Model.Slots[column.Slots[0]].Effect.Name))
            .GroupBy(c => (blocks[c.Column.Block].Grouping, blocks[c.Column.Block].Within, IsKeyed: c.Column.Key is not null));
        json.WriteStartArray("effects");
        foreach (var group in groups)
        {
            json.WriteStartObject();
            json.WriteString("grouping", group.Key.Grouping);
            json.WriteString("within", group.Key.Within);
            json.Texts("names", group.Select(c => c.Effect).Distinct());
            json.WriteStartArray("instances");
            foreach (var instance in group.GroupBy(c => c.Column.Key ?? ""))
            {
                json.WriteStartObject();
                json.WriteString("key", instance.Key);
                json.Texts("columns", instance.Select(c => c.Name));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCovariates(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartArray("covariates");
        foreach (var covariate in SubjectCovariate.Of(report.Estimation.Cohort))
        {
            json.WriteStartObject();
            json.WriteString("name", covariate.Name);
            json.WriteString("unit", covariate.Unit);
            json.WriteBoolean("inModel", covariate.IsInModel);
            json.WriteBoolean("changes", covariate.Changes);
            if (covariate.IsCategorical)
            {
                json.Texts("labels", covariate.Labels);
            }
            else
            {
                json.Numbers("values", covariate.Values);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRecords(Utf8JsonWriter json, RunReport report)
    {
        var cohort = report.Estimation.Cohort;
        var subjects = cohort.Subjects;
        json.WriteStartObject("records");
        json.Texts("id", subjects.SelectMany(s => s.Subject.Records.Select(_ => s.Id)));
        json.Numbers("time", subjects.SelectMany(s => s.Subject.Records.Select(r => r.Time)));
        json.Numbers("timeAfterDose", subjects.SelectMany(s => TimeAfterDose.Of(s.Timeline)));
        json.Numbers("dv", subjects.SelectMany(s => s.Subject.Records.Select(r => r.DependentValue)));
        json.Numbers("endpoint", subjects.SelectMany(s => s.Records.Endpoints.Select(e => (double)e)));
        json.Texts("status", subjects.SelectMany(s => Statuses(s, cohort.Model)));
        json.WriteEndObject();
    }

    private static string[] Statuses(BoundSubject subject, CompiledModel model)
    {
        var statuses = new string[subject.Records.Count];
        Array.Fill(statuses, "");
        var observations = subject.Observations;
        for (var j = 0; j < observations.Count; j++)
        {
            statuses[observations.Records[j]] = StatusName(model.Forms[observations.Forms[j]].Status);
        }

        return statuses;
    }

    private static string StatusName(CensoringStatus status) => status == CensoringStatus.None ? "observed" : JsonNumbers.Name(status);
}
