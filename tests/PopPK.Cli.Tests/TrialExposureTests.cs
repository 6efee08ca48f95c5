using System.Globalization;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Cli.Tests;

/// <summary><c>poppk simulate</c> with trials whose exposure is measured: arms, titrated doses, doses side by side, new people.</summary>
public sealed class TrialExposureTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Titrated_doses_are_measured_as_they_were_given()
    {
        var run = Trial("--arm", "fixed: 320 every 24", "--arm", "more: 320 every 24; titrate at 24 on cp: 10*dose", "--exposure", "auc(24, 48), auc(0, 24)");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var rows = Rows("exposure.csv").Skip(1).ToArray();
        double Auc(int arm, int person, string from) => Number(rows.Single(r => r[2] == $"{arm}" && r[1] == $"{(arm - 1) * 5 + person}" && r[4] == from)[6]);
        for (var person = 1; person <= 5; person++)
        {
            // The same person in both arms: kinetics are linear, so what is left of the first dose is the difference.
            Near.Equal(Auc(1, person, "0"), Auc(2, person, "0"), Tolerance.Algebra);
            Near.Equal(9 * Auc(1, person, "0"), Auc(2, person, "24") - Auc(1, person, "24"), Tolerance.DoseSearch);
        }
    }

    [Fact]
    public void Titrated_arms_have_no_table_of_doses_and_say_so()
    {
        var run = Trial("--arm", "more: 320 every 24; titrate at 24 on cp: 10*dose", "--target", "auc(24, 48) >= 100", "--doses", "0.5,1");
        Assert.Equal(0, run.Code);
        Assert.Contains("PK7219", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, Rows("targets.csv").Length);
    }

    [Fact]
    public void Arms_are_told_apart()
    {
        var run = Trial("--arm", "low: 100", "--arm", "high: 1000", "--exposure", "auc(0, 24)", "--target", "auc(0, 24) >= 80");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var summary = Rows("exposure_summary.csv");
        Assert.Equal(["ARM", "MEASURE", "STATISTIC", "VALUE", "LOWER", "UPPER"], summary[0]);
        double Mean(string arm) => Number(summary.Single(r => r[0] == arm && r[2] == "mean")[3]);
        Near.Equal(10 * Mean("low"), Mean("high"), Tolerance.DoseSearch);
        Assert.Equal([["low", "0"], ["high", "5"]], Rows("targets.csv").Skip(1).Select(r => new[] { r[0], r[4] }).ToArray());
    }

    [Fact]
    public void A_measure_and_its_target_are_summarised_once()
    {
        Trial("--dose", "320", "--exposure", "auc(0,24), auc0_24", "--target", "auc(0, 24) >= 80", "--target", "cmax(0, 24) <= 9");
        Assert.Equal(["auc(0, 24)", "cmax(0, 24)"], Rows("exposure_summary.csv").Skip(1).Where(r => r[1] == "n").Select(r => r[0]).ToArray());
        Assert.Equal(2, Rows("targets.csv").Length - 1);
    }

    [Fact]
    public void Doses_side_by_side_count_what_a_simulation_with_them_counts()
    {
        var run = Trial("--dose", "1", "--target", "auc(0, 24) >= 80", "--target", "cmax(0, 24) <= 9", "--doses", "320, 160", "--replicates", "4");
        Assert.Equal(0, run.Code);
        Assert.Contains("targets.csv", run.Out, StringComparison.Ordinal);
        var table = Rows("targets.csv");
        Assert.Equal(["1", "160", "320", "1", "160", "320"], table.Skip(1).Select(r => r[1]).ToArray());
        foreach (var dose in new[] { "160", "320" })
        {
            Trial("--dose", dose, "--target", "auc(0, 24) >= 80", "--target", "cmax(0, 24) <= 9", "--replicates", "4");
            var own = Rows("targets.csv");
            Assert.Equal(own.Skip(1).Select(r => r[3]).ToArray(), table.Skip(1).Where(r => r[1] == dose).Select(r => r[3]).ToArray());
        }
    }

    [Fact]
    public void Replicates_have_people_of_their_own_where_these_are_drawn()
    {
        string[] drawn = ["--dose", "WT", "--population", "WT ~ lognormal(70, 0.2)", "--replicates", "3"];
        Assert.Contains("people of their own", Trial(drawn).Out, StringComparison.Ordinal);
        var rows = Rows("simulated.csv");
        var weight = Array.IndexOf(rows[0], "WT");
        Assert.Equal(15, rows.Skip(1).Select(r => r[weight]).Distinct().Count());
        Assert.Equal(["1", "2", "3"], rows.Skip(1).Select(r => r[0]).Distinct().ToArray());

        // Neither threads nor the replicates behind change anything.
        var one = _workspace.Read("out", "simulated.csv");
        Trial([.. drawn, "--threads", "3"]);
        Assert.Equal(one, _workspace.Read("out", "simulated.csv"));
        Trial([.. drawn[..^1], "2"]);
        Assert.StartsWith(_workspace.Read("out", "simulated.csv"), one, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_people_of_a_later_replicate_leaves_nothing()
    {
        // 5 people with the same seed: the first replicate has nobody below 0.
        var run = Trial("--dose", "WT", "--population", "WT ~ normal(2, 1)", "--replicates", "300");
        Assert.Equal(2, run.Code);
        Assert.Contains("PK7067", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Path("out")));
    }

    [Theory]
    [InlineData("PK7073", "--dose", "100 every 1e-9")]
    [InlineData("PK7074", "--population", "10000000")]
    [InlineData("PK7052", "--population", "from \"people.csv\"")]
    [InlineData("PK7217", "--doses", "1,2")]
    public void What_is_too_much_or_without_effect_is_said(string code, string option, string value) =>
        Assert.Contains(code, Trial("--dose", "100", option, value).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("0.5,0")]
    [InlineData("-1")]
    public void Doses_are_multiplied_with_numbers_above_zero(string doses) =>
        Assert.Contains("PK7218", Trial("--dose", "100", "--target", "auc(0, 24) >= 80", "--doses", doses).Error, StringComparison.Ordinal);

    [Fact]
    public void A_target_that_no_dose_attains_is_a_finding_of_the_run()
    {
        var run = Trial("--dose", "100", "--target", "auc(0, 24) in [1e9, 2e9]");
        Assert.Equal(1, run.Code);
        Assert.Contains("10000 times the dose", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_workspace.Path("out", "targets.csv")));
    }

    private CliRun Trial(params string[] arguments) =>
        _workspace.Run(["simulate", "models/theophylline.poppk", "--out", "out", "--sample", "0 to 48 by 12", "--population", "5", .. arguments]);

    private string[][] Rows(string file)
    {
        using var reader = new CsvHelper.CsvParser(new StringReader(_workspace.Read("out", file)), CultureInfo.InvariantCulture);
        var rows = new List<string[]>();
        while (reader.Read())
        {
            rows.Add(reader.Record!);
        }

        return [.. rows];
    }

    private static double Number(string cell) => cell == "." ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture);
}
