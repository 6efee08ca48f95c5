using PopPK.Numerics.Statistics;

namespace PopPK.Uncertainty;

/// <summary>What samples say about a distribution. Stateless.</summary>
internal static class Percentiles
{
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
            estimate, mean, deviation, SampleQuantile.OfPopulation(sorted, 0.5 * (1 - level)), SampleQuantile.OfPopulation(sorted, 0.5), SampleQuantile.OfPopulation(sorted, 0.5 * (1 + level)));
    }
}
