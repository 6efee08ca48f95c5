namespace PopPK.Uncertainty;

/// <summary>What a round of importance resampling came to. Immutable.</summary>
/// <param name="Samples">Number of proposals.</param>
/// <param name="Kept">Number of proposals that were kept, copies counted.</param>
/// <param name="EffectiveSampleSize">1 / sum of squared weights: as many proposals with equal weights would say as much.</param>
/// <param name="MeanRise">Mean rise of the objective over the kept ones: the number of parameters when the likelihood is Gaussian.</param>
/// <param name="RiseDeviation">Standard deviation of these rises.</param>
public sealed record ImportanceRoundResult(int Samples, int Kept, double EffectiveSampleSize, double MeanRise, double RiseDeviation);
