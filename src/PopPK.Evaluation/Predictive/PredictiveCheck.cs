using PopPK.Numerics.Statistics;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// A posterior predictive check of one number: what it is for the observed data against its distribution over simulated data sets (Gelman, Meng and
/// Stern 1996, Stat Sin 6:733). Immutable.
/// </summary>
/// <param name="Observed">The number for the observed data.</param>
/// <param name="Median">Its median over replicates.</param>
/// <param name="Lower">Lower end of the interval that holds the middle of the replicates.</param>
/// <param name="Upper">Its upper end.</param>
/// <param name="PValue">
/// Twice the smaller of the shares of replicates at or above and at or below the observed number, the observed data themselves counted as one; at most 1.
/// </param>
/// <param name="Replicates">Number of replicates for which it exists.</param>
/// <param name="Failed">Number of those for which it does not.</param>
public sealed record PredictiveCheck(double Observed, double Median, double Lower, double Upper, double PValue, int Replicates, int Failed)
{
    /// <summary>Checks a number.</summary>
    /// <param name="observed">The number for the observed data.</param>
    /// <param name="replicates">The same for each simulated data set; NaN where it does not exist.</param>
    /// <param name="level">Level of the interval.</param>
    /// <returns>The check; NaN throughout without replicates, no p value without an observed number.</returns>
    public static PredictiveCheck Of(double observed, ReadOnlySpan<double> replicates, double level = 0.95)
    {
        double[] sorted = [.. replicates.ToArray().Where(v => !double.IsNaN(v)).Order()];
        var atOrAbove = sorted.Length - SampleRank.CountBelow(sorted, observed);
        var atOrBelow = sorted.Count(v => v <= observed);
        var p = double.IsNaN(observed) || sorted.Length == 0
            ? double.NaN
            : Math.Min(1, 2 * (1.0 + Math.Min(atOrAbove, atOrBelow)) / (sorted.Length + 1));
        return new PredictiveCheck(
            observed,
            SampleQuantile.OfSample(sorted, 0.5),
            SampleQuantile.OfSample(sorted, 0.5 * (1 - level)),
            SampleQuantile.OfSample(sorted, 0.5 * (1 + level)),
            p,
            sorted.Length,
            replicates.Length - sorted.Length);
    }
}
