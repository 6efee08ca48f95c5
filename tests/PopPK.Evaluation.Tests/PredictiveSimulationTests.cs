using PopPK.Evaluation.Predictive;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Evaluation.Tests;

/// <summary>Checks by simulation as a whole: the same whatever the threads, and true of models that are true.</summary>
public class PredictiveSimulationTests
{
    private const long Seed = 3;

    [Fact]
    public void Clusters_and_replicates_are_the_same_numbers()
    {
        var cohort = CohortOf.File("models", "theophylline.poppk");
        const int replicates = 7;
        var byReplicate = new double[replicates][];
        Simulated.Of(cohort, replicates, Seed).Replicates((k, values) => byReplicate[k] = values.ToArray());
        var byCluster = new double[cohort.Clusters.Length][];
        Assert.True(Simulated.Of(cohort, replicates, Seed).Clusters((c, values) => byCluster[c] = values.ToArray()));
        var first = 0;
        for (var c = 0; c < byCluster.Length; c++)
        {
            var width = byCluster[c].Length / replicates;
            for (var k = 0; k < replicates; k++)
            {
                Assert.Equal(byReplicate[k].AsSpan(first, width), byCluster[c].AsSpan(k * width, width));
            }

            first += width;
        }

        Assert.Equal(cohort.ObservationCount, first);
    }

    [Fact]
    public void Results_do_not_depend_on_threads()
    {
        var cohort = CohortOf.File("models", "theophylline.poppk");
        var settings = new VpcSettings { Correction = PredictionCorrection.PredictionAndVariability };
        var (one, four) = (Simulated.Vpc(cohort, settings, 50, Seed, 1), Simulated.Vpc(cohort, settings, 50, Seed, 4));
        Assert.Equal(Rows(one), Rows(four));
        Assert.Equal(one.Points.ToArray(), four.Points.ToArray());
        Assert.Equal(
            Simulated.Npde(cohort, new NpdeSettings(), 50, Seed, 1).Rows.ToArray(),
            Simulated.Npde(cohort, new NpdeSettings(), 50, Seed, 4).Rows.ToArray());
    }

    [Fact]
    public void A_true_model_covers_its_percentiles_as_often_as_the_level_says()
    {
        var design = CohortOf.File("models", "theophylline.poppk");
        var (inside, all) = (0, 0);
        for (var k = 0; k < 20; k++)
        {
            var data = SimulatedData.Draw(design, Seed + 1, k);
            foreach (var row in Rows(Simulated.Vpc(data, new VpcSettings { Level = 0.8 }, 200, Seed)))
            {
                all++;
                inside += row.Observed >= row.Lower && row.Observed <= row.Upper ? 1 : 0;
            }
        }

        // Numbers of one data set are correlated: as if each had only one independent row per percentile and few bins.
        Near.Equal(0.8, (double)inside / all, Tolerance.MonteCarloStandardErrors * Math.Sqrt(0.16 / (20 * 6)), scale: 1);
    }

    [Fact]
    public void Observations_that_the_model_leaves_out_are_left_out_of_what_is_simulated()
    {
        var text = RepositoryText("models/theophylline.poppk").Replace("DV ~ combined(cp, add, prop)", "DV ~ combined(cp, add, prop) censored below 2 using m1", StringComparison.Ordinal);
        var cohort = CohortOf.TextAndFile(text, RepositoryFiles.Path("datasets", "theophylline.csv"));
        var result = Simulated.Vpc(cohort, new VpcSettings(), 50, Seed);
        Assert.All(result.Points, p => Assert.True(p.Value >= 2));
        Assert.All(Rows(result), r => Assert.True(r.Kind == VpcRowKind.Percentile && !(r.Lower < 2)));
        Assert.Contains(result.Findings, f => f.Code == "PK7402");
        Assert.Equal(0, result.FailedValues);
    }

    [Fact]
    public void Each_endpoint_is_a_panel_of_its_own()
    {
        const string model = """
            model two
            parameters
              a = 1 fixed
            variability by ID
              eta ~ 0.1 fixed
            individual
              b = a + eta
            covariates
              KIND
            observations
              low = b
              high = 100*b
              DV[KIND == 1] ~ normal(low, 0.1)
              DV[KIND == 2] ~ normal(high, 10)
            """;
        var rows = Enumerable.Range(1, 60).Select(i => $"{i},{i % 2},{(i % 3 == 0 ? 100 : 1)},{(i % 3 == 0 ? 2 : 1)}");
        var cohort = CohortOf.TextAndData(model, "ID,TIME,DV,KIND\n" + string.Join('\n', rows));
        var result = Simulated.Vpc(cohort, new VpcSettings(), 100, Seed);
        Assert.Equal(["low", "high"], result.Panels.Select(p => p.Endpoint));
        Assert.Equal([40, 20], result.Panels.Select(p => p.Bins.Sum(b => b.Count)));
        Assert.All(result.Panels[0].Bins, b => Assert.InRange(b.Rows[1].Median, 0.8, 1.2));
        Assert.All(result.Panels[1].Bins, b => Assert.InRange(b.Rows[1].Median, 80, 120));
    }

