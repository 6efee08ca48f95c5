using System.Globalization;
using System.Text.Json;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Cli.Tests;

/// <summary><c>poppk simulate</c>: what it writes, from models and from runs.</summary>
public sealed class SimulateTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Writes_a_row_per_record_and_replicate()
    {
        var run = Simulate("out", "--replicates", "3", "--seed", "4");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var rows = Rows("out");
        Assert.Equal("REP,ID,TIME,DV,IPRED,PRED,ka,cl,v,AMT,EVID,WT", string.Join(',', rows[0]));
        Assert.Equal(3 * 144, rows.Length - 1);
        Assert.Equal(["1", "2", "3"], rows.Skip(1).Select(r => r[0]).Distinct());
        var data = _workspace.Read("datasets", "theophylline.csv").TrimEnd().Split('\n').Skip(1).Select(l => l.Split(',')).ToArray();
        for (var i = 0; i < data.Length; i++)
        {
            Assert.Equal((data[i][0], Number(data[i][1])), (rows[1 + i][1], Number(rows[1 + i][2])));
        }

        // Doses have predictions but no observation.
        Assert.All(rows.Skip(1), r => Assert.Equal(r[10] == "1", r[3] == "."));
        Assert.All(rows.Skip(1), r => Assert.True(double.IsFinite(Number(r[4])) && double.IsFinite(Number(r[5]))));
        using var document = JsonDocument.Parse(_workspace.Read("out", "simulation.json"));
        Assert.Equal(432, document.RootElement.GetProperty("rows").GetInt32());
        Assert.True(document.RootElement.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public void Bytes_do_not_depend_on_threads_and_differ_by_seed()
    {
        Simulate("one", "--replicates", "40", "--threads", "1");
        Simulate("four", "--replicates", "40", "--threads", "4");
        Simulate("other", "--replicates", "40", "--seed", "1");
        Assert.Equal(_workspace.Read("one", "simulated.csv"), _workspace.Read("four", "simulated.csv"));
        Assert.NotEqual(_workspace.Read("one", "simulated.csv"), _workspace.Read("other", "simulated.csv"));
    }

    [Fact]
    public void A_run_is_simulated_at_its_estimates_with_its_data()
    {
        Assert.Equal(0, _workspace.Run("fit", "models/theophylline.poppk", "--out", "results/fit", "--quiet").Code);
        Assert.Equal(0, _workspace.Run("simulate", "results/fit", "--out", "typical", "--no-random-effects", "--no-residual-error", "--quiet").Code);
        var predicted = _workspace.Read("results", "fit", "predictions.csv").TrimEnd().Split('\n').Select(l => l.Split(',')).ToArray();
        var pred = Array.IndexOf(predicted[0], "PRED");
        foreach (var (row, expected) in Rows("typical").Skip(1).Zip(predicted.Skip(1)))
        {
            Near.Equal(Number(expected[pred]), Number(row[5]), Tolerance.Algebra, 1);
            Assert.Equal(row[5], row[4]);
        }
    }

    [Fact]
    public void Uncertainty_changes_parameters_between_replicates_by_their_standard_errors()
    {
        _workspace.Run("fit", "models/phenobarbital.poppk", "--out", "fit", "--quiet", "--sir", "500", "--bootstrap", "20");
        var drawn = new Dictionary<string, double[]>();
        foreach (var kind in (string[])["covariance", "sir", "bootstrap"])
        {
            var run = _workspace.Run("simulate", "fit", "--uncertainty", kind, "--replicates", "300", "--no-random-effects", "--out", kind, "--quiet");
            Assert.Equal((0, ""), (run.Code, run.Error));
            var rows = Rows(kind);
            var cl = Array.IndexOf(rows[0], "cl");
            var weight = Array.IndexOf(rows[0], "WT");
            drawn[kind] = [.. rows.Skip(1).GroupBy(r => r[0]).Select(g => Number(g.First()[cl]) / Number(g.First()[weight]))];
            Assert.Equal(300, drawn[kind].Length);
        }

        using var document = JsonDocument.Parse(_workspace.Read("fit", "fit.json"));
        var tvcl = document.RootElement.GetProperty("parameters")[0];
        var (estimate, error) = (tvcl.GetProperty("estimate").GetDouble(), tvcl.GetProperty("standardError").GetDouble());
        Assert.InRange((drawn["covariance"].Average() - estimate) / (error / Math.Sqrt(300)), -Tolerance.MonteCarloStandardErrors, Tolerance.MonteCarloStandardErrors);
        Assert.InRange(Deviation(drawn["covariance"]) / error, 0.8, 1.2);
        Assert.InRange(drawn["bootstrap"].Distinct().Count(), 5, 20);
        Assert.InRange(drawn["sir"].Distinct().Count(), 50, 100);
    }

    [Theory]
    [InlineData("PK6003", "--replicates", "0")]
    [InlineData("PK6003", "--uncertainty", "covarianse")]
    [InlineData("PK7114", "--uncertainty", "covariance")]
    [InlineData("PK6001", "--replicate", "5")]
    public void Mistakes_are_named_and_nothing_is_written(string code, params string[] arguments)
    {
        var run = Simulate("out", arguments);
        Assert.Equal(2, run.Code);
        Assert.Contains(code, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Path("out")));
    }

    [Fact]
    public void A_fit_is_never_replaced_by_a_simulation()
    {
        _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "fit", "--quiet");
        var before = _workspace.Read("fit", "fit.json");
        var run = Simulate("fit");
        Assert.Equal(2, run.Code);
        Assert.Contains("PK5301", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, _workspace.Read("fit", "fit.json"));
    }

    [Fact]
    public void A_run_without_its_data_or_with_other_data_is_told()
    {
        _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "fit", "--quiet");
        _workspace.Write("datasets/theophylline.csv", _workspace.Read("datasets", "theophylline.csv").Replace("79.6", "79.7", StringComparison.Ordinal));
        var changed = _workspace.Run("simulate", "fit", "--out", "a");
        Assert.Equal(0, changed.Code);
        Assert.Contains("PK7111", changed.Error, StringComparison.Ordinal);
        File.Delete(_workspace.Path("datasets", "theophylline.csv"));
        var missing = _workspace.Run("simulate", "fit", "--out", "b");
        Assert.Equal(2, missing.Code);
        Assert.Contains("PK7110", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_drawn_is_reported()
    {
        _workspace.WriteChanged("models/theophylline.poppk", "models/density.poppk", "DV ~ combined(cp, add, prop)", "DV ~ loglikelihood(-DV + 0*add*prop*cp)");
        var run = _workspace.Run("simulate", "models/density.poppk", "--out", "out");
        Assert.Equal(1, run.Code);
        Assert.Contains("PK7122", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_it_keeps_whole_rows()
    {
        using var interruption = new CancellationTokenSource();
        using var output = new WatchingWriter("simulate", () => interruption.CancelAfter(20));
        var run = _workspace.RunWith(output, interruption.Token, "simulate", "models/theophylline.poppk", "--out", "out", "--replicates", "1000000");
        Assert.Equal(130, run.Code);
        Assert.Contains("PK7121", run.Error, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(_workspace.Read("out", "simulation.json"));
        var text = _workspace.Read("out", "simulated.csv");
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.Equal(document.RootElement.GetProperty("rows").GetInt64(), text.Count(c => c == '\n') - 1);
    }

    private CliRun Simulate(string folder, params string[] arguments) =>
        _workspace.Run(["simulate", "models/theophylline.poppk", "--out", folder, .. arguments]);

    private string[][] Rows(string folder) => [.. _workspace.Read(folder, "simulated.csv").TrimEnd().Split('\n').Select(l => l.Split(','))];

    private static double Number(string cell) => cell == "." ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture);

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}
