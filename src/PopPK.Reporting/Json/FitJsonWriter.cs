using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using PopPK.Evaluation;
using PopPK.Likelihood;

namespace PopPK.Reporting.Json;

/// <summary>
/// Writes <c>fit.json</c>, schema 1: the contract other programs read. Fields are only ever added within a schema version.
/// The same run gives the same bytes but for <c>timing</c> and <c>threads</c>. Stateless; safe for concurrent use.
/// </summary>
public static class FitJsonWriter
{
    /// <summary>The version of the schema that is written.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Writes the document.</summary>
    /// <param name="report">The run.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(RunReport report, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(stream);
        // The relaxed encoder leaves letters of all languages as they are; the file is not meant to be put into HTML.
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            WriteDocument(json, report);
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteDocument(Utf8JsonWriter json, RunReport report)
    {
        var estimation = report.Estimation;
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", SchemaVersion);
        json.WriteString("method", estimation.Approximation.Name);
        json.WriteString("gradientRule", estimation.Approximation.GradientRule);
        json.WriteString("model", estimation.Cohort.Model.Model.Name);
        json.WriteStartObject("objective");
        json.Number("ofv", estimation.Ofv);
        json.Number("minus2LogLikelihood", estimation.Minus2LogLikelihood);
        json.Number("prior", estimation.HasObjective ? estimation.Prior : double.NaN);
        json.WriteEndObject();
        WriteCriteria(json, report);
        json.WriteBoolean("converged", report.IsConverged);
        json.WriteString("status", JsonNumbers.Name(estimation.Status));
        json.WriteString("termination", estimation.Termination);
        WriteEdges(json, report);
        json.WriteNumber("subjects", estimation.Cohort.Subjects.Length);
        json.WriteNumber("observations", estimation.Cohort.ObservationCount);
        WriteSteps(json, report);
        WriteParameters(json, report);
        WriteOmega(json, report);
        WriteCovarianceStep(json, report);
        WriteCorrelation(json, report);
        UncertaintyJsonWriter.Write(json, report);
        WriteShrinkage(json, report);
        WriteTiming(json, report);
        json.WriteNumber("iterations", estimation.Iterations.Count(i => i.Number > 0));
        json.WriteNumber("objectiveEvaluations", estimation.ObjectiveEvaluations);
        json.WriteNumber("failedEvaluations", estimation.FailedEvaluations);
        json.WriteNumber("innerEvaluations", estimation.InnerEvaluations);
        json.Number("largestDecrement", estimation.LargestDecrement);
        CertificateWriter.Write(json, report);
        json.WriteNumber("threads", report.Threads);
        json.WriteNumber("seed", report.Seed);
        WriteFailures(json, report);
        WriteWarnings(json, report);
        ProvenanceWriter.Write(json, report);
        json.WriteEndObject();
    }

    private static void WriteCriteria(Utf8JsonWriter json, RunReport report)
    {
        var criteria = InformationCriteria.Of(report.Estimation);
        json.WriteStartObject("informationCriteria");
        json.WriteNumber("parameters", criteria.Parameters);
        json.WriteNumber("randomParameters", criteria.RandomParameters);
        json.Number("aic", criteria.Aic);
        json.Number("bic", criteria.Bic);
        json.Number("mixedBic", criteria.MixedBic);
        json.WriteEndObject();
    }

