using System.Collections.Immutable;

namespace PopPK.Evaluation.Predictive;

/// <summary>A numerical predictive check. Immutable.</summary>
/// <param name="Replicates">Number of simulated data sets.</param>
/// <param name="Level">Level of the Monte Carlo intervals.</param>
/// <param name="Intervals">The prediction intervals in the order they were asked for.</param>
public sealed record NpcResult(int Replicates, double Level, ImmutableArray<NpcInterval> Intervals);
