namespace PopPK.Evaluation.Predictive;

/// <summary>Where values stand among those of a sample. Stateless.</summary>
internal static class SampleRank
{
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
