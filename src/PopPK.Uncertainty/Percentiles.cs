namespace PopPK.Uncertainty;

/// <summary>What samples say about a distribution. Stateless.</summary>
internal static class Percentiles
{
    /// <summary>
    /// A quantile of a sample, linear between order statistics: the element at (n + 1) p of the sorted sample, from 1. On average a share p
    /// of what is drawn from the same distribution lies below it (Hyndman and Fan 1996, Am Stat 50:361, definition 6); with
    /// (n - 1) p, intervals from a hundred bootstrap replicates would hold 93 % where 95 % are meant.
    /// </summary>
    /// <param name="sorted">The sample, ascending.</param>
    /// <param name="probability">Between 0 and 1.</param>
    /// <returns>The quantile; NaN of an empty sample.</returns>
    public static double Of(ReadOnlySpan<double> sorted, double probability)
    {
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        var position = Math.Clamp((sorted.Length + 1) * probability - 1, 0, sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    /// <summary>Describes a sample of a parameter's values.</summary>
    /// <param name="estimate">The estimate from all data.</param>
    /// <param name="values">The sample.</param>
    /// <param name="level">Level of the interval between two percentiles.</param>
    public static SampledParameter Describe(double estimate, IEnumerable<double> values, double level)
    {
        double[] sorted = [.. values.Order()];
        var mean = sorted.Length == 0 ? double.NaN : sorted.Average();
        var deviation = sorted.Length < 2 ? double.NaN : Math.Sqrt(sorted.Sum(v => (v - mean) * (v - mean)) / (sorted.Length - 1));
        return new SampledParameter(
            estimate, mean, deviation, Of(sorted, 0.5 * (1 - level)), Of(sorted, 0.5), Of(sorted, 0.5 * (1 + level)));
    }
}
