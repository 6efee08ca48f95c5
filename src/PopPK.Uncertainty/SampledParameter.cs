namespace PopPK.Uncertainty;

/// <summary>What a sample of values says about a parameter. Immutable.</summary>
/// <param name="Estimate">The estimate from all data.</param>
/// <param name="Mean">Mean of the sample; NaN when it is empty.</param>
/// <param name="StandardDeviation">Standard deviation of the sample; NaN when it has less than two values.</param>
/// <param name="Lower">Lower end of the interval between two percentiles.</param>
/// <param name="Median">Median.</param>
/// <param name="Upper">Upper end of the interval.</param>
public sealed record SampledParameter(double Estimate, double Mean, double StandardDeviation, double Lower, double Median, double Upper)
{
    /// <summary>Mean minus estimate.</summary>
    public double Bias => Mean - Estimate;
}
