using System.Globalization;
using System.Text.Json;
using Xunit;

namespace PopPK.Cli.Tests;

/// <summary><c>poppk simulate</c> with a regimen: files, lines, and where people come from.</summary>
public sealed class RegimenTests : IDisposable
{
    private const string Text = "regimen daily\n  dose 4*WT every 24\n  sample 0 to 48 by 12\npopulation 5\n  from \"people.csv\"\narm a\narm b 3\n  dose 100 into central at 6\n";

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void A_file_is_simulated_with_people_from_a_file_beside_it()
    {
        Directory.CreateDirectory(_workspace.Path("trials"));
        _workspace.Write("trials/people.csv", "ID,WT\n1,50\n2,100\n");
        _workspace.Write("trials/daily.regimen", Text);
        var run = _workspace.Run("simulate", "models/theophylline.poppk", "--regimen", "trials/daily.regimen", "--out", "out");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("2 arms", run.Out, StringComparison.Ordinal);
        var rows = Rows("out");
        var (id, weight, amount, arm, person) = (Column(rows, "ID"), Column(rows, "WT"), Column(rows, "AMT"), Column(rows, "ARM"), Column(rows, "PERSON"));
        Assert.Equal(8, id.Distinct().Count());
        Assert.Equal(["50", "100"], weight.Distinct().OrderBy(Number));
        Assert.Equal(["0", "100", "200", "400"], amount.Distinct().OrderBy(Number));
        Assert.All(weight.Zip(amount).Zip(arm), r => Assert.True(Number(r.First.Second) is 0 or 100 || Number(r.First.Second) == 4 * Number(r.First.First)));
        Assert.Equal(["1", "2", "3", "4", "5"], person.Distinct());

        // The same person has the same parameters in both arms.
        var clearance = Column(rows, "cl");
        Assert.Equal(5, clearance.Distinct().Count());
        Assert.Equal(5, person.Zip(clearance).Distinct().Count());
        using var document = JsonDocument.Parse(_workspace.Read("out", "simulation.json"));
        var options = document.RootElement.GetProperty("options");
        Assert.Equal("trials/daily.regimen", options.GetProperty("regimen").GetString());
        Assert.Equal(64, options.GetProperty("regimenSha256").GetString()!.Length);
    }

    [Fact]
    public void Lines_say_the_same_as_a_file()
    {
        _workspace.Write("a.regimen", "regimen a\n  dose 100 every 12 times 2\n  sample 1, 13\npopulation 4\n");
        var file = _workspace.Run("simulate", "models/theophylline.poppk", "--regimen", "a.regimen", "--out", "file", "--quiet");
        var lines = _workspace.Run(
            "simulate", "models/theophylline.poppk", "--dose", "100 every 12 for 2 doses", "--sample", "1, 13", "--population", "4", "--out", "lines", "--quiet");
        Assert.Equal((0, "", 0, ""), (file.Code, file.Error, lines.Code, lines.Error));
        Assert.Equal(_workspace.Read("file", "simulated.csv"), _workspace.Read("lines", "simulated.csv"));
        var more = _workspace.Run(
            "simulate", "models/theophylline.poppk", "--regimen", "a.regimen", "--population", "2", "--arm", "low: 5 at 3", "--arm", "high: 50 at 3", "--out", "more", "--quiet");
        Assert.Equal((0, ""), (more.Code, more.Error));
        Assert.Equal(4, Column(Rows("more"), "ID").Distinct().Count());
    }

    [Fact]
    public void People_come_from_the_data_of_the_model_or_of_a_run()
    {
        Assert.Equal(0, _workspace.Run("evaluate", "models/phenobarbital.poppk", "--out", "fit", "--quiet").Code);
        foreach (var source in (string[])["models/phenobarbital.poppk", "fit"])
        {
            var run = _workspace.Run("simulate", source, "--dose", "10*WT", "--sample", "1", "--out", "out", "--quiet");
            Assert.Equal((0, ""), (run.Code, run.Error));
            Assert.Equal(59, Column(Rows("out"), "ID").Distinct().Count());
        }

        _workspace.Write("few.csv", "ID,TIME,AMT,DV,WT\n1,0,1,.,2\n1,1,.,1,2\n");
        var few = _workspace.Run("simulate", "models/phenobarbital.poppk", "--data", "few.csv", "--dose", "10*WT", "--sample", "1", "--out", "out", "--quiet");
        Assert.Equal((0, ""), (few.Code, few.Error));
        Assert.Equal(["2"], Column(Rows("out"), "WT").Distinct());
    }

    [Fact]
    public void Bytes_of_a_titrated_trial_do_not_depend_on_threads()
    {
        _workspace.Write("t.regimen", "regimen t\n  dose 100 every 12\n  titrate at 24, 48 on DV: if (DV > 3) 0.5*dose else 2*dose\n  sample 6 to 96 by 6\npopulation 50\n");
        foreach (var threads in (string[])["1", "4"])
        {
            var run = _workspace.Run("simulate", "models/theophylline.poppk", "--regimen", "t.regimen", "--replicates", "20", "--threads", threads, "--out", "t" + threads, "--quiet");
            Assert.Equal((0, ""), (run.Code, run.Error));
        }

        Assert.Equal(_workspace.Read("t1", "simulated.csv"), _workspace.Read("t4", "simulated.csv"));
        Assert.Equal(["0", "25", "50", "100", "200", "400"], Column(Rows("t1"), "AMT").Distinct().OrderBy(Number));
    }

    [Theory]
    [InlineData("PK7010", "--dose", "100 into dept")]
    [InlineData("PK7050", "--regimen", ".")]
    [InlineData("PK7051", "--regimen", "none.regimen")]
    [InlineData("PK6021", "--population", "5 from \"none.csv\"", "--dose", "WT")]
    [InlineData("PK7061", "--dose", "100*WGT")]
    [InlineData("PK7067", "--dose", "100 - WT*10")]
    public void Mistakes_are_named_and_nothing_is_written(string code, params string[] arguments)
    {
        var run = _workspace.Run(["simulate", "models/theophylline.poppk", "--out", "out", "--sample", "1", .. arguments]);
        Assert.Equal(2, run.Code);
        Assert.Contains(code, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Path("out")));
    }

    private string[][] Rows(string folder) => [.. _workspace.Read(folder, "simulated.csv").TrimEnd().Split('\n').Select(l => l.Split(','))];

    private static string[] Column(string[][] rows, string name) => [.. rows.Skip(1).Select(r => r[Array.IndexOf(rows[0], name)])];

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
