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

    /// <summary>Probability of such ranks about 0, by Wilcoxon's signed rank test.</summary>
    public double MeanP { get; }

    /// <summary>Their variance.</summary>
    public double Variance { get; }

    /// <summary>Probability of such a variance, by Fisher's test of a variance of 1.</summary>
    public double VarianceP { get; }

    /// <summary>Probability of such a shape, by the test of Shapiro and Wilk.</summary>
    public double NormalityP { get; }

    /// <summary>The three together: three times the smallest probability, at most 1.</summary>
    public double GlobalP { get; }

    /// <summary>What a reader should know.</summary>
    public ImmutableArray<Diagnostic> Findings { get; }
}
