using PopPK.Likelihood;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

/// <summary>The published objectives of Wang (2007), at given parameters.</summary>
public class WangMatrixTests
{
    private static (string Column, MarginalApproximation Approximation)[] Methods =>
    [
        ("FO", MarginalApproximation.FirstOrder),
        ("FOCE", MarginalApproximation.Foce),
        ("FOCEI", MarginalApproximation.Focei),
        ("LAPLACE", MarginalApproximation.Laplace),
        ("EXACT", MarginalApproximation.Quadrature(21)),
    ];

    [SkippableTheory]
    [InlineData("add", "sqrt(0.1)")]
    [InlineData("prop", "sqrt(0.1)*f")]
    [InlineData("pow", "sqrt(0.1)*f^0.5")]
    [InlineData("add_prop_combined_2", "sqrt(0.1 + 0.1*f^2)")]
    [InlineData("add_prop_combined_1", "sqrt(0.1) + sqrt(0.1)*f")]
    [InlineData("add_pow_combined_2", "sqrt(0.1 + 0.1*f)")]
    [InlineData("add_pow_combined_1", "sqrt(0.1) + sqrt(0.1)*f^0.5")]
    [InlineData("propf", "sqrt(0.1)*f/(f + 5)")]
    [InlineData("propmod", "f*f/(f + 5)")]
    [InlineData("addmod", "f/(f + 5)")]
    [InlineData("powfmod", "sqrt(0.1)*(f/(f + 5))^0.5")]
    [InlineData("lnorm", "~ lognormal(f, sqrt(0.1))")]
    [InlineData("lnorm_prop_combined1", "~ lognormal(f, sqrt(0.1) + sqrt(0.1)*f)")]
    [InlineData("boxcox_0_5_add", "~ boxcox(f, sqrt(0.1), 0.5)")]
    [InlineData("add_yeojohnson", "~ yeojohnson(f, sqrt(0.1), 0.5)")]
    [InlineData("logitnorm", "~ logitnormal(f, sqrt(0.1), 0, 12)")]
    [InlineData("probitnorm", "~ probitnormal(f, sqrt(0.1), 0, 12)")]
    public void Objectives_are_the_published_ones(string row, string residual)
    {
        foreach (var structure in new[] { "algebraic", "closed form", "equations" })
        {
            var cohort = CohortOf.TextAndData(WangModel.Text(residual, structure), WangModel.Data(structure != "algebraic"));
            foreach (var (column, approximation) in Methods)
            {
                var evaluation = new PopulationObjective(cohort, approximation).Evaluate([], withGradient: false);
                Assert.Equal(WangModel.Expected(row, column), evaluation.Ofv, Tolerance.ObjectiveFourDecimals);
            }
        }
    }

    [SkippableFact]
    public void Every_subject_of_the_proportional_model_has_nonmems_objective_and_eta()
    {
        var table = new NumericTable(RepositoryFiles.Reference("wang2007", "nonmem_proportional_focei.csv"));
        var cohort = CohortOf.TextAndData(WangModel.Text("sqrt(0.1)*f", "closed form"), WangModel.Data(withDoses: true));
        var objective = new PopulationObjective(cohort, MarginalApproximation.Focei);
        objective.Evaluate([], withGradient: false);
        for (var i = 0; i < cohort.Subjects.Length; i++)
        {
            var row = 2 * i;
            var eta = table[row, "ETA1"];
            Assert.Equal(table[row, "OBJI"], objective.Contributions[i].Ofv, Tolerance.FiveDigits * table[row, "OBJI"]);
            Assert.Equal(eta, objective.Contributions[i].Mode[0], Tolerance.FiveDigits * Math.Abs(eta));
        }
    }
}
