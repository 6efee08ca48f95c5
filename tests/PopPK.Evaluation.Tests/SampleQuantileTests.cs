using PopPK.Evaluation.Predictive;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Evaluation.Tests;

public class SampleQuantileTests
{
    private const double Below = double.NegativeInfinity;
    private const double Above = double.PositiveInfinity;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.05, 1.45)]
    [InlineData(0.5, 5.5)]
    [InlineData(0.95, 9.55)]
    [InlineData(1, 10)]
    public void Quantiles_of_one_to_ten_are_those_of_definition_seven(double probability, double expected) =>
        Near.Equal(expected, SampleQuantile.Of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], probability), Tolerance.Algebra);

    [Fact]
    public void A_quantile_beside_an_unknown_value_is_unknown()
    {
        double[] sorted = [Below, Below, 3, 4, Above];
        Assert.Equal(Below, SampleQuantile.Of(sorted, 0.25));
        Assert.Equal(Below, SampleQuantile.Of(sorted, 0.4));
        Assert.Equal(3, SampleQuantile.Of(sorted, 0.5));
        Assert.Equal(4, SampleQuantile.Of(sorted, 0.75));
        Assert.Equal(Above, SampleQuantile.Of(sorted, 0.8));
        Assert.True(double.IsNaN(SampleQuantile.Of([], 0.5)));
    }

    [Fact]
    public void Counts_below_a_value_leave_out_equal_ones()
    {
        double[] sorted = [1, 2, 2, 2, 3];
        Assert.Equal([0, 1, 4, 5], new[] { 1, 2, 3, 4.0 }.Select(v => SampleQuantile.CountBelow(sorted, v)));
    }
}
