using System.Globalization;
using System.Text.Json;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Cli.Tests;

/// <summary>Methods and chains of methods on the command line.</summary>
public sealed class MethodTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("fo", "fo")]
    [InlineData("FOI", "foi")]
    [InlineData("fo-interaction", "foi")]
    [InlineData("foce", "foce")]
    [InlineData("FOCEI", "focei")]
    [InlineData("laplace", "laplace")]
    [InlineData("Laplace-NoInter", "laplace-nointer")]
    [InlineData("agq", "agq(5)")]
    [InlineData("agq(2)", "agq(2)")]
    [InlineData("agq:2", "agq(2)")]
    [InlineData("AGQ2", "agq(2)")]
    public void Every_method_is_found_by_its_names_and_says_how_it_differentiates(string written, string name)
    {
        var run = _workspace.Run("evaluate", "models/phenobarbital.poppk", "--method", written, "--out", "out");
        Assert.Equal((0, ""), (run.Code, run.Error));
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        Assert.Equal(name, document.RootElement.HasText("method").GetString());
        Assert.Contains("exact", document.RootElement.HasText("gradientRule").GetString(), StringComparison.Ordinal);
        Assert.Equal(name, document.RootElement.GetProperty("provenance").GetProperty("options").HasText("method").GetString());
    }

    [Fact]
    public void A_chain_starts_each_method_where_the_one_before_ended()
    {
        var run = _workspace.Run("fit", "models/phenobarbital.poppk", "--method", "fo,focei", "--out", "chain");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("step 2 of 2, focei", run.Out, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(_workspace.Read("chain", "fit.json"));
        var root = document.RootElement;
        var steps = root.HasArray("steps").EnumerateArray().ToArray();
        Assert.Equal(["fo", "focei"], steps.Select(s => s.HasText("method").GetString()));
        Assert.All(steps, s => Assert.True(s.HasTruth("converged").GetBoolean()));
        Assert.All(steps, s => Assert.True(s.HasNumber("objectiveEvaluations").GetInt32() > 1));
        Assert.Equal(2, root.GetProperty("timing").HasArray("stepSeconds").GetArrayLength());
        Assert.Equal("focei", root.GetProperty("method").GetString());
        Assert.Equal(root.GetProperty("objective").GetProperty("ofv").GetDouble(), steps[1].HasNumber("ofv").GetDouble());
        Assert.Equal("fo,focei", root.GetProperty("provenance").GetProperty("options").GetProperty("method").GetString());

        var rows = _workspace.Read("chain", "iterations.csv").TrimEnd().Split('\n').Skip(1).Select(l => l.Split(',')).ToArray();
        var second = rows.First(r => r[0] == "2");
        Assert.Equal(("focei", "0"), (second[1], second[2]));
        var estimate = steps[0].HasArray("estimates")[0].GetDouble();
        Assert.Equal(estimate, double.Parse(second[7], CultureInfo.InvariantCulture), Tolerance.Algebra * estimate);

        Assert.Equal(0, _workspace.Run("fit", "models/phenobarbital.poppk", "--method", "focei", "--out", "alone").Code);
        Assert.Equal(Objective("alone"), Objective("chain"), Tolerance.MinimumReached);
    }

    [Fact]
    public void Evaluating_several_methods_gives_the_objective_of_each()
    {
        string[] methods = ["fo", "focei", "laplace"];
        var run = _workspace.Run("evaluate", "models/phenobarbital.poppk", "--method", string.Join(',', methods), "--out", "all");
        Assert.Equal((0, ""), (run.Code, run.Error));
        using var document = JsonDocument.Parse(_workspace.Read("all", "fit.json"));
        var steps = document.RootElement.HasArray("steps");
        for (var i = 0; i < methods.Length; i++)
        {
            Assert.Equal(0, _workspace.Run("evaluate", "models/phenobarbital.poppk", "--method", methods[i], "--out", methods[i]).Code);
            Assert.Equal(Objective(methods[i]), steps[i].HasNumber("ofv").GetDouble());
            Assert.Matches($"{methods[i]} +{Objective(methods[i]).ToString("F4", CultureInfo.InvariantCulture)}", run.Out);
        }
    }

    private double Objective(string folder)
    {
        using var document = JsonDocument.Parse(_workspace.Read(folder, "fit.json"));
        return document.RootElement.GetProperty("objective").GetProperty("ofv").GetDouble();
    }
}
