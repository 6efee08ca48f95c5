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
        var cohort = CohortOf.TextAndData(Proportional(levels), string.Join('\n', DecayModel.Rows(15)) + "\n");
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

    [Theory]
    [InlineData("subjects", "focei")]
    [InlineData("subjects", "laplace")]
    [InlineData("occasions", "foce")]
    [InlineData("subjects", "agq(2)")]
    public void A_fit_from_a_matrix_that_is_nearly_singular_stays_among_positive_definite_ones(string levels, string method)
    {
        var (matrix, nearly) = ("[0.1; 0.02, 0.05]", "[0.1; 0.0693, 0.05]");
        var good = Fit(Proportional(levels), method);
        var start = Fit(Proportional(levels).Replace(matrix, nearly, StringComparison.Ordinal), method);
        Assert.True(start.HasObjective);
        Assert.Equal(EstimationStatus.Converged, start.Status);
        Assert.True(start.Ofv <= good.Ofv + Tolerance.ObjectiveOfFit, $"{start.Ofv} against {good.Ofv}");
        var omega = start.FreeParameters[^3..];
        Assert.True(omega[0] > 0 && omega[2] > 0 && omega[0] * omega[2] >= omega[1] * omega[1]);
    }

    [Theory]
    [InlineData("q = 0.4")]
    [InlineData("q = 0.999")]
    public void A_fit_whose_probability_leaves_its_range_ends_at_a_point_that_exists(string parameter)
    {
        // Everybody is of one class: without bounds the probability is pushed out of its range.
        var text = DecayModel.Text("subjects", "DV ~ proportional(f, s2)", more: "mixture POP\n  slow = q\n  fast = rest", extra: "(if (POP == slow) 0 else 3)")
            .Replace("  s1  = 0.3", "", StringComparison.Ordinal)
            .Replace("lambda = 0.4", parameter, StringComparison.Ordinal);
        var fit = Estimator.Estimate(CohortOf.TextAndData(text, Rows), new EstimationOptions());
        Assert.True(fit.HasObjective);
        Assert.NotEqual(EstimationStatus.InitialPointFailed, fit.Status);
        Assert.InRange(fit.Estimates[fit.Layout.Parameters.Single(p => p.Name == "q").Index[0] - 1], 0, 1);
        Assert.All(fit.Subjects, s => Assert.Equal(0, s.Class));
    }

    [Theory]
    [InlineData("laplace")]
    [InlineData("agq(3)")]
    public void Strong_priors_hold_a_fit_where_they_are(string method)
    {
        var prior = "priors\n  tva ~ normal(5, 1e-4)\n  ea, ek ~ inverse_wishart([300; 60, 150], 3000)\n";
        var fit = Fit(Proportional("subjects").Replace("individual\n", prior + "individual\n", StringComparison.Ordinal), method);
        Assert.True(fit.Status == EstimationStatus.Converged, fit.Termination + string.Join(' ', fit.FreeParameters));
        Assert.Equal(5, fit.Estimates[0], Tolerance.PublishedEstimate);

        // The mode of the inverse Wishart prior, S/(nu + p + 1), moved a little by nine subjects.
        Assert.InRange(fit.FreeParameters[^3], 0.095, 0.105);
        Assert.InRange(fit.FreeParameters[^1], 0.047, 0.053);
    }

    [Fact]
    public void A_model_of_sites_and_one_of_subjects_are_the_same_fit_when_everybody_has_a_site()
    {
        var rows = string.Join('\n', DecayModel.Rows(9, (id, occasion, site) => $"{id},{occasion},{id}")) + "\n";
        var options = new EstimationOptions();
        var sites = Estimator.Estimate(CohortOf.TextAndData(Proportional("sites"), rows), options);
        var subjects = Estimator.Estimate(CohortOf.TextAndData(Proportional("subjects"), rows), options);
        Assert.Equal(EstimationStatus.Converged, sites.Status);
        Assert.Equal(subjects.Ofv, sites.Ofv, Tolerance.MinimumReached);
    }

    private static string Rows => string.Join('\n', DecayModel.Rows(9)) + "\n";

    private static EstimationResult Fit(string text, string method) => Estimator.Estimate(
        CohortOf.TextAndData(text, Rows), new EstimationOptions { Approximation = MarginalApproximation.Find(method)! });

    // The decay model without the parameters that other distributions use.
    private static string Proportional(string levels) => DecayModel.Text(levels, "DV ~ proportional(f, s2)")
        .Replace("  s1  = 0.3", "", StringComparison.Ordinal)
        .Replace("  lambda = 0.4", "", StringComparison.Ordinal);
}
