using PopPK.Numerics.Statistics;

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
        return new Percentiles(SampleQuantile.OfSample(numbers, 0.5 * (1 - coverage)), SampleQuantile.OfSample(numbers, 0.5), SampleQuantile.OfSample(numbers, 0.5 * (1 + coverage)));
    }
}
