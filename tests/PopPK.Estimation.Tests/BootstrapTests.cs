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
        }, source.Token);
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

    private static EstimationResult Fit() =>
        Estimator.Estimate(CohortOf.TextAndData(LinearModels.Mean("eta ~ 0.5 fixed"), LinearModels.Data(Values)), new EstimationOptions());

    private static string Text(BootstrapResult result) =>
        string.Join(';', result.Replicates.Select(r => $"{r.Number} {r.IsConverged} {r.Ofv:R} {string.Join(',', r.FreeParameters)}"));
}
