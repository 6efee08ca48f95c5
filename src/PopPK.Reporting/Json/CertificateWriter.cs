using System.Text.Json;
using PopPK.Estimation;

namespace PopPK.Reporting.Json;

/// <summary>Writes what vouches for the numbers: the certificate and the fits from other initial estimates. Stateless.</summary>
internal static class CertificateWriter
{
    /// <summary>Writes the properties <c>certificate</c> and <c>restarts</c>; null where there are none.</summary>
    /// <param name="json">The document.</param>
    /// <param name="report">The run.</param>
    public static void Write(Utf8JsonWriter json, RunReport report)
    {
        if (report.Certificate is { } certificate)
        {
            json.WriteStartObject("certificate");
            WriteTest(json, "gradientAtStart", certificate.AtStart);
            WriteTest(json, "gradientAtEnd", certificate.AtEnd);
            json.Number("largestDecrement", certificate.LargestDecrement);
            json.Number("odeTolerance", certificate.OdeTolerance ?? double.NaN);
            json.Number("odeSensitivity", certificate.OdeSensitivity);
            json.WriteNumber("evaluations", certificate.Evaluations);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("certificate");
        }

        WriteRestarts(json, report.Restarts);
    }

    private static void WriteTest(Utf8JsonWriter json, string name, TaylorTest? test)
    {
        if (test is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.Number("relativeError", test.RelativeError);
        json.WriteString("worstSubject", test.WorstSubject);
        json.Number("worstShare", test.WorstShare);
        json.WriteEndObject();
    }

    private static void WriteRestarts(Utf8JsonWriter json, RestartSummary? restarts)
    {
        if (restarts is null)
        {
            json.WriteNull("restarts");
            return;
        }

        json.WriteStartObject("restarts");
        json.WriteNumber("requested", restarts.Requested);
        json.WriteNumber("seed", restarts.Seed);
        json.Number("factor", restarts.Factor);
        json.WriteNumber("best", restarts.Best);
        json.WriteNumber("converged", restarts.Converged);
        json.WriteNumber("atBest", restarts.AtBest);
        json.Number("spread", restarts.Spread);
        json.WriteStartArray("fits");
        foreach (var fit in restarts.Fits)
        {
            json.WriteStartObject();
            json.WriteNumber("number", fit.Number);
            json.Number("ofv", fit.Ofv);
            json.WriteString("status", JsonNumbers.Name(fit.Status));
            json.WriteString("termination", fit.Termination);
            json.WriteNumber("objectiveEvaluations", fit.ObjectiveEvaluations);
            json.Numbers("initial", fit.Initial);
            json.Numbers("estimates", fit.Estimates);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
