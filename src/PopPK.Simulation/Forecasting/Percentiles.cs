namespace PopPK.Simulation.Forecasting;

/// <summary>The middle of a sample and an interval around it. Immutable.</summary>
/// <param name="Lower">Lower end; NaN when there is no sample.</param>
/// <param name="Median">The median.</param>
/// <param name="Upper">Upper end.</param>
public readonly record struct Percentiles(double Lower, double Median, double Upper)
{
    /// <summary>Those of a sample (Hyndman and Fan 1996, Am Stat 50:361, definition 7); values that are no numbers are left out.</summary>
    /// <param name="values">The sample; is sorted.</param>
    /// <param name="coverage">The share of the sample between the ends.</param>
    internal static Percentiles Of(Span<double> values, double coverage)
    {
        values.Sort();

        // NaN comes first in order.
        var first = 0;
        while (first < values.Length && double.IsNaN(values[first]))
        {
            first++;
        }

        var numbers = values[first..];
        return new Percentiles(At(numbers, 0.5 * (1 - coverage)), At(numbers, 0.5), At(numbers, 0.5 * (1 + coverage)));
    }

    private static double At(ReadOnlySpan<double> sorted, double probability)
    {
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        var place = probability * (sorted.Length - 1);
        var below = (int)Math.Floor(place);
        var share = place - below;
        return share == 0 ? sorted[below] : sorted[below] + (share * (sorted[below + 1] - sorted[below]));
    }
}
