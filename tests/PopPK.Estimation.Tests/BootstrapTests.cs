using PopPK.Numerics.Randomness;
using PopPK.TestKit;
using PopPK.Text;
using PopPK.Uncertainty;
using Xunit;

namespace PopPK.Estimation.Tests;

public class BootstrapTests
{
    private static readonly double[] Values = [1.2, -0.4, 2.9, 0.3, 1.8, 3.3, -1.1, 0.9, 2.2, 1.4];

    [Fact]
    public void A_replicate_of_a_mean_is_the_mean_of_the_chosen_and_the_deviation_that_of_theory()
    {
        var fit = Fit();
        var strata = Strata.Together(fit.Cohort);
        var bootstrap = Bootstrap.Compute(fit, strata, new BootstrapOptions { Replicates = 1000, Seed = 3 });
        Assert.Equal((1000, 1.0, true), (bootstrap.Replicates.Length, bootstrap.ConvergedFraction, bootstrap.IsComplete));
        foreach (var replicate in bootstrap.Replicates.Take(20))
        {
            var chosen = Bootstrap.Draw(strata, 3, replicate.Number);
            Assert.Equal(chosen.Average(c => Values[c]), replicate.FreeParameters[0], Tolerance.SmallStep);
        }

        // The bootstrap distribution of a mean has the variance of the observations, divisor N, over N.
        var deviation = Math.Sqrt((Values.Average(v => v * v) - Values.Average() * Values.Average()) / Values.Length);
        var a = Assert.Single(bootstrap.Parameters);
        Assert.Equal(0, a.Bias, Tolerance.MonteCarloStandardErrors * deviation / Math.Sqrt(1000));
        Assert.Equal(1, a.StandardDeviation / deviation, Tolerance.MonteCarloStandardErrors / Math.Sqrt(2000));
        Assert.InRange(a.Median, a.Lower, a.Upper);
    }

    [Fact]
    public void A_replicate_is_the_same_whatever_the_threads_the_order_and_the_interruption()
    {
        var fit = Estimator.Estimate(CohortOf.File("models", "theophylline.poppk"), new EstimationOptions());
        var strata = Strata.Together(fit.Cohort);
        var options = new BootstrapOptions { Replicates = 6, Seed = 11, Threads = 1 };
        var one = Bootstrap.Compute(fit, strata, options);
        var three = Bootstrap.Compute(fit, strata, options with { Threads = 3 });
        Assert.Equal(Text(one), Text(three));

        using var source = new CancellationTokenSource();
        var finished = new List<BootstrapReplicate>();
        var interrupted = Bootstrap.Compute(fit, strata, options, null, r =>
        {
            finished.Add(r);
            source.Cancel();
        }, null, source.Token);
        Assert.False(interrupted.IsComplete);
        Assert.Single(finished);
        var fresh = new List<int>();
        var resumed = Bootstrap.Compute(fit, strata, options, finished, r => fresh.Add(r.Number));
        Assert.Equal(Text(one), Text(resumed));
        Assert.Equal([2, 3, 4, 5, 6], fresh);
    }

