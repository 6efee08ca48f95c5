using System.Collections.Immutable;
using System.Text.Json;
using PopPK.Uncertainty;

namespace PopPK.Reporting.Json;

/// <summary>The parts <c>profile</c>, <c>sir</c> and <c>bootstrap</c> of <c>fit.json</c>; null where nothing was asked for or reached. Stateless.</summary>
internal static class UncertaintyJsonWriter
{
    /// <summary>Writes the parts.</summary>
    /// <param name="json">The document.</param>
    /// <param name="report">The run.</param>
    public static void Write(Utf8JsonWriter json, RunReport report)
    {
        WriteProfile(json, report);
        WriteImportance(json, report);
        WriteBootstrap(json, report);
    }

    private static void WriteProfile(Utf8JsonWriter json, RunReport report)
    {
        if (report.Profile is not { } profile)
        {
            json.WriteNull("profile");
            return;
        }

        json.WriteStartObject("profile");
        json.Number("level", profile.Level);
        json.Number("rise", profile.Rise);
        json.WriteStartArray("intervals");
        foreach (var interval in profile.Intervals)
        {
            json.WriteStartObject();
            json.WriteString("parameter", NameOf(report, interval.Free));
            json.Number("estimate", interval.Estimate);
            json.Number("lower", interval.Lower);
            json.Number("upper", interval.Upper);
            json.WriteString("lowerEnd", JsonNumbers.Name(interval.LowerEnd));
            json.WriteString("upperEnd", JsonNumbers.Name(interval.UpperEnd));
            json.WriteStartArray("points");
            foreach (var point in interval.Points)
            {
                json.WriteStartObject();
                json.Number("value", point.Value);
                json.Number("ofv", point.Ofv);
                json.WriteBoolean("converged", point.IsConverged);
                json.Numbers("freeParameters", point.FreeParameters);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteImportance(Utf8JsonWriter json, RunReport report)
    {
        if (report.Importance is not { } sir)
        {
            json.WriteNull("sir");
            return;
        }

        json.WriteStartObject("sir");
        json.WriteBoolean("succeeded", sir.Succeeded);
        json.WriteString("reason", sir.Reason);
        json.Number("level", sir.Level);
        json.WriteNumber("proposals", sir.Samples.Length);
        json.WriteNumber("kept", sir.KeptCount);
        json.WriteNumber("failed", sir.FailedCount);
        json.Number("effectiveSampleSize", sir.EffectiveSampleSize);
        WriteRounds(json, sir);
        json.Number("lowestRise", sir.LowestRise);
        WriteParameters(json, report, sir.Parameters);
        json.WriteEndObject();
    }

    private static void WriteRounds(Utf8JsonWriter json, ImportanceResult sir)
    {
        json.WriteBoolean("settled", sir.IsSettled);
        json.WriteStartArray("rounds");
        foreach (var round in sir.Rounds)
        {
            json.WriteStartObject();
            json.WriteNumber("proposals", round.Samples);
            json.WriteNumber("kept", round.Kept);
            json.Number("effectiveSampleSize", round.EffectiveSampleSize);
            json.Number("meanRise", round.MeanRise);
            json.Number("riseDeviation", round.RiseDeviation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (sir.Rises is not { } rises)
        {
            json.WriteNull("rises");
            return;
        }

        json.WriteStartObject("rises");
        json.Numbers("probabilities", rises.Probabilities);
        json.Numbers("proposed", rises.Proposed);
        json.Numbers("kept", rises.Kept);
        json.Numbers("chiSquare", rises.ChiSquare);
        json.WriteEndObject();
    }

    private static void WriteBootstrap(Utf8JsonWriter json, RunReport report)
    {
        if (report.Bootstrap is not { } bootstrap)
        {
            json.WriteNull("bootstrap");
            return;
        }

        json.WriteStartObject("bootstrap");
        json.WriteBoolean("complete", bootstrap.IsComplete);
        json.Number("level", bootstrap.Level);
        json.WriteNumber("requested", bootstrap.Requested);
        json.WriteNumber("replicates", bootstrap.Replicates.Length);
        json.WriteNumber("failed", bootstrap.FailedCount);
        json.Number("convergedFraction", bootstrap.ConvergedFraction);
        json.WriteString("stratify", report.Uncertainty.Stratify);
        json.WriteNumber("strata", bootstrap.Strata);
        WriteParameters(json, report, bootstrap.Parameters);
        WriteCorrected(json, report, bootstrap);
        json.WriteEndObject();
    }

    // With an acceleration of null they are corrected for bias only.
    private static void WriteCorrected(Utf8JsonWriter json, RunReport report, BootstrapResult bootstrap)
    {
        json.WriteStartArray("corrected");
        for (var i = 0; i < bootstrap.Corrected.Length; i++)
        {
            var interval = bootstrap.Corrected[i];
            json.WriteStartObject();
            json.WriteString("parameter", NameOf(report, i));
            json.Number("biasCorrection", interval.BiasCorrection);
            json.Number("acceleration", interval.Acceleration);
            json.Number("lower", interval.Lower);
            json.Number("upper", interval.Upper);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteParameters(Utf8JsonWriter json, RunReport report, ImmutableArray<SampledParameter> parameters)
    {
        json.WriteStartArray("parameters");
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i];
            json.WriteStartObject();
            json.WriteString("parameter", NameOf(report, i));
            json.Number("estimate", parameter.Estimate);
            json.Number("mean", parameter.Mean);
            json.Number("bias", parameter.Bias);
            json.Number("standardDeviation", parameter.StandardDeviation);
            json.Number("lower", parameter.Lower);
            json.Number("median", parameter.Median);
            json.Number("upper", parameter.Upper);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string NameOf(RunReport report, int free) => report.Estimation.Layout.Parameters[report.Estimation.Layout.Free[free]].Name;
}
