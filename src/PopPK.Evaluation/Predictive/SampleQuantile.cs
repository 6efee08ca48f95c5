namespace PopPK.Evaluation.Predictive;

/// <summary>
/// Quantiles of samples in which values below a limit of quantification stand as negative infinity, values above one as positive infinity.
/// Stateless.
/// </summary>
internal static class SampleQuantile
{
    /// <summary>
    /// The element at (n - 1) p of the sorted sample, from 0, linear between neighbours (Hyndman and Fan 1996, Am Stat 50:361,
    /// definition 7).
    /// </summary>
    /// <param name="sorted">The sample, ascending.</param>
    /// <param name="probability">Between 0 and 1.</param>
    /// <returns>The quantile; infinite where it falls among values that are not known or beside one; NaN of an empty sample.</returns>
    public static double Of(ReadOnlySpan<double> sorted, double probability)
    {
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        var position = Math.Clamp((sorted.Length - 1) * probability, 0, sorted.Length - 1);
        var below = (int)position;
        var weight = position - below;
        if (weight == 0 || sorted[below] == sorted[below + 1])
        {
            return sorted[below];
        }

        // From an unknown value to another end nothing can be interpolated: the unknown one decides.
        return double.IsInfinity(sorted[below]) ? sorted[below] : sorted[below] + (weight * (sorted[below + 1] - sorted[below]));
    }

    /// <summary>Share of a sample that lies below a value.</summary>
    /// <param name="sorted">The sample, ascending.</param>
    /// <param name="value">The value.</param>
    public static double ShareBelow(ReadOnlySpan<double> sorted, double value) => (double)CountBelow(sorted, value) / sorted.Length;

    /// <summary>How many elements of a sample lie below a value.</summary>
    /// <param name="sorted">The sample, ascending.</param>
    /// <param name="value">The value.</param>
    public static int CountBelow(ReadOnlySpan<double> sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
