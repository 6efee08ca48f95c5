using PopPK.Likelihood;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Estimation.Tests;

/// <summary>Fits of models with random effects on several levels.</summary>
public class LevelFitTests
{
    [Theory]
    [InlineData("occasions", "focei")]
    [InlineData("sites", "foce")]
    [InlineData("sites", "laplace")]
    [InlineData("occasions", "fo")]
    public void Estimates_are_the_same_bits_for_any_number_of_threads(string levels, string method)
    {
        // The decay model's last parameter is used by some distributions only: here it has nothing to do.
        var text = DecayModel.Text(levels, "DV ~ proportional(f, s2)")
            .Replace("  s1  = 0.3", "", StringComparison.Ordinal)
            .Replace("  lambda = 0.4", "", StringComparison.Ordinal);
        var cohort = CohortOf.TextAndData(text, string.Join('\n', DecayModel.Rows(15)) + "\n");
        double[] Numbers(int threads)
        {
            var fit = Estimator.Estimate(cohort, new EstimationOptions { Approximation = MarginalApproximation.Find(method)!, Threads = threads });
            Assert.Equal(EstimationStatus.Converged, fit.Status);
            return [fit.Ofv, .. fit.Estimates, .. fit.Gradient, .. fit.Subjects.SelectMany(s => s.Eta), .. fit.Iterations.Select(i => i.Ofv)];
        }

        var one = Numbers(1);
        Assert.Equal(one, Numbers(2));
        Assert.Equal(one, Numbers(4));
    }
}
