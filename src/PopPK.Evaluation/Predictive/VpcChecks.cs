using PopPK.Data;
using PopPK.Text;

namespace PopPK.Evaluation.Predictive;

/// <summary>Checks the settings of a visual predictive check. Stateless.</summary>
internal static class VpcChecks
{
    /// <summary>Checks settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static void Check(VpcSettings settings, Dataset dataset, DiagnosticBag diagnostics)
    {
        var percentiles = settings.Percentiles;
        if (percentiles.IsEmpty || percentiles.Any(p => !(p is > 0 and < 1)) || percentiles.Zip(percentiles.Skip(1)).Any(p => p.First >= p.Second))
        {
            diagnostics.Error("PK7403", "the percentiles must increase and lie between 0 and 100 %", null, "the default is 5, 50, 95");
        }

        if (!(settings.Level is > 0 and < 1))
        {
            diagnostics.Error("PK7403", "the level of the bands must lie between 0 and 100 %", null, "the default is 95");
        }

        if (settings.LowerLimit is { } limit && !double.IsFinite(limit))
        {
            diagnostics.Error("PK7403", "the lower limit of quantification must be a finite number", null, "give it in the unit of DV");
        }

        CheckCorrection(settings, diagnostics);
        CheckBinning(settings.Binning, dataset, diagnostics);
        var computed = new[] { IndependentVariable.Time, IndependentVariable.TimeAfterDose, IndependentVariable.Prediction };
        if (!computed.Any(settings.Variable.Is))
        {
            CheckColumn(settings.Variable.Name, "the axis", dataset, diagnostics);
        }

        foreach (var column in settings.StratifyBy)
        {
            CheckColumn(column, "strata", dataset, diagnostics);
        }
    }

    private static void CheckCorrection(VpcSettings settings, DiagnosticBag diagnostics)
    {
        if (settings.Correction == PredictionCorrection.None && (settings.IsLogarithmic || settings.LowerBound != 0))
        {
            diagnostics.Warning(
                "PK7416",
                "that DV is a logarithm, or its lower bound, changes nothing without a correction",
                null,
                "ask for a correction by predictions (--pc) or by variability too (--pvc), or leave it out");
        }
        else if (settings.IsLogarithmic && settings.LowerBound != 0)
        {
            diagnostics.Warning("PK7416", "a lower bound changes nothing when DV is a logarithm", null, "leave it out: logarithms are corrected by differences");
        }
    }

    private static void CheckBinning(Binning binning, Dataset dataset, DiagnosticBag diagnostics)
    {
        switch (binning)
        {
            case CountBinning { Count: < 1 } or NaturalBinning { Count: < 1 }:
                diagnostics.Error("PK7403", "there must be at least one bin", null, "leave the number out to let the program choose");
                break;
            case GivenBinning { Edges: var edges } when edges.Length < 2 || edges.Any(e => !double.IsFinite(e)) || edges.Zip(edges.Skip(1)).Any(e => e.First >= e.Second):
                diagnostics.Error("PK7403", "the edges of bins must be two or more increasing numbers", null, "write them like 0,1,2,4,8");
                break;
            case NominalBinning { Column: { } column }:
                CheckColumn(column, "nominal values", dataset, diagnostics);
                break;
        }
    }

    private static void ReportColumn(string name, string what, DiagnosticBag diagnostics, IReadOnlyCollection<string> columns) => diagnostics.Error(
        "PK7404",
        $"the data have no column '{name}' for {what}",
        null,
        Suggestion.Advice(name, columns) ?? $"the columns are {string.Join(", ", columns)}");

    private static void CheckColumn(string name, string what, Dataset dataset, DiagnosticBag diagnostics)
    {
        if (dataset.IndexOf(name) < 0)
        {
            ReportColumn(name, what, diagnostics, dataset.Columns);
        }
    }
}
