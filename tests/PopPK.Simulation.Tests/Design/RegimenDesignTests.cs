using PopPK.Data;
using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Simulation.Tests.Design;

/// <summary>What regimens become: records, times, amounts; and what is predicted for them.</summary>
public sealed class RegimenDesignTests
{
    private const string Sampling = "\n  sample 0 to 30 by 0.7\n";

    [Theory]
    [InlineData("crossover", "100 into depot every 24", "occasion OCC at 0, 72\n  FORM = test from 0, reference from 72", "")]
    [InlineData("friberg", "200 over 1", "", "")]
    [InlineData("indirect_response", "100 into depot", "", "")]
    [InlineData("indomethacin", "25", "", "")]
    [InlineData("indomethacin_blq", "25", "", "")]
    [InlineData("indomethacin_ode", "25", "", "")]
    [InlineData("isoniazid", "300 every 24", "", "WT ~ lognormal(60, 0.2)\n  LLOQ = 0.05")]
    [InlineData("michaelis_menten", "100", "", "")]
    [InlineData("phenobarbital", "20*WT", "", "WT ~ lognormal(1.5, 0.3)\n  APGAR ~ categorical {3: 0.2, 5: 0.3, 8: 0.5}")]
    [InlineData("remifentanil", "100 at rate 70", "", "AGE ~ uniform(20, 80)\n  LBM ~ normal(55, 8)")]
    [InlineData("theophylline", "320", "", "")]
    [InlineData("theophylline_ode", "320 every 12 at steady state", "", "")]
    [InlineData("tmdd", "500", "", "")]
    [InlineData("transit_absorption", "100", "", "")]
    public void Every_model_of_the_repository_can_be_given_a_regimen(string name, string dose, string statements, string covariates)
    {
        var model = Designed.ModelFile(name);
        var design = Designed.Of(model, $"regimen r\n  dose {dose}\n  {statements}{Sampling}  sample 72 to 140 by 6.5\npopulation 3\n  {covariates}\n");
        var cohort = Designed.Cohort(model, design);
        Assert.Equal(3, cohort.Subjects.Length);
        Assert.All(cohort.Subjects, s => Assert.Equal((43 + 11) * model.Endpoints.Length, s.Observations.Count));
        Assert.All(cohort.Subjects, s => Assert.Equal(Enumerable.Range(0, model.Endpoints.Length), s.Observations.Endpoints.Distinct().Order()));
        Assert.Single(cohort.Subjects[0].Observations.Forms.Zip(cohort.Subjects[0].Observations.Endpoints).Where(f => f.Second == 0).Distinct());
    }

    [Theory]
    [InlineData("phenobarbital", 300)]
    [InlineData("crossover", 24)]
    public void Every_regimen_of_the_repository_can_be_bound(string name, int subjects)
    {
        var model = Designed.ModelFile(name);
        var text = File.ReadAllText(RepositoryFiles.Path("models", name + ".regimen"));
        var data = model.Data is null ? null : ModelDataset.Read(model, RepositoryFiles.Path("datasets", name + ".csv")).Dataset;
        var design = Designed.Of(model, text, data);
        Assert.Equal(subjects, Designed.Cohort(model, design).Subjects.Length);
        Assert.Equal(2, Directory.GetFiles(RepositoryFiles.Path("models"), "*.regimen").Length);
    }

    [Fact]
    public void A_series_is_its_doses_written_out()
    {
        var model = CohortOf.Model(Designed.Bolus);
        var series = Designed.Of(model, $"regimen r\n  dose 100 at 1 every 6 times 4{Sampling}population 1\n");
        var single = Designed.Of(model, $"regimen r\n  dose 100 at 1, 7, 13, 19{Sampling}population 1\n");
        var until = Designed.Of(model, $"regimen r\n  dose 100 at 1 every 6 until 19{Sampling}population 1\n");
        Assert.Equal([(1.0, 3)], DosesOf(series).Select(d => (d.Time, d.AdditionalDoses)));
        Assert.Equal(4, DosesOf(single).Length);
        AssertSame(Designed.Typical(model, single.Dataset), Designed.Typical(model, series.Dataset));
        AssertSame(Designed.Typical(model, single.Dataset), Designed.Typical(model, until.Dataset));
    }

    [Fact]
    public void Without_a_number_doses_go_on_to_the_last_observation()
    {
        var model = CohortOf.Model(Designed.Bolus);
        var open = Designed.Of(model, "regimen r\n  dose 100 every 6\n  sample 0 to 48 by 1\npopulation 1\n");
        Assert.Equal(8, DosesOf(open).Single().AdditionalDoses);
    }

