using System.Globalization;
using PopPK.Estimation;
using PopPK.Evaluation;
using PopPK.Likelihood;
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
            AssertPrinted(table[i, "CRES"], residuals[i].Cres);
            AssertPrinted(table[i, "CWRES"], residuals[i].Cwres);
            AssertPrinted(table[i, "NPRED"], residuals[i].Pred);
            AssertPrinted(table[i, "NRES"], residuals[i].Res);
            AssertPrinted(table[i, "NWRES"], residuals[i].Nwres);
            AssertPrinted(table[i, "PREDI"], residuals[i].Pred);
            AssertPrinted(table[i, "RESI"], residuals[i].Res);
            AssertPrinted(table[i, "WRESI"], residuals[i].Wresi);
            AssertPrinted(table[i, "CPREDI"], residuals[i].Cpred);
            AssertPrinted(table[i, "CRESI"], residuals[i].Cres);
            AssertPrinted(table[i, "CWRESI"], residuals[i].Cwresi);
        }
    }

    [SkippableTheory]
    [InlineData("fo", false)]
    [InlineData("foi", true)]
    [InlineData("foce", false)]
    [InlineData("focei", true)]
    [InlineData("laplace", true)]
    [InlineData("laplace-nointer", false)]
    [InlineData("agq(3)", true)]
    public void Weighted_residuals_follow_the_interaction_of_the_method(string method, bool hasInteraction)
    {
        var table = new NumericTable(RepositoryFiles.Reference("wang2007", "nonmem_proportional_focei.csv"));
        var cohort = CohortOf.TextAndData(WangModel.Text("sqrt(0.1)*f"), WangModel.Data());
        var options = new EstimationOptions { Approximation = MarginalApproximation.Find(method)! };
        var residuals = ResidualCalculator.Compute(Estimator.Evaluate(cohort, options));
        for (var i = 0; i < table.Count; i++)
        {
            AssertPrinted(table[i, hasInteraction ? "WRESI" : "NWRES"], residuals[i].Wres);
        }
    }

    [Fact]
    public void Residuals_of_an_additive_error_have_no_interaction()
    {
        var cohort = CohortOf.TextAndData(WangModel.Text("sqrt(0.1)"), "ID,TIME,DV\n1,0,10.68\n1,1,3.6837\n2,0,10.402\n2,1,6.454\n");
        foreach (var row in ResidualCalculator.Compute(Estimator.Evaluate(cohort, new EstimationOptions())))
        {
            Assert.Equal(row.Nwres, row.Wresi, Tolerance.Algebra);
            Assert.Equal(row.Cwres, row.Cwresi, Tolerance.Algebra);
        }
    }

    [Fact]
    public void Log_transformed_residuals_are_those_of_logarithms()
    {
        const string data = "ID,TIME,DV\n1,0,10.68\n1,1,3.6837\n2,0,10.402\n2,1,6.454\n";
        var logged = "ID,TIME,DV\n" + string.Join('\n', data.Split('\n').Skip(1).Where(l => l.Length > 0).Select(l => l.Split(','))
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c[0]},{c[1]},{Math.Log(double.Parse(c[2], CultureInfo.InvariantCulture)):R}")));
        var transformed = WangModel.Text("0.3").Replace("DV ~ normal(f, 0.3)", "DV ~ lognormal(f, 0.3)", StringComparison.Ordinal);
        var byHand = WangModel.Text("0.3").Replace("DV ~ normal(f, 0.3)", "DV ~ normal(log(f), 0.3)", StringComparison.Ordinal);
        var both = ResidualCalculator.Compute(Estimator.Evaluate(CohortOf.TextAndData(transformed, data), new EstimationOptions()));
        var logs = ResidualCalculator.Compute(Estimator.Evaluate(CohortOf.TextAndData(byHand, logged), new EstimationOptions()));
        for (var i = 0; i < both.Length; i++)
        {
            Assert.Equal(Math.Exp(logs[i].Ipred), both[i].Ipred, Tolerance.ModeAccuracy * both[i].Ipred);
            Assert.Equal(logs[i].Ires, both[i].Ires, Tolerance.ModeAccuracy);
            Assert.Equal(logs[i].Cwres, both[i].Cwres, Tolerance.ModeAccuracy);
            Assert.Equal(logs[i].Wres, both[i].Wres, Tolerance.ModeAccuracy);
            Assert.True(double.IsNaN(both[i].Cpred));
        }
    }

    [Fact]
    public void Censored_and_heavy_tailed_observations_have_no_residuals_but_predictions()
    {
        var heavy = WangModel.Text("0.3").Replace("DV ~ normal(f, 0.3)", "DV ~ student_t(f, 0.3, 4)", StringComparison.Ordinal);
        var censored = WangModel.Text("0.3").Replace("DV ~ normal(f, 0.3)", "DV ~ normal(f, 0.3)\n    censored below 5", StringComparison.Ordinal);
        const string data = "ID,TIME,DV\n1,0,10.68\n1,1,3.6837\n2,0,10.402\n2,1,6.454\n";
        var options = new EstimationOptions { Approximation = MarginalApproximation.Laplace };
        var ofHeavy = ResidualCalculator.Compute(Estimator.Evaluate(CohortOf.TextAndData(heavy, data), options));
        Assert.All(ofHeavy, r => Assert.True(double.IsNaN(r.Iwres) && double.IsNaN(r.Cwres) && double.IsFinite(r.Ipred)));
        var ofCensored = ResidualCalculator.Compute(Estimator.Evaluate(CohortOf.TextAndData(censored, data), options));
        Assert.Equal([true, false, true, true], ofCensored.Select(r => double.IsFinite(r.Cwres)));
        Assert.All(ofCensored, r => Assert.True(double.IsFinite(r.Ipred)));
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
        Assert.Equal(1 - deviation * deviation / omega, shrinkage.EtaByVariance.First(), Tolerance.Algebra);
        var byVariance = result.Subjects.Average(s => s.EtaCovariance[0]) / omega;
        Assert.Equal(byVariance, shrinkage.ConditionalByVariance[0], Tolerance.Algebra);
        Assert.Equal(1 - Math.Sqrt(1 - byVariance), shrinkage.Conditional.First(), Tolerance.Algebra);
        Assert.Equal((eta.Average(), deviation / Math.Sqrt(12), 12), (shrinkage.EtaBars[0].Mean, shrinkage.EtaBars[0].StandardError, shrinkage.EtaBars[0].Count));
    }

    [Theory]
    [InlineData(9.1402e-3, 2.1412e-2, 6.6947e-1)]
    [InlineData(1.3354e-1, 2.6571e-2, 5.0204e-7)]
    [InlineData(-3.3235e-2, 1.6362e-2, 4.2238e-2)]
    public void P_value_of_a_mean_is_nonmems(double mean, double error, double expected) =>
        Assert.Equal(expected, new EtaBar(mean, error, 100).PValue, Tolerance.PValueOfPrinted * expected);

    private static void AssertPrinted(double expected, double actual) =>
        Assert.Equal(expected, actual, Tolerance.FiveDigits * Math.Max(Math.Abs(expected), 0.01));

    private static void AssertAtRoundedEstimates(double expected, double actual) =>
        Assert.Equal(expected, actual, Tolerance.TableAtRoundedEstimates * Math.Max(Math.Abs(expected), 1));
}
