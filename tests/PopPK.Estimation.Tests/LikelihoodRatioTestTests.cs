using MathNet.Numerics.Distributions;
using PopPK.TestKit;
using PopPK.Uncertainty;
using Xunit;

namespace PopPK.Estimation.Tests;

public class LikelihoodRatioTestTests
{
    [Fact]
    public void Without_variances_the_reference_is_chi_square()
    {
        // The 95 % quantiles of chi-square with 1, 2 and 3 degrees of freedom.
        Assert.Equal(0.05, new LikelihoodRatioTest(3.841459, 1, 0, 0).PValue, Tolerance.PrintedQuantile);
        Assert.Equal(0.05, new LikelihoodRatioTest(5.991465, 2, 0, 0).PValue, Tolerance.PrintedQuantile);
        Assert.Equal(0.05, new LikelihoodRatioTest(7.814728, 3, 0, 2).PValue, Tolerance.PrintedQuantile);
    }

    [Fact]
    public void One_variance_at_its_boundary_halves_the_probability()
    {
        // Self and Liang (1987), case 5: 1/2 chi-square(0) + 1/2 chi-square(1), critical value 2.7055.
        Assert.Equal(0.05, new LikelihoodRatioTest(2.705543, 0, 1, 0).PValue, Tolerance.PrintedQuantile);
        Assert.Equal(1, new LikelihoodRatioTest(0, 0, 1, 0).PValue);
    }

    [Fact]
    public void A_variance_with_a_covariance_follows_stram_and_lee()
    {
        // From one to two correlated random effects: 1/2 chi-square(1) + 1/2 chi-square(2), critical value 5.138.
        var test = new LikelihoodRatioTest(5.138, 1, 1, 1);
        Assert.True(test.IsExact);
        Assert.Equal(0.05, test.PValue, Tolerance.ProbabilityOfShortQuantile);
    }

    [Fact]
    public void Independent_variances_mix_binomially()
    {
        const double difference = 4.2;
        var expected = 0.5 * (1 - ChiSquared.CDF(1, difference)) + 0.25 * (1 - ChiSquared.CDF(2, difference));
        Assert.Equal(expected, new LikelihoodRatioTest(difference, 0, 2, 0).PValue, Tolerance.Algebra);
    }

    [Fact]
    public void Correlated_variances_are_tested_conservatively()
    {
        var test = new LikelihoodRatioTest(6, 1, 2, 1);
        Assert.False(test.IsExact);
        Assert.Contains("conservative", test.Reference, StringComparison.Ordinal);
        Assert.Equal(1 - ChiSquared.CDF(3, 6), test.PValue, Tolerance.Algebra);
    }

    [Fact]
    public void A_worse_objective_proves_nothing()
    {
        Assert.Equal(1, new LikelihoodRatioTest(-2, 1, 0, 0).PValue);
        Assert.True(double.IsNaN(new LikelihoodRatioTest(double.NaN, 1, 0, 0).PValue));
    }
}
