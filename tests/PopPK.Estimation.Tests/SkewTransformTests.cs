using PopPK.Numerics.Randomness;
using PopPK.TestKit;
using PopPK.Uncertainty;
using Xunit;

namespace PopPK.Estimation.Tests;

public class SkewTransformTests
{
    private static readonly double[] Places = [-30, -2.5, -0.4, 0, 0.7, 3, 50];

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.8)]
    [InlineData(1)]
    [InlineData(1.9)]
    public void It_maps_the_real_line_onto_itself_and_knows_its_slope(double power)
    {
        var transform = new SkewTransform(0.5, 2, power);
        foreach (var x in Places)
        {
            Near.Equal(x, transform.Invert(transform.Apply(x)), Tolerance.Algebra, 1);
            Near.Equal(HighOrderDifference.Derivative(transform.Apply, x), Math.Exp(transform.LogSlope(x)), Tolerance.Derivative);
        }
    }

    [Fact]
    public void Power_one_only_standardises()
    {
        var transform = new SkewTransform(3, 2, 1);
        Assert.Equal(-4.5, transform.Apply(-6), Tolerance.Algebra);
        Assert.Equal(1, transform.Apply(5), Tolerance.Algebra);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(1.6)]
    public void Its_power_is_found_again_in_a_sample(double power)
    {
        const int count = 20_000;
        var stream = new RandomStream(1, RandomPurpose.General);
        var truth = new SkewTransform(0, 1, power);
        double[] sample = [.. Enumerable.Range(0, count).Select(_ => truth.Invert(stream.NextNormal()))];
        var fitted = SkewTransform.Fit(sample, Enumerable.Repeat(1.0, count).ToArray());
        double[] normal = [.. sample.Select(fitted.Apply)];
        var mean = normal.Average();
        var deviation = Math.Sqrt(normal.Average(t => (t - mean) * (t - mean)));

        // The skewness of a normal sample has the variance 6 / n. Another center and scale leave a little of it.
        var skewness = normal.Average(t => Math.Pow((t - mean) / deviation, 3));
        Assert.InRange(skewness, -2 * Tolerance.MonteCarloStandardErrors * Math.Sqrt(6.0 / count), 2 * Tolerance.MonteCarloStandardErrors * Math.Sqrt(6.0 / count));
        Assert.Equal(power < 1, fitted.Power < 1 - 0.01);
        Assert.Equal(power > 1, fitted.Power > 1 + 0.01);
    }
}