    [Fact]
    public void A_stratum_keeps_its_size()
    {
        var cohort = CohortOf.TextAndData(
            LinearModels.Mean("eta ~ 0.5 fixed"),
            "ID,TIME,AMT,DV,SEX\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"{i},1,.,{i},{(i % 3 == 0 ? 1 : 0)}\n")));
        var strata = Strata.TryRead(cohort, "SEX", null, new DiagnosticBag())!;
        Assert.Equal([6, 3], strata.Groups.Select(g => g.Length));
        for (var number = 1; number <= 50; number++)
        {
            Assert.Equal(3, Bootstrap.Draw(strata, 0, number).Count(c => (c + 1) % 3 == 0));
        }
    }

    [Fact]
    public void The_acceleration_of_a_mean_is_a_sixth_of_the_skewness_of_its_sum()
    {
        var fit = Fit();
        var covariance = CovarianceStep.Compute(fit, new CovarianceOptions());
        var options = new BootstrapOptions { Replicates = 400, Seed = 3 };
        var strata = Strata.Together(fit.Cohort);
        var bootstrap = Bootstrap.Compute(fit, strata, options, null, null, covariance);
        var corrected = Assert.Single(bootstrap.Corrected);
        var differences = Values.Select(v => v - Values.Average()).ToArray();
        var expected = differences.Sum(d => d * d * d) / (6 * Math.Pow(differences.Sum(d => d * d), 1.5));
        Assert.Equal(expected, corrected.Acceleration, Tolerance.SmallStep);

        // Efron's formula by hand.
        var sorted = bootstrap.Replicates.Select(r => r.FreeParameters[0]).Order().ToArray();
        var estimate = fit.FreeParameters[0];
        var share = (sorted.Count(v => v < estimate) + 0.5 * sorted.Count(v => v.Equals(estimate))) / 400;
        var bias = NormalQuantile.At(share);
        Assert.Equal(bias, corrected.BiasCorrection, Tolerance.Algebra);
        var z = bias + NormalQuantile.At(0.975);
        var place = MathNet.Numerics.Distributions.Normal.CDF(0, 1, bias + z / (1 - expected * z));
        var at = (401 * place) - 1;
        var below = (int)at;
        Assert.Equal(sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])), corrected.Upper, Tolerance.SmallStep);

        // Without the covariance step there is only the correction of bias.
        var plain = Assert.Single(Bootstrap.Compute(fit, strata, options, bootstrap.Replicates).Corrected);
        Assert.Equal((bias, double.NaN), (plain.BiasCorrection, plain.Acceleration));
        Assert.NotEqual(plain.Upper, corrected.Upper);
    }

    [Fact]
    public void The_acceleration_is_that_of_fits_without_each_subject()
    {
        var fit = Estimator.Estimate(CohortOf.File("models", "phenobarbital.poppk"), new EstimationOptions());
        var covariance = CovarianceStep.Compute(fit, new CovarianceOptions());
        var strata = Strata.Together(fit.Cohort);
        var corrected = BootstrapCorrection.Intervals(fit, covariance, strata, [], 0.95);
        var all = Enumerable.Range(0, fit.Cohort.Clusters.Length).ToArray();
        var without = all.Select(c => Estimator.EstimateFrom(
            fit.Cohort.Choose([.. all.Where(k => k != c)]), new EstimationOptions(), [.. fit.FreeParameters])).ToArray();
        for (var i = 0; i < fit.FreeParameters.Length; i++)
        {
            var mean = without.Average(f => f.FreeParameters[i]);
            var differences = without.Select(f => mean - f.FreeParameters[i]).ToArray();
            var acceleration = differences.Sum(d => d * d * d) / (6 * Math.Pow(differences.Sum(d => d * d), 1.5));
            Assert.Equal(acceleration, corrected[i].Acceleration, Tolerance.Jackknife);
        }
    }

    [Fact]
    public void A_column_that_is_missing_or_changes_is_refused()
    {
        var cohort = CohortOf.TextAndData(LinearModels.Mean("eta ~ 0.5 fixed"), "ID,TIME,AMT,DV,SEX\n1,1,.,2,0\n1,2,.,2,1\n2,1,.,3,0\n");
        var problems = new DiagnosticBag();
        Assert.Null(Strata.TryRead(cohort, "SX", null, problems));
        Assert.Null(Strata.TryRead(cohort, "SEX", null, problems));
        Assert.Equal(["PK5110", "PK5111"], problems.Select(p => p.Code));
    }

    [Fact]
    public void A_group_that_is_drawn_twice_is_two_independent_groups()
    {
        const string model = """
            model sites
            parameters
              a = 1
              sd = 0.5 in (0, inf)
            variability by SITE
              eta ~ 0.5
            individual
              m = a + eta
            observations
              DV ~ additive(m, sd)

            """;
        var cohort = CohortOf.TextAndData(model, "ID,TIME,AMT,DV,SITE\n1,1,.,2.1,1\n2,1,.,2.4,1\n3,1,.,0.3,2\n4,1,.,0.1,2\n5,1,.,1.3,3\n");
        Assert.Equal(3, cohort.Clusters.Length);
        double Ofv(params int[] clusters) => Estimator.Evaluate(cohort.Choose([.. clusters]), new EstimationOptions()).Ofv;
        var (first, second, third) = (Ofv(0), Ofv(1), Ofv(2));
        Near.Equal(first + second + third, Estimator.Evaluate(cohort, new EstimationOptions()).Ofv, Tolerance.ModeAccuracy, 1);
        Near.Equal(first + 2 * second, Ofv(1, 0, 1), Tolerance.ModeAccuracy, 1);
    }

    [Fact]
    public void Replicates_that_did_not_converge_are_counted_and_do_not_count()
    {
        var fit = Fit();
        var options = new BootstrapOptions { Replicates = 20, Seed = 3 };
        var whole = Bootstrap.Compute(fit, Strata.Together(fit.Cohort), options);
        var broken = whole.Replicates.Select(r => r.Number <= 5 ? r with { IsConverged = false, FreeParameters = [1e6] } : r);
        var result = Bootstrap.Compute(fit, Strata.Together(fit.Cohort), options, broken);
        Assert.Equal((5, 15, 0.75), (result.FailedCount, result.ConvergedCount, result.ConvergedFraction));
        Assert.True(result.Parameters[0].Upper < 10 && result.Corrected[0].Upper < 10);
    }

    private static EstimationResult Fit() =>
        Estimator.Estimate(CohortOf.TextAndData(LinearModels.Mean("eta ~ 0.5 fixed"), LinearModels.Data(Values)), new EstimationOptions());

    private static string Text(BootstrapResult result) =>
        string.Join(';', result.Replicates.Select(r => $"{r.Number} {r.IsConverged} {r.Ofv:R} {string.Join(',', r.FreeParameters)}"));
}
