using PopPK.Reporting.Charts;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Reporting.Tests;

public class SmootherTests
{
    [Fact]
    public void Points_on_a_line_give_the_line()
    {
        var x = Enumerable.Range(0, 200).Select(i => Math.Pow(i * 0.1, 1.5)).ToArray();
        var (places, values) = Smoother.Smooth(x, [.. x.Select(v => 3 - 2 * v)]);
        Assert.True(places.Length > 20);
        for (var i = 0; i < places.Length; i++)
        {
            Assert.Equal(3 - 2 * places[i], values[i], Tolerance.Derivative);
        }
    }

    [Fact]
    public void An_outlier_does_not_pull_the_curve()
    {
        var x = Enumerable.Range(0, 100).Select(i => (double)i).ToArray();
        var y = x.Select(v => Math.Sin(v / 25) + 0.05 * Math.Sin(37 * v)).ToArray();
        var (_, clean) = Smoother.Smooth(x, y);
        y[50] = 1000;
        var (_, spoiled) = Smoother.Smooth(x, y);
        Assert.Equal(clean.Length, spoiled.Length);
        Assert.All(clean.Zip(spoiled), p => Assert.InRange(p.Second - p.First, -0.1, 0.1));
    }

    [Fact]
    public void The_order_of_the_points_and_what_does_not_exist_make_no_difference()
    {
        var x = Enumerable.Range(0, 40).Select(i => i * 0.7 % 5.1).ToArray();
        var y = x.Select(v => v * v).ToArray();
        var (places, values) = Smoother.Smooth(x, y);
        var (again, same) = Smoother.Smooth([double.NaN, .. x.Reverse(), 1], [1, .. y.Reverse(), double.NaN]);
        Assert.Equal(places, again);
        Assert.Equal(values, same);
    }

    [Fact]
    public void Few_points_or_one_place_have_no_curve()
    {
        Assert.Empty(Smoother.Smooth([1, 2, 3], [1, 2, 3]).X);
        Assert.Empty(Smoother.Smooth(new double[20], new double[20]).X);
    }
}