    [Fact]
    public void Subjects_that_share_effects_are_simulated_together()
    {
        const string model = """
            model sites
            parameters
              a = 10 fixed
            variability by SITE
              s ~ 4 fixed
            variability by ID
              eta ~ 1 fixed
            individual
              b = a + s + eta
            observations
              DV ~ normal(b, 1)
            """;
        var rows = Enumerable.Range(0, 24).Select(i => $"{1 + (i / 2)},{i % 2},{10 + (i % 5)},{1 + (i / 2 % 3)}");
        var cohort = CohortOf.TextAndData(model, "ID,TIME,DV,SITE\n" + string.Join('\n', rows));
        Assert.Equal(3, cohort.Clusters.Length);
        var result = Simulated.Npde(cohort, new NpdeSettings(), 2000, Seed);

        // Each observation is N(10, 6).
        foreach (var row in result.Rows)
        {
            Near.Equal((row.Value - 10) / Math.Sqrt(6), row.Npd, 0.1, scale: 1);
            Near.Equal(10, row.Epred, Tolerance.MonteCarloStandardErrors * Math.Sqrt(6 / 2000.0), scale: 1);
        }
    }

    [Fact]
    public void Interrupted_a_check_is_that_of_the_replicates_so_far()
    {
        var cohort = CohortOf.File("models", "theophylline.poppk");
        var design = VpcDesign.TryCreate(cohort, Simulated.Point(cohort), new VpcSettings(), new DiagnosticBag())!;
        using var cancellation = new CancellationTokenSource();
        var result = Simulated.Of(cohort, 100_000, Seed).Check(design, (done, _) => CancelAt(done), cancellation.Token)!;
        Assert.InRange(result.Replicates, 10, 1000);
        Assert.Contains(result.Findings, f => f.Code == "PK7414");
        Assert.All(Rows(result), r => Assert.True(double.IsFinite(r.Median)));

        void CancelAt(long done)
        {
            if (done == 10)
            {
                cancellation.Cancel();
            }
        }
    }

    [Fact]
    public void Interrupted_errors_are_those_of_the_subjects_so_far()
    {
        var cohort = CohortOf.File("models", "theophylline.poppk");
        var accumulator = new NpdeAccumulator(cohort, Simulated.Point(cohort), 500, new NpdeSettings(), new DiagnosticBag());
        using var cancellation = new CancellationTokenSource();
        Assert.False(Simulated.Of(cohort, 500, Seed, 1).Clusters(accumulator.Add, (done, _) => CancelAt(done), cancellation.Token));
        var result = accumulator.Finish();
        Assert.Equal(3 * 11, result.Rows.Count(r => double.IsFinite(r.Npd)));
        Assert.Equal(result.Rows.Length, cohort.ObservationCount);
        Assert.Contains(result.Findings, f => f.Code == "PK7414" && f.Message.StartsWith("9 of 12", StringComparison.Ordinal));

        void CancelAt(long done)
        {
            if (done == 3)
            {
                cancellation.Cancel();
            }
        }
    }

    [Fact]
    public void Errors_know_of_observations_that_the_model_leaves_out()
    {
        var text = RepositoryText("models/theophylline.poppk").Replace("DV ~ combined(cp, add, prop)", "DV ~ combined(cp, add, prop) censored below 2 using m1", StringComparison.Ordinal);
        var cohort = CohortOf.TextAndFile(text, RepositoryFiles.Path("datasets", "theophylline.csv"));
        var result = Simulated.Npde(cohort, new NpdeSettings(), 100, Seed);
        Assert.Equal(cohort.ObservationCount, result.Rows.Length);
        Assert.Contains(result.Findings, f => f.Code == "PK7421");
    }

    [Fact]
    public void Numbers_outside_prediction_intervals_are_counted()
    {
        // Ten replicates 1 to 10 of every observation: quartiles of them are 3.25 and 7.75, the median 5.5.
        const string model = "model m\nparameters\n  a = 5 fixed\nvariability by ID\n  e ~ 1 fixed\nindividual\n  b = a + e\nobservations\n  DV ~ normal(b, 1)\n";
        var cohort = CohortOf.TextAndData(model, "ID,TIME,DV\n1,0,3\n2,0,5\n3,0,6\n4,0,8\n5,0,9\n");
        var npc = new NpcAccumulator(cohort, Simulated.Point(cohort), 10, new DiagnosticBag());
        double[] simulated = [.. Enumerable.Range(1, 10).Select(v => (double)v)];
        for (var c = 0; c < 5; c++)
        {
            npc.Add(c, simulated);
        }

        var result = npc.Finish();
        var (median, half) = (result.Intervals[0], result.Intervals[3]);
        Assert.Equal((0.0, 5, 2, 3, 2.5), (median.Coverage, median.Count, median.Below, median.Above, median.Expected));
        Assert.Equal((0.5, 1, 2, 1.25), (half.Coverage, half.Below, half.Above, half.Expected));

        // All five observations of a replicate are the same: five are below the median or none.
        Assert.Equal((0.0, 5.0, true), (median.BelowLower, median.BelowUpper, median.IsWithin));
    }

    private static string RepositoryText(string path) => File.ReadAllText(RepositoryFiles.Path(path.Split('/')));

    private static VpcRow[] Rows(VpcResult result) => [.. result.Panels.SelectMany(p => p.Bins).SelectMany(b => b.Rows)];
}
