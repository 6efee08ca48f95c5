using PopPK.Estimation;
using PopPK.Modeling;
using PopPK.TestKit;
using PopPK.Uncertainty;
using Xunit;

namespace PopPK.Estimation.Tests;

public class CertifierTests
{
    private const string Saturable = """
        model saturable
        parameters
          vm = 20 in (0, inf)
          km = 5  in (0, inf)
          s  = 0.2 in (0, inf)
        variability by ID
          eta ~ 0.1
        individual
          vi = vm*exp(eta)
        structure
          d/dt central = -vi*central/(km + central)
        observations
          DV ~ normal(central, s*central)

        """;

    private const string Data = """
        ID,TIME,AMT,DV
        1,0,100,.
        1,1,.,83
        1,3,.,40
        1,5,.,8
        2,0,100,.
        2,1,.,75
        2,3,.,30
        2,5,.,2
        3,0,100,.
        3,1,.,88
        3,3,.,61
        3,5,.,35

        """;

    [Theory]
    [InlineData("theophylline.poppk")]
    [InlineData("phenobarbital.poppk")]
    [InlineData("indomethacin_ode.poppk")]
    public void Gradients_agree_with_the_objective_at_both_ends_of_a_fit(string model)
    {
        var fit = Estimator.Estimate(CohortOf.File("models", model), new EstimationOptions());
        var certificate = Certifier.Check(fit, new EstimationOptions());
        Assert.InRange(certificate.AtStart!.RelativeError, double.Epsilon, Tolerance.Derivative);
        Assert.InRange(certificate.AtEnd!.RelativeError, double.Epsilon, Tolerance.Derivative);
        Assert.NotEqual(certificate.AtStart.RelativeError, certificate.AtEnd.RelativeError);
        Assert.Equal(fit.LargestDecrement, certificate.LargestDecrement);
    }

    [Fact]
    public void Only_integrated_equations_have_a_tolerance()
    {
        var fit = Estimator.Estimate(CohortOf.File("models", "theophylline.poppk"), new EstimationOptions());
        var certificate = Certifier.Check(fit, new EstimationOptions());
        Assert.Null(certificate.OdeTolerance);
        Assert.True(double.IsNaN(certificate.OdeSensitivity));
    }

    [Fact]
    public void Coarse_integration_is_seen()
    {
        var fine = Check(null);
        var coarse = Check(1e-2);
        Assert.Equal(1e-10, fine.OdeTolerance);
        Assert.Equal(1e-2, coarse.OdeTolerance);
        Assert.InRange(fine.OdeSensitivity, 0, Tolerance.Derivative);
        Assert.True(coarse.OdeSensitivity > 100 * fine.OdeSensitivity, $"{coarse.OdeSensitivity} against {fine.OdeSensitivity}");
        Assert.True(fine.AtEnd!.RelativeError < Tolerance.Derivative, $"{fine.AtEnd}");

        static Certificate Check(double? tolerance)
        {
            var model = CohortOf.Model(Saturable) with { Solver = SolverSettings.Default with { RelativeTolerance = tolerance } };
            var options = new EstimationOptions();
            return Certifier.Check(Estimator.Evaluate(CohortOf.ModelAndData(model, Data), options), options);
        }
    }

    [Fact]
    public void A_hopeless_start_is_left_for_one_near_it_and_that_is_said()
    {
        // Elimination a hundred times too fast: nothing but the noise of the integration is left when it is observed.
        var cohort = CohortOf.TextAndData(Saturable, Data);
        var fit = Estimator.EstimateFrom(cohort, new EstimationOptions(), [2000, 5, 0.2, 0.1]);
        Assert.Contains("began near the initial estimates", fit.Termination, StringComparison.Ordinal);
        Assert.NotEqual(2000, fit.Iterations[0].FreeParameters[0]);
        Assert.True(fit.Ofv < 1000 * cohort.ObservationCount, $"{fit.Ofv}");
        Assert.DoesNotContain("began near", Estimator.Estimate(cohort, new EstimationOptions()).Termination, StringComparison.Ordinal);
    }

    [Fact]
    public void Negative_curvature_is_said_to_be_a_saddle_point()
    {
        // n log omega + s / omega curves downwards beyond omega = 2 s / n.
        var text = File.ReadAllText(RepositoryFiles.Path("models", "phenobarbital.poppk")).Replace("eta_cl ~ 0.05", "eta_cl ~ 5", StringComparison.Ordinal);
        var result = Estimator.Evaluate(CohortOf.TextAndFile(text, RepositoryFiles.Path("datasets", "phenobarbital.csv")), new EstimationOptions());
        var step = CovarianceStep.Compute(result, new CovarianceOptions());
        Assert.False(step.Succeeded);
        Assert.Contains("saddle point", step.Reason, StringComparison.Ordinal);
        Assert.Contains("omega(eta_cl)", step.Reason, StringComparison.Ordinal);
    }
}