    // Estimates at the edge of the admissible values, and parameters nothing informs.
    private static void WriteEdges(Utf8JsonWriter json, RunReport report)
    {
        var estimation = report.Estimation;
        var isFit = report.Kind == RunKind.Fit;
        json.WriteStartArray("boundary");
        foreach (var edge in isFit ? estimation.Boundary : [])
        {
            json.WriteStartObject();
            json.WriteString("parameter", NameOf(edge.Free));
            json.WriteString("kind", JsonNumbers.Name(edge.Kind));
            json.Texts("members", edge.Members.Select(NameOf));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Texts("uninformed", estimation.Uninformed.Select(NameOf));

        string NameOf(int free) => estimation.Layout.Parameters[estimation.Layout.Free[free]].Name;
    }

    // How long each took stands in timing: the rest of the document is the same on every run.
    private static void WriteSteps(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartArray("steps");
        foreach (var (result, _) in report.Steps)
        {
            json.WriteStartObject();
            json.WriteString("method", result.Approximation.Name);
            json.Number("ofv", result.Ofv);
            json.Number("minus2LogLikelihood", result.Minus2LogLikelihood);
            json.Number("prior", result.HasObjective ? result.Prior : double.NaN);
            json.WriteBoolean("converged", RunReport.HasConverged(result));
            json.WriteString("status", JsonNumbers.Name(result.Status));
            json.WriteString("termination", result.Termination);
            json.WriteNumber("iterations", result.Iterations.Count(i => i.Number > 0));
            json.WriteNumber("objectiveEvaluations", result.ObjectiveEvaluations);
            json.WriteString("gradientRule", result.Approximation.GradientRule);
            json.Numbers("estimates", result.Estimates);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteParameters(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartArray("parameters");
        foreach (var row in ParameterTable.All(report))
        {
            var parameter = row.Parameter;
            json.WriteStartObject();
            json.WriteString("name", parameter.Name);
            json.WriteString("kind", JsonNumbers.Name(parameter.Kind));
            json.Numbers("index", parameter.Index.Select(i => (double)i));
            json.Number("estimate", row.Estimate);
            json.Number("standardError", row.StandardError);
            json.WriteBoolean("fixed", parameter.IsFixed);
            json.Number("lower", parameter.Lower);
            json.Number("upper", parameter.Upper);
            json.Number("initial", parameter.Initial);
            json.Number("relativeStandardErrorPercent", row.RelativeStandardErrorPercent);
            json.Numbers("confidenceInterval", [row.LowerConfidenceLimit, row.UpperConfidenceLimit]);
            json.Number("gradient", row.Gradient);
            json.WriteString("unit", parameter.Unit);
            json.WriteString("description", parameter.Description);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOmega(Utf8JsonWriter json, RunReport report)
    {
        var names = RandomEffectTable.EffectNames(report);
        var rows = RandomEffectTable.All(report);
        json.WriteStartObject("omega");
        json.Texts("effects", names);
        json.Numbers("variances", rows.Where(r => r.IsVariance).Select(r => r.Element.Estimate));
        json.Numbers("cvPercent", rows.Where(r => r.IsVariance).Select(r => r.CoefficientOfVariationPercent));
        json.Matrix("correlations", names.Length, (row, column) =>
        {
            var (larger, smaller) = (Math.Max(row, column), Math.Min(row, column));
            return rows[larger * (larger + 1) / 2 + smaller].Correlation;
        });
        json.WriteEndObject();
    }

    private static void WriteCovarianceStep(Utf8JsonWriter json, RunReport report)
    {
        var step = report.Covariance;
        json.WriteStartObject("covarianceStep");
        json.WriteBoolean("succeeded", step is { Succeeded: true });
        json.WriteString("matrix", JsonNumbers.Name(report.CovarianceRequest.Kind));
        json.Number("conditionNumber", step?.ConditionNumber ?? double.NaN);
        json.WriteBoolean("requested", report.CovarianceRequest.IsRequested);
        json.WriteString("reason", step?.Reason);
        json.Numbers("eigenvalues", step?.Eigenvalues ?? []);
        var layout = report.Estimation.Layout;
        json.Texts("leftOut", (step?.Excluded ?? []).Select(e => layout.Parameters[layout.Free[e.Free]].Name));
        json.WriteEndObject();
    }

    private static void WriteCorrelation(Utf8JsonWriter json, RunReport report)
    {
        if (report.Covariance is not { Succeeded: true } step)
        {
            json.WriteNull("correlation");
            return;
        }

        var layout = report.Estimation.Layout;
        json.WriteStartObject("correlation");
        json.Texts("parameters", layout.Free.Select(i => layout.Parameters[i].Name));
        json.Matrix("matrix", layout.Free.Length, (row, column) => step.Correlation[row * layout.Free.Length + column]);
        json.WriteEndObject();
        WriteMatrix("covariance", step.Covariance);
        WriteMatrix("r", step.R);
        WriteMatrix("s", step.S);

        void WriteMatrix(string name, ImmutableArray<double> matrix)
        {
            if (!matrix.IsEmpty)
            {
                json.Matrix(name, layout.Free.Length, (row, column) => matrix[row * layout.Free.Length + column]);
            }
        }
    }

    private static void WriteShrinkage(Utf8JsonWriter json, RunReport report)
    {
        var model = report.Estimation.Cohort.Model;
        json.WriteStartObject("shrinkage");
        json.Numbers("eta", report.Shrinkage?.Eta ?? []);
        json.Numbers("epsilon", report.Shrinkage?.Epsilon ?? []);
        json.Texts("effects", model.Etas.Select(e => e.Name));
        json.Texts("endpoints", model.Model.Endpoints.Select(e => e.Name));
        json.Numbers("etaByVariance", report.Shrinkage?.EtaByVariance ?? []);
        json.Numbers("epsilonByVariance", report.Shrinkage?.EpsilonByVariance ?? []);
        json.Numbers("conditional", report.Shrinkage?.Conditional ?? []);
        json.Numbers("conditionalByVariance", report.Shrinkage?.ConditionalByVariance ?? []);
        json.WriteEndObject();
        var means = report.Shrinkage?.EtaBars ?? [];
        json.WriteStartObject("etaMeans");
        json.Texts("effects", model.Etas.Select(e => e.Name));
        json.Numbers("mean", means.Select(m => m.Mean));
        json.Numbers("standardError", means.Select(m => m.StandardError));
        json.Numbers("pValue", means.Select(m => m.PValue));
        json.Numbers("count", means.Select(m => (double)m.Count));
        json.WriteEndObject();
    }

    private static void WriteTiming(Utf8JsonWriter json, RunReport report)
    {
        var timing = report.Timing;
        json.WriteStartObject("timing");
        json.Number("totalSeconds", timing.TotalSeconds);
        json.Number("compileSeconds", timing.CompileSeconds);
        json.Number("estimationSeconds", timing.EstimationSeconds);
        json.Number("covarianceSeconds", timing.CovarianceSeconds);
        json.Numbers("stepSeconds", report.Steps.Select(s => s.Seconds));
        json.WriteEndObject();
    }

    private static void WriteFailures(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartArray("failures");
        foreach (SubjectFailure failure in report.Estimation.Failures)
        {
            json.WriteStartObject();
            json.WriteString("subject", failure.Id);
            if (failure.Row is { } row)
            {
                json.WriteNumber("row", row);
            }
            else
            {
                json.WriteNull("row");
            }

            if (failure.Time is { } time)
            {
                json.WriteNumber("time", time);
            }
            else
            {
                json.WriteNull("time");
            }

            json.WriteString("reason", failure.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Cells that diagnostics point at are left out: result files travel further than patient data may.
    private static void WriteWarnings(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartArray("warnings");
        foreach (var warning in report.InputDiagnostics.Concat(Findings.Of(report)))
        {
            json.WriteStartObject();
            json.WriteString("code", warning.Code);
            json.WriteString("severity", JsonNumbers.Name(warning.Severity));
            json.WriteString("message", warning.Message);
            json.WriteString("advice", warning.Advice);
            json.WriteStartObject("evidence");
            foreach (var evidence in warning.Evidence)
            {
                json.Number(evidence.Name, evidence.Value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
