using System.Collections.Immutable;

namespace PopPK.Prediction;

/// <summary>Normal observations of a subject at one time whose residuals are correlated; pairs that are not listed are not. Immutable.</summary>
/// <param name="Observations">Their positions among the subject's observations, increasing.</param>
/// <param name="Pairs">The correlated pairs; every observation is in one.</param>
public sealed record ResidualGroup(ImmutableArray<int> Observations, ImmutableArray<ResidualPair> Pairs);
