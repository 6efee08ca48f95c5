using System.Text.Json;

namespace PopPK.Reporting.Json;

/// <summary>Writes the part of <c>fit.json</c> that says what the run can be repeated from.</summary>
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
        WriteOptions(json, report);
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
        json.WriteStartObject("minimizer");
        json.Number("decreaseTolerance", options.Minimizer.DecreaseTolerance);
        json.Number("gradientTolerance", options.Minimizer.GradientTolerance);
        json.Number("stepTolerance", options.Minimizer.StepTolerance);
        json.Number("valueTolerance", options.Minimizer.ValueTolerance);
        json.Number("valueNoise", options.Minimizer.ValueNoise);
        json.WriteNumber("maximumIterations", options.Minimizer.MaximumIterations);
        json.WriteNumber("maximumEvaluations", options.Minimizer.MaximumEvaluations);
        json.WriteNumber("maximumLineSearchEvaluations", options.Minimizer.MaximumLineSearchEvaluations);
        json.Number("maximumCoordinateStep", options.Minimizer.MaximumCoordinateStep);
        json.WriteNumber("cappedIterations", options.Minimizer.CappedIterations);
        json.Number("refreshUntilPredictedDecrease", options.Minimizer.RefreshUntilPredictedDecrease);
        json.WriteBoolean("confirmWithFreshCurvature", options.Minimizer.ConfirmWithFreshCurvature);
        json.WriteEndObject();
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

        json.WriteEndObject();
    }
}
