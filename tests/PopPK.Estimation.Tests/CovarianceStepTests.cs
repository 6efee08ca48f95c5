using System.Collections.Immutable;
using System.Text.RegularExpressions;
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

    [SkippableTheory]
    [InlineData("nmw_theo_FO")]
    [InlineData("nmw_theo_FOCEI")]
    [InlineData("nmw_theo_LAPLI")]
    public void S_matrix_of_theophylline_is_nonmems(string id)
    {
        var run = NonmemModels.Read(id);
        var result = Estimator.Evaluate(CohortOf.TextAndFile(run.AtEstimates(), run.DataPath), NonmemModels.Options(run));
        var step = CovarianceStep.Compute(result, new CovarianceOptions { Kind = CovarianceMatrixKind.S });
        CompareWithTable(id, result, step.S);
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

    private static string NonmemName(string name) => name switch
    {
        "tvka" => "THETA1",
        "tvv" => "THETA2",
        "tvk" => "THETA3",
        "s1" => "\"SIGMA(1,1)\"",
        "s2" => "\"SIGMA(2,2)\"",
        _ => NonmemOmega(name),
    };

    // omega(eta2, eta1) is "OMEGA(2,1)", omega(eta2) is "OMEGA(2,2)".
    private static string NonmemOmega(string name)
    {
        var numbers = Regex.Matches(name, "\\d").Select(m => m.Value).ToArray();
        return $"\"OMEGA({numbers[0]},{numbers[^1]})\"";
    }

    private static void CompareWithTable(string id, EstimationResult result, ImmutableArray<double> matrix)
    {
        var table = new NumericTable(RepositoryFiles.Reference("tables", $"{id}_S.csv"));
        var rows = table.Column("parameter");
        var names = result.Layout.Free.Select(i => NonmemName(result.Layout.Parameters[i].Name)).ToArray();
        var positions = names.Select(n => Array.IndexOf(rows, n)).ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            for (var j = 0; j < names.Length; j++)
            {
                var scale = Math.Sqrt(Math.Abs(table[positions[i], names[i]] * table[positions[j], names[j]]));
                Assert.Equal(table[positions[i], names[j]], matrix[i * names.Length + j], Tolerance.FiveDigits * scale);
            }
        }
    }
}