    [Fact]
    public void An_infusion_has_the_rate_that_its_duration_asks_for()
    {
        var model = CohortOf.Model(Designed.Bolus);
        var duration = Designed.Of(model, $"regimen r\n  dose 100 over 4{Sampling}population 1\n");
        var rate = Designed.Of(model, $"regimen r\n  dose 100 at rate 25{Sampling}population 1\n");
        Assert.Equal(25, DosesOf(duration).Single().Rate);
        AssertSame(Designed.Typical(model, rate.Dataset), Designed.Typical(model, duration.Dataset));

        // One compartment during and behind a constant input.
        var (k, v) = (0.1, 20.0);
        var times = Observed(duration).Select(r => r.Time).ToArray();
        var expected = times.Select(t => 25 / (k * v) * (1 - Math.Exp(-k * Math.Min(t, 4))) * Math.Exp(-k * Math.Max(0, t - 4)));
        AssertSame([.. expected], Designed.Typical(model, duration.Dataset));
    }

    [Fact]
    public void A_loading_dose_is_an_earlier_line()
    {
        var model = CohortOf.Model(Designed.Bolus);
        var design = Designed.Of(model, $"regimen r\n  dose 200\n  dose 50 at 8 every 8 times 2{Sampling}population 1\n");
        var expected = Observed(design).Select(r => new[] { (0.0, 200.0), (8, 50), (16, 50) }
            .Where(d => d.Item1 <= r.Time)
            .Sum(d => d.Item2 / 20 * Math.Exp(-0.1 * (r.Time - d.Item1))));
        AssertSame([.. expected], Designed.Typical(model, design.Dataset));
    }

    [Fact]
    public void Amounts_follow_from_covariates()
    {
        var model = CohortOf.Model(Designed.WithCovariates);
        var design = Designed.Of(model, """
            regimen r
              sample 1
            population 40
              WT ~ lognormal(70, 0.3)
              HT ~ normal(170, 8)
              SEX ~ bernoulli(0.5)
              BSA = sqrt(WT*HT/3600)
            arm weight
              dose 100*WT/70
            arm surface
              dose if (WT < 60 and SEX == female) 50 else 1.5*BSA over BSA
            """);
        var (weights, heights, sexes) = (Designed.People(design, "WT"), Designed.People(design, "HT"), Designed.People(design, "SEX"));
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(100 * weights[i] / 70, DosesOf(design, i).Single().Amount, Tolerance.Algebra * 100);
            var surface = Math.Sqrt(weights[i] * heights[i] / 3600);
            var amount = weights[i] < 60 && sexes[i] == 0 ? 50 : 1.5 * surface;
            Assert.Equal(amount, DosesOf(design, 40 + i).Single().Amount, Tolerance.Algebra * 100);
            Assert.Equal(amount / surface, DosesOf(design, 40 + i).Single().Rate, Tolerance.Algebra * 100);
        }

