using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Evaluation.Predictive;

/// <summary>A posterior predictive check of measures. Immutable.</summary>
/// <param name="Replicates">Number of simulated data sets.</param>
/// <param name="Level">Level of the intervals.</param>
/// <param name="Rows">The checks: endpoint by endpoint, measure by measure.</param>
/// <param name="Findings">What was found.</param>
public sealed record MeasureCheckResult(int Replicates, double Level, ImmutableArray<MeasureRow> Rows, ImmutableArray<Diagnostic> Findings);
