using System.Globalization;
using System.Text.Json;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Cli.Tests;

/// <summary><c>poppk vpc</c> and <c>poppk npde</c>: what they write, from models and from runs.</summary>
public sealed class PredictiveTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void A_visual_check_has_a_row_per_bin_and_percentile_and_a_point_per_observation()
    {
        var run = Vpc("out", "--bins", "0,1,4,25", "--percentiles", "10,50,90", "--seed", "2");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(["vpc.csv", "vpc.json", "vpc.vl.json", "vpc_points.csv"], _workspace.Entries("out"));
        var rows = Rows("out", "vpc.csv");
        Assert.Equal("ENDPOINT,STRATUM,BIN,XMIN,XMAX,XMEDIAN,COUNT,KIND,PERCENTILE,OBSERVED,MEDIAN,LOWER,UPPER", string.Join(',', rows[0]));
        Assert.Equal(["10", "50", "90", "10", "50", "90", "10", "50", "90"], rows.Skip(1).Select(r => r[8]));
        Assert.Equal(["0", "1", "4"], rows.Skip(1).Select(r => r[3]).Distinct());
        Assert.All(rows.Skip(1), r => Assert.True(Number(r[11]) <= Number(r[10]) && Number(r[10]) <= Number(r[12])));

        // Observed medians are those of the data.
        var data = _workspace.Read("datasets", "theophylline.csv").TrimEnd().Split('\n').Skip(1).Select(l => l.Split(',')).Where(c => c[4] == "0").ToArray();
        double[] last = [.. data.Where(c => Number(c[1]) >= 4).Select(c => Number(c[3])).Order()];
        Near.Equal(0.5 * (last[(last.Length - 1) / 2] + last[last.Length / 2]), Number(rows[^2][9]), Tolerance.Algebra);
        Assert.Equal(data.Length, Rows("out", "vpc_points.csv").Length - 1);
        Assert.Equal("ID,ENDPOINT,STRATUM,X,DV,BLQ", string.Join(',', Rows("out", "vpc_points.csv")[0]));
        using var document = JsonDocument.Parse(_workspace.Read("out", "vpc.json"));
        Assert.Equal((40, 2), (document.RootElement.GetProperty("replicates").GetInt32(), document.RootElement.GetProperty("seed").GetInt32()));
        Assert.Equal("0,1,4,25", document.RootElement.GetProperty("settings").GetProperty("bins").GetString());
    }

    [Fact]
    public void Every_option_reaches_the_check()
    {
        var run = Vpc(
            "out", "--bins", "kmeans:3", "--stratify", "SEX", "--idv", "tad", "--pvc", "--lower-bound", "-1", "--ci", "80", "--lloq", "2", "--min-per-bin", "2", "--log-axis", "--threads", "1",
            "--data", WithSex());
        Assert.Equal(0, run.Code);
        var rows = Rows("out", "vpc.csv").Skip(1).ToArray();
        Assert.Equal(["SEX=1", "SEX=2"], rows.Select(r => r[1]).Distinct());
        Assert.Equal(["percentile", "below_limit"], rows.Select(r => r[7]).Distinct());
        Assert.All(Rows("out", "vpc_points.csv").Skip(1).Where(r => r[5] == "1"), r => Assert.Equal("2", r[4]));
        using var document = JsonDocument.Parse(_workspace.Read("out", "vpc.json"));
        var settings = document.RootElement.GetProperty("settings").EnumerateObject().ToDictionary(s => s.Name, s => s.Value.GetString());
        Assert.Equal(("kmeans:3", "SEX", "tad", "pvc", "-1", "80", "2", "2", "true"), (
            settings["bins"], settings["stratify"], settings["idv"], settings["correction"], settings["lower-bound"],
            settings["ci"], settings["lloq"], settings["min-per-bin"], settings["log-axis"]));
    }

    [Fact]
    public void Errors_have_a_row_per_observation_and_their_tests()
    {
        var run = _workspace.Run("npde", "models/theophylline.poppk", "--out", "out", "--replicates", "100", "--decorrelation", "symmetric", "--no-pictures");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(
            ["npc.csv", "npde-epred.vl.json", "npde-quantiles.vl.json", "npde-time.vl.json", "npde.csv", "npde.json", "npde_tests.csv"], _workspace.Entries("out"));
        var rows = Rows("out", "npde.csv");
        Assert.Equal("ID,ENDPOINT,TIME,TAD,DV,CENS,PRED,EPRED,NPD,NPDE", string.Join(',', rows[0]));
        Assert.Equal(132, rows.Length - 1);
        double[] errors = [.. rows.Skip(1).Select(r => Number(r[9]))];
        var tests = Rows("out", "npde_tests.csv");
        Assert.Equal(["NPDE", "NPD"], tests.Skip(1).Select(r => r[0]));
        Near.Equal(errors.Average(), Number(tests[1][2]), Tolerance.Algebra, scale: 1);
        var intervals = Rows("out", "npc.csv");
        Assert.Equal(["0", "20", "40", "50", "60", "80", "90", "95"], intervals.Skip(1).Select(r => r[0]));
        Assert.Contains("prediction distribution errors", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_do_not_depend_on_threads_and_differ_by_seed()
    {
        Vpc("one", "--threads", "1");
        Vpc("four", "--threads", "4");
        Vpc("other", "--seed", "1");
        Assert.Equal(_workspace.Read("one", "vpc.csv"), _workspace.Read("four", "vpc.csv"));
        Assert.NotEqual(_workspace.Read("one", "vpc.csv"), _workspace.Read("other", "vpc.csv"));
    }

    [Fact]
    public void A_run_is_checked_at_its_estimates()
    {
        Assert.Equal(0, _workspace.Run("fit", "models/theophylline.poppk", "--out", "fit", "--quiet").Code);
        Assert.Equal(0, _workspace.Run("npde", "fit", "--out", "out", "--replicates", "20", "--quiet", "--no-pictures").Code);
        var predicted = Rows("fit", "predictions.csv");
        var pred = Array.IndexOf(predicted[0], "PRED");
        var dose = Array.IndexOf(predicted[0], "EVID");
        string[] expected = [.. predicted.Skip(1).Where(r => r[dose] == "0").Select(r => r[pred])];
        Near.Equal([.. expected.Select(Number)], [.. Rows("out", "npde.csv").Skip(1).Select(r => Number(r[6]))], Tolerance.Algebra, scale: 1);
        Assert.Equal(0, _workspace.Run("vpc", "fit", "--replicates", "20", "--quiet", "--no-pictures").Code);
        Assert.Contains("theophylline-vpc-1", _workspace.Entries("runs"));
    }

    [Fact]
    public void Charts_of_a_check_are_drawn_from_its_own_numbers_and_units()
    {
        Vpc("out", "--log-axis");
        using var spec = JsonDocument.Parse(_workspace.Read("out", "vpc.vl.json"));
        Assert.Equal("Visual predictive check", spec.RootElement.GetProperty("title").GetProperty("text").GetString());
        var encoding = spec.RootElement.GetProperty("concat")[0].GetProperty("encoding");
        Assert.Equal("cp (mg/L)", encoding.GetProperty("y").GetProperty("title").GetString());
        Assert.Equal("log", encoding.GetProperty("y").GetProperty("scale").GetProperty("type").GetString());
        Assert.Equal("Time (h)", encoding.GetProperty("x").GetProperty("title").GetString());
        var bands = spec.RootElement.GetProperty("datasets").GetProperty("vpc1").EnumerateArray().ToArray();
        var rows = Rows("out", "vpc.csv");
        Assert.Equal(rows.Length - 1, bands.Length);

        // Nothing without a logarithm is drawn.
        foreach (var field in (string[])["OBSERVED", "MEDIAN", "LOW", "UPPER"])
        {
            Assert.All(bands.Select(b => b.GetProperty(field)), v => Assert.True(v.ValueKind == JsonValueKind.Null || v.GetDouble() > 0));
        }

        Vpc("out");
        using var again = JsonDocument.Parse(_workspace.Read("out", "vpc.vl.json"));
        Assert.Contains(again.RootElement.GetProperty("datasets").GetProperty("vpc1").EnumerateArray(), b => b.GetProperty("LOW").GetDouble() < 0);
    }

    [Fact]
    public void Measures_have_a_row_per_statistic_and_their_replicates()
    {
        var run = _workspace.Run("ppc", "models/theophylline.poppk", "--out", "out", "--replicates", "50", "--measures", "tmax, auc(0, 12)", "--no-pictures");
        Assert.Equal((0, ""), (run.Code, run.Error.StartsWith("warning PK7435", StringComparison.Ordinal) ? "" : run.Error));
        Assert.Equal(["ppc.csv", "ppc.json", "ppc.vl.json", "ppc_replicates.csv"], _workspace.Entries("out"));
        Assert.Equal(
            [
                "ENDPOINT,MEASURE,STATISTIC,SUBJECTS,OBSERVED,MEDIAN,LOWER,UPPER,P", "cp,tmax,median,12", "cp,\"auc(0, 12)\",median,12",
                "cp,\"auc(0, 12)\",geometric mean,12", "cp,\"auc(0, 12)\",geometric CV %,12",
            ],
            _workspace.Read("out", "ppc.csv").TrimEnd().Split('\n').Select((l, i) => i == 0 ? l : string.Join(',', l.Split(',')[..^5])));
        Assert.Equal(4 * 50, _workspace.Read("out", "ppc_replicates.csv").TrimEnd().Split('\n').Length - 1);

        // The observed median of the times of the largest concentrations, from the data.
        var peaks = _workspace.Read("datasets", "theophylline.csv").TrimEnd().Split('\n').Skip(1).Select(l => l.Split(',')).Where(c => c[4] == "0")
            .GroupBy(c => c[0]).Select(s => Number(s.MaxBy(c => Number(c[3]))![1])).Order().ToArray();
        Near.Equal(0.5 * (peaks[5] + peaks[6]), Number(_workspace.Read("out", "ppc.csv").Split('\n')[1].Split(',')[4]), Tolerance.Algebra);
    }

    [Theory]
    [InlineData("PK7430", "--measures", "above(10, 0, 24)")]
    [InlineData("PK7431", "--measures", "auc(cq)")]
    [InlineData("PK7201", "--measures", "cmx")]
    [InlineData("PK7403", "--ci", "0")]
    public void Mistakes_in_measures_are_named_and_nothing_is_written(string code, params string[] arguments)
    {
        var run = _workspace.Run(["ppc", "models/theophylline.poppk", "--out", "out", .. arguments]);
        Assert.Equal(2, run.Code);
        Assert.Contains(code, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Path("out")));
    }

    [Fact]
    public void Numbers_of_observations_outside_intervals_are_whole_on_the_screen()
    {
        var run = _workspace.Run("npde", "models/theophylline.poppk", "--out", "out", "--replicates", "37", "--no-pictures");
        var lines = run.Out.Split('\n').SkipWhile(l => !l.StartsWith("numerical", StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.Length > 0).ToArray();
        Assert.Equal(8, lines.Length);
        Assert.All(lines, l => Assert.Matches(@"^ +\d+ % +\d+(\.\d)? +\d+ +\d+ to \d+ +\d+ +\d+ to \d+( +outside)?$", l));
    }

    [Theory]
    [InlineData("PK6003", "--bins", "kmeans")]
    [InlineData("PK6003", "--bins", "0;1")]
    [InlineData("PK6003", "--replicates", "1")]
    [InlineData("PK6003", "--lloq", "low")]
    [InlineData("PK6003", "--percentiles", "5,x")]
    [InlineData("PK7403", "--percentiles", "50,5")]
    [InlineData("PK7403", "--bins", "4,2")]
    [InlineData("PK7403", "--ci", "100")]
    [InlineData("PK7404", "--stratify", "RACE")]
    [InlineData("PK7404", "--idv", "WEIGHT")]
    public void Mistakes_are_named_and_nothing_is_written(string code, params string[] arguments)
    {
        var run = Vpc("out", arguments);
        Assert.Equal(2, run.Code);
        Assert.Contains(code, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Path("out")));
    }

    [Fact]
    public void Written_likelihoods_are_refused_by_both()
    {
        _workspace.WriteChanged("models/theophylline.poppk", "models/density.poppk", "DV ~ combined(cp, add, prop)", "DV ~ loglikelihood(-DV + 0*add*prop*cp)");
        foreach (var command in (string[])["vpc", "npde"])
        {
            var run = _workspace.Run(command, "models/density.poppk", "--out", "out");
            Assert.Equal(2, run.Code);
            Assert.Contains("PK7400", run.Error, StringComparison.Ordinal);
            Assert.Contains("PK7401", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_fit_is_never_replaced_by_a_check()
    {
        _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "fit", "--quiet");
        var run = Vpc("fit");
        Assert.Equal(2, run.Code);
        Assert.Contains("PK5301", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_workspace.Path("fit", "fit.json")));
    }

    [Fact]
    public void Interrupted_it_keeps_the_replicates_so_far()
    {
        using var interruption = new CancellationTokenSource();
        using var output = new WatchingWriter("simulate", interruption.Cancel);
        var run = _workspace.RunWith(output, interruption.Token, "vpc", "models/theophylline.poppk", "--out", "out", "--replicates", "300000", "--no-pictures");
        Assert.Equal(130, run.Code);
        Assert.True(run.Error.Contains("PK7414", StringComparison.Ordinal) || run.Error.Contains("PK7415", StringComparison.Ordinal), run.Error);
        if (Directory.Exists(_workspace.Path("out")))
        {
            using var document = JsonDocument.Parse(_workspace.Read("out", "vpc.json"));
            Assert.False(document.RootElement.GetProperty("complete").GetBoolean());
        }
    }

    private CliRun Vpc(string folder, params string[] arguments) =>
        _workspace.Run(["vpc", "models/theophylline.poppk", "--out", folder, "--no-pictures", .. arguments.Contains("--replicates") ? (string[])[] : ["--replicates", "40"], .. arguments]);

    private string WithSex()
    {
        var lines = _workspace.Read("datasets", "theophylline.csv").TrimEnd().Split('\n');
        _workspace.Write("sex.csv", string.Join('\n', lines.Select((l, i) => i == 0 ? l + ",SEX" : $"{l},{1 + (int)(Number(l.Split(',')[0]) % 2)}")) + "\n");
        return "sex.csv";
    }

    private string[][] Rows(params string[] path) => [.. _workspace.Read(path).TrimEnd().Split('\n').Select(l => l.Split(','))];

    private static double Number(string text) => text == "." ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);
}
