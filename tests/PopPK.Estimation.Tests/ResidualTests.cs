using PopPK.Estimation;
using PopPK.Evaluation;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Estimation.Tests;

/// <summary>Predictions and residuals against NONMEM's tables.</summary>
public class ResidualTests
{
    [SkippableFact]
    public void Residual_columns_of_the_proportional_wang_model_are_nonmems()
    {
        var table = new NumericTable(RepositoryFiles.Reference("wang2007", "nonmem_proportional_focei.csv"));
        var cohort = CohortOf.TextAndData(WangModel.Text("sqrt(0.1)*f"), WangModel.Data());
        var residuals = ResidualCalculator.Compute(Estimator.Evaluate(cohort, new EstimationOptions()));
        for (var i = 0; i < table.Count; i++)
        {
            AssertPrinted(table[i, "PRED"], residuals[i].Pred);
            AssertPrinted(table[i, "RES"], residuals[i].Res);
            AssertPrinted(table[i, "WRES"], residuals[i].Wres);
            AssertPrinted(table[i, "IPRE"], residuals[i].Ipred);
            AssertPrinted(table[i, "IRES"], residuals[i].Ires);
            AssertPrinted(table[i, "IWRES"], residuals[i].Iwres);
            AssertPrinted(table[i, "CPRED"], residuals[i].Cpred);
            AssertPrinted(table[i, "CWRES"], residuals[i].Cwres);
        }
    }

    [SkippableFact]
    public void Predictions_and_conditional_residuals_of_theophylline_are_nonmems()
    {
        var run = NonmemModels.Read("nmw_theo_FOCEI");
        var table = new NumericTable(RepositoryFiles.Reference("tables", "nmw_theo_FOCEI.csv"));
        var result = Estimator.Evaluate(CohortOf.TextAndFile(run.AtEstimates(), run.DataPath), new EstimationOptions());
        var residuals = ResidualCalculator.Compute(result);
        Assert.Equal(table.Count, residuals.Length);
        for (var i = 0; i < table.Count; i++)
        {
            AssertAtRoundedEstimates(table[i, "PRED"], residuals[i].Pred);
            AssertAtRoundedEstimates(table[i, "CIPREDI"], residuals[i].Ipred);
            AssertAtRoundedEstimates(table[i, "CWRES"], residuals[i].Cwres);
        }
    }

    [SkippableFact]
    public void Predictions_and_conditional_residuals_of_phenobarbital_are_nonmems()
    {
        var run = NonmemModels.Read("php_pheno_real");
        var table = new NumericTable(RepositoryFiles.Reference("tables", "php_pheno_real.csv"));
        var result = Estimator.Evaluate(CohortOf.TextAndFile(run.AtEstimates(), run.DataPath), new EstimationOptions());
        var residuals = ResidualCalculator.Compute(result);
        Assert.Equal(table.Count, residuals.Length);
        for (var i = 0; i < table.Count; i++)
        {
            AssertAtRoundedEstimates(table[i, "PRED"], residuals[i].Pred);
            AssertAtRoundedEstimates(table[i, "IPRED"], residuals[i].Ipred);
            if (!double.IsNaN(residuals[i].Cwres))
            {
                AssertAtRoundedEstimates(table[i, "CWRES"], residuals[i].Cwres);
            }
        }
    }

    [Fact]
    public void Shrinkage_is_one_minus_the_ratio_of_standard_deviations()
    {
        var result = Estimator.Evaluate(CohortOf.File("models", "theophylline.poppk"), new EstimationOptions());
        var residuals = ResidualCalculator.Compute(result);
        var shrinkage = ShrinkageCalculator.Compute(result, residuals);
        var eta = result.Subjects.Select(s => s.Eta[0]).ToArray();
        var deviation = Math.Sqrt(eta.Sum(e => Math.Pow(e - eta.Average(), 2)) / (eta.Length - 1));
        var omega = result.Layout.Parameters.First(p => p.IsVariance).Initial;
        Assert.Equal(1 - deviation / Math.Sqrt(omega), shrinkage.Eta[0], Tolerance.Algebra);
        Assert.Single(shrinkage.Epsilon);
    }

    private static void AssertPrinted(double expected, double actual) =>
        Assert.Equal(expected, actual, Tolerance.FiveDigits * Math.Max(Math.Abs(expected), 0.01));

    private static void AssertAtRoundedEstimates(double expected, double actual) =>
        Assert.Equal(expected, actual, Tolerance.TableAtRoundedEstimates * Math.Max(Math.Abs(expected), 1));
}
