using PopPK.Numerics.Statistics;
using Xunit;

namespace PopPK.Numerics.Tests.Statistics;

/// <summary>Both definitions against their formulas, at the ends and beside infinite values.</summary>
public class SampleQuantileTests
{
    private static readonly double[] _sample = [1, 2, 4, 8];

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(0.25, 1.25, 1.75)]
    [InlineData(0.5, 3, 3)]
    [InlineData(0.75, 7, 5)]
    [InlineData(1, 8, 8)]
    public void Quantiles_are_linear_between_order_statistics(double probability, double ofPopulation, double ofSample)
    {
        Assert.Equal(ofPopulation, SampleQuantile.OfPopulation(_sample, probability), 1e-15);
        Assert.Equal(ofSample, SampleQuantile.OfSample(_sample, probability), 1e-15);
    }

    [Fact]
    public void Beside_a_value_that_is_not_known_nothing_is_interpolated()
    {
        double[] censored = [double.NegativeInfinity, double.NegativeInfinity, 3, 4, double.PositiveInfinity];
        Assert.Equal(double.NegativeInfinity, SampleQuantile.OfSample(censored, 0.2));
        Assert.Equal(double.NegativeInfinity, SampleQuantile.OfSample(censored, 0.3));
        Assert.Equal(3, SampleQuantile.OfSample(censored, 0.5));
        Assert.Equal(double.PositiveInfinity, SampleQuantile.OfSample(censored, 0.9));
        Assert.Equal(double.NaN, SampleQuantile.OfSample([], 0.5));
        Assert.Equal(double.NaN, SampleQuantile.OfPopulation([], 0.5));
    }
}
