using System.Text.Json;
using PopPK.Estimation;
using PopPK.Numerics.Optimization;

namespace PopPK.Reporting.Json;

/// <summary>Writes the part of result files that says what they can be repeated from.</summary>
internal static class ProvenanceWriter
{
    /// <summary>Writes the object <c>provenance</c>.</summary>
    /// <param name="json">The document.</param>
    /// <param name="report">The run.</param>
    public static void Write(Utf8JsonWriter json, RunReport report)
    {
        var provenance = report.Provenance;
        json.WriteStartObject("provenance");
        json.WriteString("version", provenance.Version);
        json.WriteString("modelSha256", provenance.ModelSha256);
        json.WriteString("dataSha256", provenance.DataSha256);
        json.WriteString("modelFile", provenance.ModelFile);
        json.WriteString("dataFile", provenance.DataFile);
        if (!provenance.IncludedFiles.IsEmpty)
        {
            json.WriteStartArray("includedFiles");
            foreach (var (name, sha256) in provenance.IncludedFiles)
            {
                json.WriteStartObject();
                json.WriteString("file", name);
                json.WriteString("sha256", sha256);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        WriteOptions(json, report);
        json.WriteEndObject();
    }

    /// <summary>Writes the object <c>provenance</c> of what was simulated.</summary>
    /// <param name="json">The document.</param>
    /// <param name="source">What it was made from.</param>
    public static void Write(Utf8JsonWriter json, ResultSource source)
    {
        json.WriteStartObject("provenance");
        json.WriteString("version", source.Version);
        json.WriteString("run", source.Run);
        json.WriteString("modelFile", source.ModelFile);
        json.WriteString("modelSha256", source.ModelSha256);
        json.WriteString("dataFile", source.DataFile);
        json.WriteString("dataSha256", source.DataSha256);
        json.WriteEndObject();
    }

    // The number of threads is left out on purpose: it stands beside the seed, and results do not depend on it.
    private static void WriteOptions(Utf8JsonWriter json, RunReport report)
    {
        var options = report.Provenance.Estimation;
        json.WriteStartObject("options");
        json.WriteString("command", report.Kind == RunKind.Fit ? "fit" : "evaluate");
        json.WriteString("method", string.Join(",", report.Provenance.Methods.Select(m => m.Name)));
        json.WriteString("covariance", report.CovarianceRequest.IsRequested ? JsonNumbers.Name(report.CovarianceRequest.Kind) : "none");
        WriteMinimizer(json, options.Minimizer);
        json.WriteStartObject("etaMode");
        json.Number("decrementTolerance", options.EtaMode.DecrementTolerance);
        json.Number("lastStepDecrement", options.EtaMode.LastStepDecrement);
        json.WriteNumber("maximumEvaluations", options.EtaMode.MaximumEvaluations);
        json.WriteNumber("scoringSteps", options.EtaMode.ScoringSteps);
        json.Number("warmStartRadius", options.EtaMode.WarmStartRadius);
        json.Number("longestStep", options.EtaMode.LongestStep);
        json.WriteEndObject();
        if (report.CovarianceRequest.IsRequested)
        {
            json.WriteStartObject("covarianceStep");
            json.Number("stepInStandardErrors", report.Provenance.Covariance.StepInStandardErrors);
            json.WriteEndObject();
        }

        WriteRestarts(json, report);
        WriteProfile(json, report);
        WriteImportance(json, report);
        WriteBootstrap(json, report);
        json.WriteEndObject();
    }

    private static void WriteMinimizer(Utf8JsonWriter json, MinimizerOptions options)
    {
        json.WriteStartObject("minimizer");
        json.Number("decreaseTolerance", options.DecreaseTolerance);
        json.Number("gradientTolerance", options.GradientTolerance);
        json.Number("stepTolerance", options.StepTolerance);
        json.Number("valueTolerance", options.ValueTolerance);
        json.Number("valueNoise", options.ValueNoise);
        json.WriteNumber("maximumIterations", options.MaximumIterations);
        json.WriteNumber("maximumEvaluations", options.MaximumEvaluations);
        json.WriteNumber("maximumLineSearchEvaluations", options.MaximumLineSearchEvaluations);
        json.Number("maximumCoordinateStep", options.MaximumCoordinateStep);
        json.Number("firstStepShare", options.FirstStepShare);
        json.WriteNumber("cappedIterations", options.CappedIterations);
        json.Number("refreshUntilPredictedDecrease", options.RefreshUntilPredictedDecrease);
        json.WriteBoolean("confirmWithFreshCurvature", options.ConfirmWithFreshCurvature);
        json.WriteEndObject();
    }

    private static void WriteRestarts(Utf8JsonWriter json, RunReport report)
    {
        if (report.Provenance.Restarts == 0)
        {
            return;
        }

        json.WriteStartObject("restarts");
        json.WriteNumber("count", report.Provenance.Restarts);
        json.Number("factor", RandomStart.DefaultFactor);
        json.WriteEndObject();
    }

    private static void WriteProfile(Utf8JsonWriter json, RunReport report)
    {
        if (report.Provenance.Profile is not { } options)
        {
            return;
        }

        json.WriteStartObject("profile");
        json.WriteString("parameters", report.Uncertainty.Profile);
        json.Number("level", options.Level);
        json.Number("rootTolerance", options.RootTolerance);
        json.WriteNumber("mostPoints", options.MostPoints);
        WriteMinimizer(json, options.Minimizer);
        json.WriteEndObject();
    }

    private static void WriteImportance(Utf8JsonWriter json, RunReport report)
    {
        if (report.Provenance.Importance is not { } options)
        {
            return;
        }

        json.WriteStartObject("sir");
        json.Number("level", options.Level);
        json.Numbers("proposals", options.Rounds.Select(r => (double)r.Samples));
        json.Numbers("kept", options.Rounds.Select(r => (double)r.Resamples));
        json.WriteNumber("mostCopies", options.MostCopies);
        json.Number("inflation", options.Inflation);
        json.Number("laterInflation", options.LaterInflation);
        json.WriteEndObject();
    }

    private static void WriteBootstrap(Utf8JsonWriter json, RunReport report)
    {
        if (report.Provenance.Bootstrap is not { } options)
        {
            return;
        }

        json.WriteStartObject("bootstrap");
        json.Number("level", options.Level);
        json.WriteNumber("replicates", options.Replicates);
        json.WriteString("stratify", report.Uncertainty.Stratify);
        WriteMinimizer(json, options.Estimation.Minimizer);
        json.WriteEndObject();
    }
}
