using System.Text.Json;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Cli.Tests;

public sealed class UncertaintyTests : IDisposable
{
    private const string Model = "models/theophylline.poppk";
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Profile_importance_resampling_and_bootstrap_stand_in_fit_json_and_in_the_table()
    {
        var run = _workspace.Run("fit", Model, "--out", "out", "--profile", "tvcl", "--sir", "200", "--bootstrap", "6", "--seed", "5");
        Assert.Equal(0, run.Code);
        Assert.Contains("Uncertainty", run.Out, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        var root = document.RootElement;
        var estimate = root.HasArray("parameters").EnumerateArray().Single(p => p.HasText("name").GetString() == "tvcl").HasNumber("estimate").GetDouble();
        var rise = root.HasObject("profile").HasNumber("rise").GetDouble();
        var interval = Assert.Single(root.HasObject("profile").HasArray("intervals").EnumerateArray());
        Assert.Equal("tvcl", interval.HasText("parameter").GetString());
        Assert.Equal("found", interval.HasText("upperEnd").GetString());
        var upper = interval.HasNumber("upper").GetDouble();
        Assert.InRange(estimate, interval.HasNumber("lower").GetDouble(), upper);
        var end = interval.HasArray("points").EnumerateArray().Single(p => p.HasNumber("value").GetDouble().Equals(upper));
        var ofv = root.HasObject("objective").HasNumber("ofv").GetDouble();
        Assert.Equal(ofv + rise, end.HasNumber("ofv").GetDouble(), Tolerance.ProfileEnd);
        var sir = root.HasObject("sir");
        Assert.Equal((200, 40), (sir.HasNumber("proposals").GetInt32(), sir.HasNumber("kept").GetInt32()));
        Assert.InRange(sir.HasNumber("effectiveSampleSize").GetDouble(), 1, 200);
        Assert.Equal([100, 100, 100, 200, 200], sir.HasArray("rounds").EnumerateArray().Select(r => r.HasNumber("proposals").GetInt32()));
        Assert.Equal(sir.HasObject("rises").HasArray("kept").GetArrayLength(), sir.GetProperty("rises").HasArray("chiSquare").GetArrayLength());
        var bootstrap = root.HasObject("bootstrap");
        Assert.True(bootstrap.HasTruth("complete").GetBoolean());
        Assert.Equal(root.HasArray("parameters").EnumerateArray().Count(p => !p.HasTruth("fixed").GetBoolean()), bootstrap.HasArray("parameters").GetArrayLength());
        var corrected = bootstrap.HasArray("corrected").EnumerateArray().First();
        Assert.Equal(("tvka", JsonValueKind.Number), (corrected.HasText("parameter").GetString(), corrected.GetProperty("acceleration").ValueKind));
        var options = root.HasObject("provenance").HasObject("options");
        Assert.Equal("tvcl", options.HasObject("profile").HasText("parameters").GetString());
        Assert.Equal(200, options.HasObject("sir").HasArray("proposals").EnumerateArray().Last().GetInt32());
        Assert.Equal(6, options.HasObject("bootstrap").HasNumber("replicates").GetInt32());
        Assert.False(options.TryGetProperty("restarts", out _));
        Assert.All((string[])["profile", "sir", "bootstrap"], part =>
            Assert.Equal(root.HasObject(part).HasNumber("level").GetDouble(), options.GetProperty(part).HasNumber("level").GetDouble()));
        Assert.Equal(201, Lines("out", "sir.csv").Length);
        Assert.Equal(7, Lines("out", "bootstrap.csv").Length);
        Assert.Equal(["datasets", "models", "out"], _workspace.Entries());
    }

    [Fact]
    public void Rounds_of_importance_resampling_and_covariances_to_profile_may_be_named()
    {
        _workspace.WriteChanged("models/theophylline.poppk", "models/block.poppk", "  eta_cl ~ 0.1\n  eta_v  ~ 0.02", "  eta_cl, eta_v ~ [0.1; 0.01, 0.02]");
        string[] arguments = ["fit", "models/block.poppk", "--out", "out", "--profile", "omega(eta_v, eta_cl), tvv", "--sir", "100,150", "--restarts", "2"];
        Assert.Equal(0, _workspace.Run(arguments).Code);
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        var root = document.RootElement;
        Assert.Equal([100, 150], root.HasObject("sir").HasArray("rounds").EnumerateArray().Select(r => r.HasNumber("proposals").GetInt32()));
        Assert.Equal(["omega(eta_v, eta_cl)", "tvv"], root.HasObject("profile").HasArray("intervals").EnumerateArray().Select(i => i.HasText("parameter").GetString()));
        Assert.Equal(2, root.HasObject("provenance").HasObject("options").HasObject("restarts").HasNumber("count").GetInt32());
    }

    [Fact]
    public void An_interrupted_bootstrap_goes_on_with_the_replicates_it_has()
    {
        string[] Fit(string folder, string seed) => ["fit", Model, "--out", folder, "--no-covariance", "--bootstrap", "4", "--seed", seed];
        Assert.Equal(0, _workspace.Run(Fit("whole", "5")).Code);
        var whole = Lines("whole", "bootstrap.csv");

        // Two replicates and the beginning of a third; the first one's objective shows that it was not fitted again.
        var first = whole[1].Split(',');
        first[2] = "-1.5";
        var kept = string.Join(',', first);
        var journal = $"{whole[0]}\n{kept}\n{whole[2]}\n{whole[3][..20]}";
        _workspace.Write("part.bootstrap.csv", journal);
        var other = _workspace.Run(Fit("part", "6"));
        Assert.Equal(2, other.Code);
        Assert.Contains("PK5303", other.Error, StringComparison.Ordinal);
        Assert.Equal(journal, _workspace.Read("part.bootstrap.csv"));
        Assert.Equal(0, _workspace.Run(Fit("part", "5")).Code);
        Assert.Equal([whole[0], kept, .. whole[2..]], Lines("part", "bootstrap.csv"));
        Assert.False(File.Exists(_workspace.Path("part.bootstrap.csv")));
    }

    [Theory]
    [InlineData("PK6004", "--profile", "tvc")]
    [InlineData("PK5110", "--bootstrap", "3", "--stratify", "SX")]
    [InlineData("PK6003", "--stratify", "WT")]
    [InlineData("PK6003", "--sir", "many")]
    [InlineData("PK6003", "--sir", "100,many")]
    [InlineData("PK6003", "--sir", "100", "--no-covariance")]
    public void What_makes_no_sense_is_refused_before_the_fit(string code, params string[] arguments)
    {
        var run = _workspace.Run(["fit", Model, .. arguments]);
        Assert.Equal(2, run.Code);
        Assert.Contains(code, run.Error, StringComparison.Ordinal);
        Assert.Equal(["datasets", "models"], _workspace.Entries());
    }

    private string[] Lines(params string[] path) => _workspace.Read(path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
