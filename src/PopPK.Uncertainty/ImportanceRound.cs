namespace PopPK.Uncertainty;

/// <summary>How much is sampled in a round of importance resampling. Immutable.</summary>
/// <param name="Samples">Number of proposals.</param>
/// <param name="Resamples">Number of proposals that are kept, copies counted.</param>
public readonly record struct ImportanceRound(int Samples, int Resamples);
