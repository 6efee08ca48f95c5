using PopPK.Numerics.Randomness;
using PopPK.Simulation.Exposure;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Simulation.Tests.Exposure;

/// <summary>Summaries of measures, and shares of subjects with their intervals.</summary>
public class SummaryTests
{
    [Fact]
    public void Statistics_of_a_few_numbers()
    {
        var s = ExposureSummary.Of([4, 1, double.NaN, 2, 8], [0, 50, 60, 100]);
        Assert.Equal((4, 1), (s.Count, s.Missing));
        Near.Equal(3.75, s.Mean, Tolerance.Algebra);
        Near.Equal(Math.Sqrt(28.75 / 3), s.StandardDeviation, Tolerance.Algebra);
        Near.Equal(s.StandardDeviation / 3.75, s.Cv, Tolerance.Algebra);
        Near.Equal(Math.Pow(64, 0.25), s.GeometricMean, Tolerance.Algebra);
        var variance = 5 * Math.Pow(Math.Log(2), 2) / 3;
        Near.Equal(Math.Sqrt(Math.Exp(variance) - 1), s.GeometricCv, Tolerance.Algebra);
        Assert.Equal((1, 8), (s.Minimum, s.Maximum));
        Near.Equal([1, 3, 4, 8], s.Percentiles.ToArray(), Tolerance.Algebra);
    }

    [Fact]
    public void Nothing_and_zeros()
    {
        Assert.True(double.IsNaN(ExposureSummary.Of([], [50]).Percentiles[0]));
        Assert.True(double.IsNaN(ExposureSummary.Of([0, 1], []).GeometricMean));
        Assert.Equal(0, ExposureSummary.Of([0, 1], []).Minimum);
        Assert.Throws<ArgumentOutOfRangeException>(() => ExposureSummary.Of([1], [101]));
    }

    [Fact]
    public void Replicates_have_means_and_intervals()
    {
        var summary = new ReplicatedSummary([50], level: 0.5);
        for (var r = 0; r < 3; r++)
        {
            summary.Add([r, r + 1, r + 2]);
        }

        var (mean, lower, upper) = summary.Intervals()[0];
        Near.Equal(2, mean, Tolerance.Algebra);
        Near.Equal(1, lower, Tolerance.Algebra);
        Near.Equal(3, upper, Tolerance.Algebra);
    }

    [Fact]
    public void Wilsons_interval_is_where_the_score_test_turns()
    {
        foreach (var (attained, count) in ((long, long)[])[(7, 20), (1, 400), (399, 400)])
        {
            var share = new Attainment(attained, count);
            var (lower, upper) = share.Interval();
            foreach (var p in (double[])[lower, upper])
            {
                var score = Math.Abs(share.Probability - p) / Math.Sqrt(p * (1 - p) / count);
                Near.Equal(NormalQuantile.At(0.975), score, Tolerance.Derivative);
            }
        }

        Assert.Equal(0, new Attainment(0, 50).Interval().Lower);
        Assert.Equal(1, new Attainment(50, 50).Interval().Upper);
        Assert.Equal((0, 1), new Attainment(0, 0).Interval());
        Assert.Throws<ArgumentOutOfRangeException>(() => new Attainment(1, 2).Interval(1));
    }

    [Fact]
    public void Shares_of_a_log_normal_population_are_those_of_the_formula()
    {
        // 24 h area of a bolus is below 100 / (V k): attained when k is below a bound.
        const int subjects = 2000;
        var measured = ExposureCase.Of(
            ExposureCase.Linear(new TestData().Subject().Dose(0, 100).Observe(5)), "", "ctrough(0, 10) >= 2", "ctrough(0, 10) >= 1.5");
        var table = new AttainmentTable(measured.Plan, [1, 2]);
        var stream = new RandomStream(11, RandomPurpose.Simulation);
        for (var i = 0; i < subjects; i++)
        {
            measured.Eta[0] = 0.3 * stream.NextNormal();
            table.Add(measured.Calculator, 0, 0, measured.Theta, measured.Eta);
        }

        for (var d = 0; d < 2; d++)
        {
            for (var t = 0; t < 2; t++)
            {
                var bound = Math.Log(table.Factors[d] * 5 / table.Targets[t].Lower);
                var expected = NormalDistributionAt(Math.Log(bound) / 0.3);
                var error = Math.Sqrt(expected * (1 - expected) / subjects);
                Near.Equal(expected, table[d, t].Probability, Tolerance.MonteCarloStandardErrors * error, scale: 1);
            }
        }

        var twice = new AttainmentTable(measured.Plan, [1, 2]);
        twice.Add(table);
        twice.Add(table);
        Assert.Equal(2 * subjects, twice[0, 0].Count);
    }

    // By Simpson's rule.
    private static double NormalDistributionAt(double x)
    {
        const int n = 2000;
        var h = x / n;
        var sum = 0.0;
        for (var i = 0; i <= n; i++)
        {
            sum += (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-0.5 * i * h * i * h);
        }

        return 0.5 + sum * h / 3 / Math.Sqrt(2 * Math.PI);
    }
}
