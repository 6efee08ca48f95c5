namespace PopPK.Evaluation.Predictive;

/// <summary>
/// One number of a bin, observed and simulated. NaN where a percentile falls among observations that were not quantified, and where there
/// are no observations. Immutable.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Probability">The percentile's probability; NaN for shares.</param>
/// <param name="Observed">The observations' number.</param>
/// <param name="Median">Median of the replicates' numbers.</param>
/// <param name="Lower">Lower end of the band.</param>
/// <param name="Upper">Upper end of the band.</param>
public sealed record VpcRow(VpcRowKind Kind, double Probability, double Observed, double Median, double Lower, double Upper);
