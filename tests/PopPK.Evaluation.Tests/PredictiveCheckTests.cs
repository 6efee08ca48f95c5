using PopPK.Evaluation.Predictive;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Evaluation.Tests;

public class PredictiveCheckTests
{
    [Fact]
    public void A_number_is_checked_against_the_replicates_that_exist()
    {
        double[] replicates = [5, 1, 3, double.NaN, 2, 4, 8, 6, 7, 9];
        var check = PredictiveCheck.Of(8.5, replicates, 0.5);
        Assert.Equal((9, 1), (check.Replicates, check.Failed));
        Assert.Equal((5.0, 3.0, 7.0), (check.Median, check.Lower, check.Upper));

        // One of nine lies above: (1 + 1) / (9 + 1) on that side.
        Near.Equal(0.4, check.PValue, Tolerance.Algebra);
        Assert.Equal(1, PredictiveCheck.Of(5, replicates).PValue);
        Assert.True(double.IsNaN(PredictiveCheck.Of(double.NaN, replicates).PValue));
        Assert.True(double.IsNaN(PredictiveCheck.Of(1, []).Median));
    }
}
