using System.Collections.Immutable;

namespace PopPK.Evaluation;

/// <summary>Shrinkage of the empirical Bayes estimates and of the residuals, in the form 1 - sd / expected sd (0 none, 1 complete).</summary>
/// <param name="Eta">Per random effect: 1 - sd(eta) / omega.</param>
/// <param name="Epsilon">Per endpoint: 1 - sd(IWRES).</param>
public sealed record Shrinkage(ImmutableArray<double> Eta, ImmutableArray<double> Epsilon);
