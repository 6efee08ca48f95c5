using System.Collections.Immutable;
using System.Text.Json;

namespace PopPK.Reporting.Json;

/// <summary>What <c>fit.json</c> says of a run, as far as runs are compared by it and simulated from. Immutable.</summary>
public sealed record RecordedRun
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The estimation method.</summary>
    public required string Method { get; init; }

    /// <summary>Objective; NaN when there is none.</summary>
    public required double Ofv { get; init; }

    /// <summary>-2 log likelihood, complete.</summary>
    public required double Minus2LogLikelihood { get; init; }

    /// <summary>AIC; NaN when the run did not record it.</summary>
    public required double Aic { get; init; }

    /// <summary>BIC.</summary>
    public required double Bic { get; init; }

    /// <summary>The mixed-model BIC.</summary>
    public required double MixedBic { get; init; }

    /// <summary>True when the estimation converged.</summary>
    public required bool IsConverged { get; init; }

    /// <summary>SHA-256 of the model file.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>The model file, as it was named.</summary>
    public required string ModelFile { get; init; }

    /// <summary>The data file, as it was named.</summary>
    public required string DataFile { get; init; }

    /// <summary>SHA-256 of the data file.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>Number of observations.</summary>
    public required int Observations { get; init; }

    /// <summary>The parameters.</summary>
    public required ImmutableArray<RecordedParameter> Parameters { get; init; }

    /// <summary>The covariance matrix of the estimates, row by row, in the order of <see cref="Estimated"/>; empty without one.</summary>
    public ImmutableArray<double> Covariance { get; init; } = [];

    /// <summary>Names of the estimated parameters.</summary>
    public IEnumerable<string> Estimated => Parameters.Where(p => !p.IsFixed).Select(p => p.Name);

    /// <summary>Reads the document.</summary>
    /// <param name="json">The text of <c>fit.json</c>.</param>
    /// <returns>The run, or null when the text is no such document of this schema.</returns>
    public static RecordedRun? TryRead(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.GetProperty("schemaVersion").GetInt32() == FitJsonWriter.SchemaVersion ? Read(root) : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static RecordedRun Read(JsonElement root)
    {
        var objective = root.GetProperty("objective");
        var criteria = root.TryGetProperty("informationCriteria", out var found) ? found : default;
        return new RecordedRun
        {
            Model = root.GetProperty("model").GetString() ?? "",
            Method = root.GetProperty("method").GetString() ?? "",
            Ofv = Number(objective, "ofv"),
            Minus2LogLikelihood = Number(objective, "minus2LogLikelihood"),
            Aic = Number(criteria, "aic"),
            Bic = Number(criteria, "bic"),
            MixedBic = Number(criteria, "mixedBic"),
            IsConverged = root.GetProperty("converged").GetBoolean(),
            ModelSha256 = Provenance("modelSha256"),
            ModelFile = Provenance("modelFile"),
            DataFile = Provenance("dataFile"),
            DataSha256 = Provenance("dataSha256"),
            Observations = root.GetProperty("observations").GetInt32(),
            Parameters = [.. root.GetProperty("parameters").EnumerateArray().Select(ReadParameter)],
            Covariance = root.TryGetProperty("covariance", out var matrix) && matrix.ValueKind == JsonValueKind.Array
                ? [.. matrix.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(e => e.ValueKind == JsonValueKind.Number ? e.GetDouble() : double.NaN)]
                : [],
        };

        string Provenance(string name) => root.GetProperty("provenance").GetProperty(name).GetString() ?? "";
    }

    private static RecordedParameter ReadParameter(JsonElement parameter)
    {
        var index = parameter.GetProperty("index");
        var isOmega = parameter.GetProperty("kind").GetString() == "omega";
        return new RecordedParameter(
            parameter.GetProperty("name").GetString() ?? "",
            isOmega,
            isOmega && index[0].GetInt32() == index[1].GetInt32(),
            Number(parameter, "estimate"),
            Number(parameter, "standardError"),
            parameter.GetProperty("fixed").GetBoolean());
    }

    private static double Number(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : double.NaN;
}
