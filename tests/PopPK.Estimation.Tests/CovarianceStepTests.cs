using PopPK.Estimation;
using PopPK.TestKit;
using PopPK.Uncertainty;
using Xunit;

namespace PopPK.Estimation.Tests;

public class CovarianceStepTests
{
    [SkippableTheory]
    [InlineData("php_pheno_real")]
    [InlineData("n2t_runN001")]
    [InlineData("n2t_runN012")]
    [InlineData("n2t_runN023")]
    [InlineData("n2t_runN032")]
    [InlineData("warf_run000")]
    [InlineData("ferx_first_order_alag")]
    [InlineData("nmw_theo_FOCEI")]
    [InlineData("nmw_theo_FO")]
    [InlineData("theo_control5_FO")]
    [InlineData("psn_pheno_FO")]
    [InlineData("bauer_504_foce")]
    public void Standard_errors_are_nonmems(string id)
    {
        var run = NonmemModels.Read(id);
        var result = Estimator.Evaluate(CohortOf.TextAndFile(run.AtEstimates(), run.DataPath), NonmemModels.Options(run));
        var kind = run.IsCovarianceFromR ? CovarianceMatrixKind.R : CovarianceMatrixKind.Sandwich;
        var step = CovarianceStep.Compute(result, new CovarianceOptions { Kind = kind });
        Assert.True(step.Succeeded, step.Reason);
        var positions = NonmemModels.PositionsOfParameters(id, result.Layout);
        var expected = run.StandardErrors();
        for (var i = 0; i < result.Layout.Free.Length; i++)
        {
            var published = expected[positions[result.Layout.Free[i]]];
            Assert.True(
                Math.Abs(step.StandardErrors[i] - published) <= Tolerance.StandardError * published,
                $"{id} {result.Layout.Parameters[result.Layout.Free[i]].Name}: {step.StandardErrors[i]}, NONMEM {published}");
        }
    }

    [Fact]
    public void Covariance_does_not_depend_on_the_number_of_threads_to_the_last_bit()
    {
        var result = Estimator.Evaluate(CohortOf.File("models", "theophylline.poppk"), new EstimationOptions { Threads = 1 });
        var one = CovarianceStep.Compute(result, new CovarianceOptions { Threads = 1 });
        var four = CovarianceStep.Compute(result, new CovarianceOptions { Threads = 4 });
        Assert.Equal(one.R.ToArray(), four.R.ToArray());
        Assert.Equal(one.Covariance.ToArray(), four.Covariance.ToArray());
    }

    [Fact]
    public void A_parameter_nothing_informs_makes_the_step_fail_with_its_name()
    {
        const string text = """
            model constant
            parameters
              a = 1
              b = 1
              sd = 0.5 in (0, inf)
            variability by ID
              eta ~ 0.1
            individual
              m = a + b + eta
            observations
              DV ~ additive(m, sd)

            """;
        var cohort = CohortOf.TextAndData(text, "ID,TIME,DV\n1,0,2\n1,1,2.4\n2,0,1.6\n2,1,1.1\n3,0,2.5\n3,1,2.9\n");
        var step = CovarianceStep.Compute(Estimator.Estimate(cohort, new EstimationOptions()), new CovarianceOptions());
        Assert.False(step.Succeeded);
        Assert.Matches("identify (a|b);", step.Reason);
    }

    [Fact]
    public void A_variance_that_went_to_zero_makes_the_step_fail_with_its_name()
    {
        const string text = """
            model vanishing
            parameters
              tvk = 0.1 in (0, inf)
              sd  = 0.5 in (0, inf)
            variability by ID
              eta ~ 1e-200
            individual
              k = tvk*exp(eta)
            observations
              DV ~ additive(10*exp(-k*t), sd)

            """;
        var cohort = CohortOf.TextAndData(text, "ID,TIME,DV\n1,1,9.1\n1,2,8.3\n2,1,8.9\n2,2,8\n3,1,9.3\n3,2,8.1\n");
        var step = CovarianceStep.Compute(Estimator.Evaluate(cohort, new EstimationOptions()), new CovarianceOptions());
        Assert.False(step.Succeeded);
        Assert.NotNull(step.Reason);
    }
}
