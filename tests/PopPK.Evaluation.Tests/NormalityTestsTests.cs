using MathNet.Numerics.Distributions;
using PopPK.Evaluation.Predictive;
using PopPK.Numerics.Randomness;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Evaluation.Tests;

public class NormalityTestsTests
{
    // Shapiro and Wilk (1965, Biometrika 52:591), their example: weights of men in pounds; W is printed as 0.79. W and p in more digits are R's.
    private static readonly IReadOnlyList<double> Weights = Array.AsReadOnly<double>([148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236]);

    [Fact]
    public void Shapiro_and_wilks_own_example()
    {
        var (w, p) = ShapiroWilk.Test(Weights);
        Near.Equal(0.7888, w, Tolerance.FiveDigits);
        Near.Equal(0.006704, p, Tolerance.FiveDigits);
    }

    // Henderson and Velleman (1981, Biometrics 37:391): miles per gallon of 32 cars; W and p as R prints them.
    [Fact]
    public void A_larger_sample_has_the_published_statistic()
    {
        double[] miles =
        [
            21.0, 21.0, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4,
            14.7, 32.4, 30.4, 33.9, 21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26.0, 30.4, 15.8, 19.7, 15.0, 21.4,
        ];
        var (w, p) = ShapiroWilk.Test(miles);
        Near.Equal(0.94756, w, Tolerance.FiveDigits);
        Assert.Equal("0.1229", p.ToString("F4", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Three_values_have_the_exact_distribution()
    {
        // The smallest W, 3/4, is that of two equal values; the largest, 1, of equal distances.
        Near.Equal(0.75, ShapiroWilk.Test([1, 1, 4]).W, Tolerance.Algebra);
        Near.Equal(0, ShapiroWilk.Test([1, 1, 4]).P, Tolerance.SmallStep, scale: 1);
        Near.Equal(1, ShapiroWilk.Test([1, 2, 3]).P, Tolerance.SmallStep);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(50)]
    [InlineData(1000)]
    public void Normal_scores_are_normal_and_their_exponentials_are_not(int n)
    {
        double[] scores = [.. Enumerable.Range(1, n).Select(i => NormalQuantile.At((i - 0.375) / (n + 0.25)))];
        Assert.True(ShapiroWilk.Test(scores).P > 0.9);
        Assert.True(n < 11 || ShapiroWilk.Test(scores.Select(Math.Exp)).P < 0.05);
        Near.Equal(ShapiroWilk.Test(scores).W, ShapiroWilk.Test(scores.Select(s => 5 - (3 * s))).W, Tolerance.DividedDifference);
    }

    [Fact]
    public void Too_many_values_are_not_tested() =>
        Assert.True(double.IsNaN(ShapiroWilk.Test(Enumerable.Range(0, 5001).Select(i => (double)i)).P));

    // Hollander and Wolfe (1973, Nonparametric Statistical Methods, p 29): a depression score before and after; the sum of ranks is 40 and the
    // one-sided probability 0.01953.
    [Fact]
    public void Wilcoxons_test_of_a_published_example_is_exact()
    {
        double[] before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
        double[] after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
        Near.Equal(2 * 10 / 512.0, SignedRank.Test(before.Zip(after, (b, a) => b - a)), Tolerance.Algebra);
    }

    [Fact]
    public void Wilcoxons_test_is_that_of_all_signs()
    {
        double[] sizes = [1, 2, 3, 4, 5, 6];
        int Sum(int signs) => Enumerable.Range(0, 6).Sum(i => (signs >> i & 1) * (i + 1));
        for (var signs = 0; signs < 64; signs++)
        {
            var extreme = Math.Min(Sum(signs), 21 - Sum(signs));
            var share = Enumerable.Range(0, 64).Count(other => Sum(other) <= extreme) / 64.0;
            Near.Equal(Math.Min(1, 2 * share), SignedRank.Test(sizes.Select((s, i) => (signs >> i & 1) == 1 ? s : -s)), Tolerance.Algebra);
        }
    }

    [Fact]
    public void Wilcoxons_normal_form_takes_mean_ranks_and_leaves_zeros_out()
    {
        // Ranks of |x|: 1.5, 1.5, 3, 4; positive ranks 1.5 + 3 + 4 = 8.5 against a mean of 5 and a variance of 4 * 5 * 9 / 24 - (8 - 2) / 48.
        var z = (3.5 - 0.5) / Math.Sqrt(7.5 - 0.125);
        Near.Equal(2 * Normal.CDF(0, 1, -z), SignedRank.Test([0, 1, -1, 2, 3]), Tolerance.Algebra);
    }

    [Fact]
    public void Mean_and_variance_have_their_tests()
    {
        double[] x = [-1, 0, 1, 2];
        var tests = NormalityTests.Of([.. x, double.NaN]);
        Near.Equal(0.5, tests.Mean, Tolerance.Algebra);
        Near.Equal(5.0 / 3, tests.Variance, Tolerance.Algebra);
        Near.Equal(0, tests.Skewness, Tolerance.Algebra, scale: 1);
        Near.Equal((2 * Math.Pow(1.5, 4) + 2 * Math.Pow(0.5, 4)) / 4 / (1.25 * 1.25) - 3, tests.Kurtosis, Tolerance.Algebra);
        Near.Equal(2 * StudentT.CDF(0, 1, 3, -0.5 / Math.Sqrt(5.0 / 12)), tests.StudentP, Tolerance.Algebra);
        Near.Equal(2 * (1 - ChiSquared.CDF(3, 5)), tests.FisherP, Tolerance.Algebra);
        Near.Equal(Math.Min(1, 3 * Math.Min(tests.WilcoxonP, Math.Min(tests.FisherP, tests.ShapiroWilkP))), tests.GlobalP, Tolerance.Algebra);
    }
}
