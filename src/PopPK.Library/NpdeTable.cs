using System.Collections.Immutable;
using PopPK.Evaluation.Predictive;
using PopPK.Text;

namespace PopPK;

/// <summary>
/// Normalised prediction distribution errors, decorrelated within subjects: standard normal numbers if the model is true. Immutable.
/// </summary>
public sealed record NpdeTable
{
    internal NpdeTable(NpdeResult result)
    {
        Errors = [.. result.Rows.Select(r => new PredictionError(r.Id, r.Endpoint, r.Time, r.Value, r.Npd, r.Npde))];
        (Mean, MeanP) = (result.Npde.Mean, result.Npde.WilcoxonP);
        (Variance, VarianceP) = (result.Npde.Variance, result.Npde.FisherP);
        (NormalityP, GlobalP) = (result.Npde.ShapiroWilkP, result.Npde.GlobalP);
        Findings = result.Findings;
    }

    /// <summary>The observations in the order of the data.</summary>
    public ImmutableArray<PredictionError> Errors { get; }

    /// <summary>Their mean.</summary>
    public double Mean { get; }

    /// <summary>P-value of Wilcoxon's signed rank test that they are centred at 0.</summary>
    public double MeanP { get; }

    /// <summary>Their variance.</summary>
    public double Variance { get; }

    /// <summary>P-value of Fisher's test that their variance is 1.</summary>
    public double VarianceP { get; }

    /// <summary>P-value of Shapiro and Wilk's test that they are normal; NaN for fewer than 3 or more than 5000 of them.</summary>
    public double NormalityP { get; }

    /// <summary>P-value of the three tests together: the smallest times their number, at most 1.</summary>
    public double GlobalP { get; }

    /// <summary>What to keep in mind when reading it: observations that do not vary, values that could not be simulated.</summary>
    public ImmutableArray<Diagnostic> Findings { get; }
}
