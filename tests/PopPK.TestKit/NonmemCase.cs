using System.Text.Json;

namespace PopPK.TestKit;

/// <summary>A published NONMEM run of <c>../shared/reference/nonmem-cases.json</c> and the same model in the model language.</summary>
public sealed class NonmemCase
{
    private static readonly string[] Matrices = ["omega", "sigma"];
    private static readonly string[] All = ["theta", "omega", "sigma"];
    private readonly JsonElement _element;

    private NonmemCase(JsonElement element, string template, string data)
    {
        _element = element;
        Template = template;
        DataPath = data;
    }

    /// <summary>The model; numbered places {0}, {1} ... stand for the initial estimates in NONMEM's order theta, omega, sigma.</summary>
    public string Template { get; }

    /// <summary>The data file.</summary>
    public string DataPath { get; }

    /// <summary>The run's estimation method by PopPK's name.</summary>
    public string Method => Step.GetProperty("method").GetString() switch
    {
        "FO" => "fo",
        "FOCE" => "foce",
        "LAPLACEI" => "laplace",
        _ => "focei",
    };

    /// <summary>False where the final estimates are printed with three digits only.</summary>
    public bool HasAllDigits => Step.GetProperty("significantDigits").GetInt32() > 3;

    /// <summary>True when a file of the subjects' objectives and etas comes with the run.</summary>
    public bool HasSubjects => _element.GetProperty("perSubject").GetArrayLength() > 0;

    /// <summary>True when the covariance matrix is the inverse of R, false for the sandwich.</summary>
    public bool IsCovarianceFromR => _element.GetProperty("covarianceStep").GetString()!.StartsWith("MATRIX=R", StringComparison.Ordinal);

    /// <summary>NONMEM's objective at its final estimates.</summary>
    public double Ofv => Step.GetProperty("ofv").GetDouble();

    private JsonElement Step => _element.GetProperty("expected").GetProperty("steps")[0];

    /// <summary>Reads a case.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="template">The model in the model language.</param>
    public static NonmemCase Read(string id, string template)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Reference("nonmem-cases.json")));
        var element = document.RootElement.GetProperty("cases").EnumerateArray()
            .Single(c => c.GetProperty("id").GetString() == id).Clone();
        var file = element.GetProperty("data").GetProperty("file").GetString()!;
        return new NonmemCase(element, template, RepositoryFiles.Reference(file.Split('/')));
    }

    /// <summary>The model at NONMEM's final estimates.</summary>
    public string AtEstimates() => Fill(Values("value"));

    /// <summary>The model at the stated initial estimates.</summary>
    public string AtInitialEstimates() => Fill(AtInitial());

    /// <summary>The stated initial estimates in the order theta, omega, sigma.</summary>
    public double[] AtInitial()
    {
        var initial = _element.GetProperty("initial");
        var theta = initial.GetProperty("theta").EnumerateArray().Select(t => t.GetProperty("init").GetDouble());
        var matrices = new List<double>();
        double[] block = [];
        foreach (var next in Matrices.SelectMany(m => initial.GetProperty(m).EnumerateArray()))
        {
            // A block that is the same as the one before has no values of its own.
            block = next.GetProperty("block").GetString() == "same" ? block : [.. next.GetProperty("values").EnumerateArray().Select(v => v.GetDouble())];
            matrices.AddRange(block);
        }

        return [.. theta, .. matrices];
    }

    /// <summary>NONMEM's final estimates in the order theta, omega, sigma.</summary>
    public double[] Estimates() => Values("value");

    /// <summary>NONMEM's standard errors in the order theta, omega, sigma; NaN where it gives none.</summary>
    public double[] StandardErrors() => Values("se");

    /// <summary>How far an estimate may be from NONMEM's: a fraction of its standard error, 2 % where there is none.</summary>
    public double EstimateTolerance(int index)
    {
        var text = _element.GetProperty("tolerance").GetProperty("estimates").GetString()!;
        var fraction = double.Parse(text.Split(' ')[0]);
        var (estimate, error) = (Math.Abs(Estimates()[index]), StandardErrors()[index]);
        if (text.Split(' ')[1] == "%")
        {
            // Variances that end near zero are compared absolutely.
            return estimate < 1e-3 ? 1e-3 : fraction / 100 * estimate;
        }

        return double.IsNaN(error) ? 0.02 * estimate : Math.Max(fraction * error, HasAllDigits ? 0 : 0.005 * estimate);
    }

    private double[] Values(string property) =>
        [.. All
            .SelectMany(m => Step.GetProperty(m).EnumerateArray())
            .Select(e => e.GetProperty(property) is { ValueKind: JsonValueKind.Number } n ? n.GetDouble() : double.NaN)];

    private string Fill(double[] values)
    {
        var text = Template;
        for (var i = values.Length - 1; i >= 0; i--)
        {
            text = text.Replace("{" + i + "}", values[i].ToString("R"), StringComparison.Ordinal);
        }

        return text;
    }
}