        Assert.Contains(50.0, Enumerable.Range(40, 40).Select(i => DosesOf(design, i).Single().Amount));
    }

    [Fact]
    public void The_same_people_are_in_all_arms_unless_they_are_separate()
    {
        var model = CohortOf.Model(Designed.WithCovariates);
        const string Arms = "  WT ~ normal(70, 10)\n  SEX ~ bernoulli(0.4)\narm a\n  dose 1\narm b 7\n  dose 2\n";
        var paired = Designed.Of(model, $"regimen r\n  sample 1\npopulation 20\n{Arms}");
        var separate = Designed.Of(model, $"regimen r\n  sample 1\npopulation 20 separate\n{Arms}");
        var weights = Designed.People(paired, "WT");
        Assert.Equal(27, weights.Length);
        Assert.Equal(weights[..7], weights[20..]);
        Assert.Equal(Enumerable.Range(0, 20).Concat(Enumerable.Range(0, 7)), paired.People.Select(p => p.Person));
        Assert.Equal(Enumerable.Repeat(1.0, 20).Concat(Enumerable.Repeat(2.0, 7)), Designed.People(paired, "ARM"));
        Assert.Equal(27, Designed.People(separate, "WT").Distinct().Count());
        Assert.Equal(weights[..20], Designed.People(separate, "WT")[..20]);
    }

    [Fact]
    public void The_seed_decides_everything_and_people_do_not_depend_on_their_number()
    {
        var model = CohortOf.Model(Designed.WithCovariates);
        string Text(int count) => $"regimen r\n  dose WT\n  sample 1\npopulation {count}\n  WT ~ normal(70, 10)\n  SEX ~ bernoulli(0.4)\n";
        var first = Designed.Of(model, Text(30), seed: 5);
        var again = Designed.Of(model, Text(30), seed: 5);
        var fewer = Designed.Of(model, Text(10), seed: 5);
        var other = Designed.Of(model, Text(30), seed: 6);
        Assert.Equal(Designed.People(first, "WT"), Designed.People(again, "WT"));
        Assert.Equal(Designed.People(first, "WT")[..10], Designed.People(fewer, "WT"));
        Assert.Empty(Designed.People(first, "WT").Intersect(Designed.People(other, "WT")));
    }

    [Fact]
    public void An_observation_is_behind_a_dose_at_its_time_or_before_it()
    {
        var model = CohortOf.Model(Designed.Bolus);
        var behind = Designed.Of(model, "regimen r\n  dose 100 every 10 times 3\n  sample 10, 15, 20\npopulation 1\n");
        var before = Designed.Of(model, "regimen r\n  dose 100 every 10 times 3\n  sample 10, 15, 20 before doses\npopulation 1\n");
        var (late, early) = (Designed.Typical(model, behind.Dataset), Designed.Typical(model, before.Dataset));
        Assert.Equal(late[0] - 5, early[0], Tolerance.Algebra);
        Assert.Equal(late[1], early[1], Tolerance.Algebra);
        Assert.Equal(late[2] - 5, early[2], Tolerance.Algebra);
    }

    [Fact]
    public void Doses_go_on_behind_a_reset_and_a_steady_state()
    {
        var model = CohortOf.Model(Designed.Bolus);
        var reset = Designed.Of(model, "regimen r\n  dose 100 every 10\n  reset at 25\n  sample 26, 36\npopulation 1\n");
        Assert.Equal([0, 5 * Math.Exp(-0.6)], Designed.Typical(model, reset.Dataset).Select(x => Math.Round(x, 12) is var r && r == 0 ? 0 : x), (a, b) => Math.Abs(a - b) < Tolerance.Algebra);
        var steady = Designed.Of(model, "regimen r\n  dose 100 at 20 every 10 at steady state\n  dose 30 every 7\n  sample 22, 29\npopulation 1\n");
        var expected = new[] { 22.0, 29 }.Select(t =>
            (5 * Math.Exp(-0.1 * (t - 20)) / (1 - Math.Exp(-1))) + (t >= 21 ? 1.5 * Math.Exp(-0.1 * (t - 21)) : 0) + (t >= 28 ? 1.5 * Math.Exp(-0.1 * (t - 28)) : 0));
        AssertSame([.. expected], Designed.Typical(model, steady.Dataset));
    }

    [Fact]
    public void Two_steady_states_at_one_time_add_up()
    {
        var model = CohortOf.Model(Designed.Bolus);
        var both = Designed.Of(model, "regimen r\n  dose 100 every 12 at steady state\n  dose 40 every 24 at steady state\n  sample 1, 5\npopulation 1\n");
        var first = Designed.Of(model, "regimen r\n  dose 100 every 12 at steady state\n  sample 1, 5\npopulation 1\n");
        var second = Designed.Of(model, "regimen r\n  dose 40 every 24 at steady state\n  sample 1, 5\npopulation 1\n");
        AssertSame(
            [.. Designed.Typical(model, first.Dataset).Zip(Designed.Typical(model, second.Dataset), (a, b) => a + b)],
            Designed.Typical(model, both.Dataset));
    }

    [Fact]
    public void A_column_changes_exactly_when_it_says()
    {
        var text = Designed.Bolus
            .Replace("individual", "covariates\n  FACTOR\nindividual", StringComparison.Ordinal)
            .Replace("cl = tvcl", "cl = FACTOR*tvcl", StringComparison.Ordinal);
        foreach (var word in new[] { "nocb", "locf", "linear" })
        {
            var model = CohortOf.Model(text.Replace("  FACTOR\n", $"  FACTOR {word}\n", StringComparison.Ordinal));
            var design = Designed.Of(model, "regimen r\n  dose 100\n  FACTOR = 1 from 0, 3 from 12.3\n  sample 10, 20\npopulation 1\n");
            AssertSame([5 * Math.Exp(-1), 5 * Math.Exp(-1.23 - (0.3 * 7.7))], Designed.Typical(model, design.Dataset));
        }
    }

    [Fact]
    public void Occasions_are_numbered_from_their_beginnings()
    {
        var model = Designed.ModelFile("crossover");
        var listed = Designed.Of(model, "regimen r\n  dose 10 every 24\n  FORM = test\n  occasion OCC at 0, 24, 48\n  sample 0 to 60 by 12\npopulation 1\n");
        var every = Designed.Of(model, "regimen r\n  dose 10 every 24\n  FORM = test\n  occasion OCC every 24\n  sample 0 to 60 by 12\npopulation 1\n");
        Assert.Equal(Designed.Column(listed, "OCC"), Designed.Column(every, "OCC"));
        Assert.Equal(Designed.Column(listed, "TIME"), Designed.Column(every, "TIME"));

        // The last records before a change still belong to the old occasion, and each occasion has doses of its own.
        Assert.All(listed.Dataset.Subjects[0].Records.Zip(Designed.Column(listed, "OCC")), r =>
            Assert.Equal(1 + Math.Floor(r.First.Time / 24) - (r.First.Kind == RecordKind.Other ? 1 : 0), r.Second));
        Assert.Equal([1, 2, 3], DosesOf(listed).Select(d => d.Values[listed.Dataset.IndexOf("OCC")]));
    }

    private static DataRecord[] DosesOf(Simulation.Design.TrialDesign design, int subject = 0) =>
        [.. design.Dataset.Subjects[subject].Records.Where(r => r.Kind == RecordKind.Dose)];

    private static DataRecord[] Observed(Simulation.Design.TrialDesign design) =>
        [.. design.Dataset.Subjects[0].Records.Where(r => r.IsObservation)];

    private static void AssertSame(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, Tolerance.Algebra * (1 + Math.Abs(p.First))));
    }
}
