using MathNet.Numerics.Distributions;

namespace PopPK.Evaluation;

/// <summary>The mean of the empirical Bayes estimates of a random effect. It is near 0 when the model fits.</summary>
/// <param name="Mean">The mean (NONMEM's ETABAR); NaN without estimates.</param>
/// <param name="StandardError">Its standard error, sd / sqrt(N); NaN with fewer than two estimates.</param>
/// <param name="Count">Number of estimates, N.</param>
public sealed record EtaBar(double Mean, double StandardError, int Count)
{
    /// <summary>Two-sided probability of such a mean if the true one is 0, by the normal distribution as NONMEM takes it; NaN when unknown.</summary>
    public double PValue => 2 * Normal.CDF(0, 1, -Math.Abs(Mean / StandardError));
}
