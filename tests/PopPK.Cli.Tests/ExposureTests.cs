using System.Globalization;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Cli.Tests;

/// <summary><c>poppk simulate</c> with measures and targets.</summary>
public sealed class ExposureTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Writes_a_row_per_subject_and_window_and_summaries()
    {
        var run = Simulate("--exposure", "auc(0, 24), cmax(0, 24), c(3), above(5, 0, 24)", "--replicates", "3", "--percentiles", "10,50");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var rows = Rows("exposure.csv");
        Assert.Equal(
            "REP,ID,QUANTITY,FROM,TO,AUC,CAVG,CMAX,TMAX,CMIN,TMIN,CTROUGH,CFROM,ABOVE_5,FRACTION_ABOVE_5,LONGEST_ABOVE_5", string.Join(',', rows[0]));
        Assert.Equal(3 * 12 * 2, rows.Length - 1);

        // What a simulated record shows is never beyond what is measured.
        var simulated = Rows("simulated.csv");
        foreach (var row in rows.Skip(1).Where(r => r[4] == "24"))
        {
            var largest = simulated.Skip(1).Where(r => r[0] == row[0] && r[1] == row[1] && Number(r[2]) <= 24).Max(r => Number(r[4]));
            Assert.True(Number(row[7]) >= largest * (1 - Tolerance.Algebra));
            Near.Equal(Number(row[5]), 24 * Number(row[6]), Tolerance.Algebra);
        }

        var summary = Rows("exposure_summary.csv");
        Assert.Equal(["n", "missing", "mean", "sd", "geometric mean", "geometric cv", "minimum", "maximum", "p10", "p50"], summary.Skip(1).Take(10).Select(r => r[^4]));
        Assert.Equal(36, Number(summary[1][^3]));
        Near.Equal(rows.Skip(1).Where(r => r[4] == "24").Average(r => Number(r[5])), Number(summary[3][^3]), Tolerance.Algebra);
    }

    [Fact]
    public void Dosing_intervals_and_any_number_of_threads()
    {
        Simulate("--exposure", "intervals", "--replicates", "4", "--threads", "1");
        var one = _workspace.Read("out", "exposure.csv") + _workspace.Read("out", "exposure_summary.csv");
        Simulate("--exposure", "intervals", "--replicates", "4", "--threads", "3");
        Assert.Equal(one, _workspace.Read("out", "exposure.csv") + _workspace.Read("out", "exposure_summary.csv"));
        Assert.Equal(4 * 12, Rows("exposure.csv").Length - 1);
    }

    [Fact]
    public void A_target_has_a_share_and_doses()
    {
        var run = Simulate("--target", "auc(0, 24) in [80, 120]", "--target", "cmax(0, 24) <= 9", "--replicates", "5");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var rows = Rows("targets.csv");
        Assert.Equal(3, rows.Length);
        var auc = rows[1].TakeLast(12).Select(Number).ToArray();
        Assert.Equal(60, auc[0]);
        Assert.InRange(auc[2], auc[3], auc[4]);

        // Kinetics are linear: the ends of the range belong to 80 and 120.
        Near.Equal(1.5, auc[7] / auc[6], Tolerance.DoseSearch);
        Near.Equal(auc[5], 0.5 * (auc[6] + auc[7]), Tolerance.DoseSearch);
        Assert.True(auc[9] >= auc[2]);
        Assert.Contains("times the dose", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_no_dose_attains()
    {
        var run = Simulate("--target", "tmax(0, 24) >= 30");
        Assert.Contains("PK7210", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--exposure", "auk(0, 24)", "PK7201")]
    [InlineData("--exposure", "auc(cq, 0, 24)", "PK7206")]
    [InlineData("--exposure", "auc(24, 0)", "PK7204")]
    [InlineData("--target", "auc(0, 24) in [3, 2]", "PK7205")]
    [InlineData("--exposure", "above(MIC, 0, 24)", "PK7208")]
    [InlineData("--percentiles", "50", "PK7216")]
    public void What_is_wrong_is_said_and_nothing_written(string option, string value, string code)
    {
        var run = Simulate(option, value);
        Assert.Equal(2, run.Code);
        Assert.Contains(code, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Path("out")));
    }

    [Fact]
    public void A_percentile_that_does_not_exist_is_marked_in_the_command()
    {
        var run = Simulate("--exposure", "auc(0, 24)", "--percentiles", "50,101");
        Assert.Contains("PK7209", run.Error, StringComparison.Ordinal);
        Assert.Contains("^^^", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("^^^^", run.Error, StringComparison.Ordinal);
    }

    private CliRun Simulate(params string[] arguments) => _workspace.Run(["simulate", "models/theophylline.poppk", "--out", "out", .. arguments]);

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
