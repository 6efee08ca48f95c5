using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Evaluation.Predictive;

/// <summary>Prediction discrepancies and prediction distribution errors with their tests. Immutable.</summary>
/// <param name="Settings">How they were computed.</param>
/// <param name="Replicates">Number of simulated data sets.</param>
/// <param name="Rows">The observations in the order of the data.</param>
/// <param name="Npd">Tests of the normalised prediction discrepancies; those of a subject are correlated, so that the probabilities are too small.</param>
/// <param name="Npde">Tests of the normalised prediction distribution errors.</param>
/// <param name="Findings">What a reader should know.</param>
public sealed record NpdeResult(
    NpdeSettings Settings,
    int Replicates,
    ImmutableArray<NpdeRow> Rows,
    NormalityTests Npd,
    NormalityTests Npde,
    ImmutableArray<Diagnostic> Findings);
