using System.Collections.Immutable;
using PopPK.Numerics.Statistics;

namespace PopPK.Simulation.Exposure;

/// <summary>
/// What the values of a measure are like. Values that do not exist (NaN) are counted and left out. Percentiles are those of the bootstrap:
/// linear between order statistics, the element at (n + 1) p of the sorted values (Hyndman and Fan 1996, definition 6). Immutable.
/// </summary>
/// <param name="Count">Number of values.</param>
/// <param name="Missing">Number of values that do not exist.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="StandardDeviation">Their standard deviation, with n - 1.</param>
/// <param name="GeometricMean">Their geometric mean; NaN unless all are above 0.</param>
/// <param name="GeometricCv">Their geometric coefficient of variation sqrt(exp(s^2) - 1), s the standard deviation of logarithms.</param>
/// <param name="Minimum">The smallest.</param>
/// <param name="Maximum">The largest.</param>
/// <param name="Percentiles">The percentiles that were asked for, in their order.</param>
public sealed record ExposureSummary(
    int Count,
    int Missing,
    double Mean,
    double StandardDeviation,
    double GeometricMean,
    double GeometricCv,
    double Minimum,
    double Maximum,
    ImmutableArray<double> Percentiles)
{
    /// <summary>The coefficient of variation.</summary>
    public double Cv => StandardDeviation / Mean;

    /// <summary>All statistics in one list, for intervals over replicates: mean, standard deviation, geometric mean and variation, minimum, maximum, percentiles.</summary>
    public ImmutableArray<double> Statistics => [Mean, StandardDeviation, GeometricMean, GeometricCv, Minimum, Maximum, .. Percentiles];

    /// <summary>Summarises values.</summary>
    /// <param name="values">The values, in any order.</param>
    /// <param name="percentiles">The percentiles that are wanted, 0 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">A percentile is not between 0 and 100.</exception>
    public static ExposureSummary Of(ReadOnlySpan<double> values, ImmutableArray<double> percentiles)
    {
        foreach (var percentile in percentiles)
        {
            if (!(percentile is >= 0 and <= 100))
            {
                throw new ArgumentOutOfRangeException(nameof(percentiles), percentile, "Percentiles are from 0 to 100.");
            }
        }

        var sorted = new double[values.Length];
        var count = 0;
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                sorted[count++] = value;
            }
        }

        var kept = sorted.AsSpan(0, count);
        kept.Sort();
        var (mean, deviation) = Moments(kept, isLogarithm: false);
        var (logMean, logDeviation) = count > 0 && kept[0] > 0 ? Moments(kept, isLogarithm: true) : (double.NaN, double.NaN);
        var found = ImmutableArray.CreateBuilder<double>(percentiles.Length);
        foreach (var percentile in percentiles)
        {
            found.Add(SampleQuantile.OfPopulation(kept, percentile / 100));
        }

        return new ExposureSummary(
            count,
            values.Length - count,
            mean,
            deviation,
            Math.Exp(logMean),
            Math.Sqrt(Math.Exp(logDeviation * logDeviation) - 1),
            count > 0 ? kept[0] : double.NaN,
            count > 0 ? kept[^1] : double.NaN,
            found.MoveToImmutable());
    }

    private static (double Mean, double Deviation) Moments(ReadOnlySpan<double> values, bool isLogarithm)
    {
        if (values.IsEmpty)
        {
            return (double.NaN, double.NaN);
        }

        var sum = 0.0;
        foreach (var value in values)
        {
            sum += isLogarithm ? Math.Log(value) : value;
        }

        var mean = sum / values.Length;
        var squares = 0.0;
        foreach (var value in values)
        {
            var difference = (isLogarithm ? Math.Log(value) : value) - mean;
            squares += difference * difference;
        }

        return (mean, values.Length < 2 ? double.NaN : Math.Sqrt(squares / (values.Length - 1)));
    }
}
