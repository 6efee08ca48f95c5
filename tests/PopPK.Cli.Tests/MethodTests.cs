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

    [Fact]
    public void A_method_that_cannot_compute_with_the_model_is_refused_before_anything_runs()
    {
        _workspace.WriteChanged("models/theophylline.poppk", "models/heavy.poppk", "DV ~ combined(cp, add, prop)", "DV ~ student_t(cp, add + prop, 4)");
        var run = _workspace.Run("fit", "models/heavy.poppk", "--method", "fo,laplace", "--data", "datasets/theophylline.csv");
        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains("error PK4001: fo cannot compute with Student's t observations", run.Error, StringComparison.Ordinal);
        Assert.Contains("models/heavy.poppk:", run.Error, StringComparison.Ordinal);
        Assert.Contains("use laplace or agq", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("laplace cannot", run.Error, StringComparison.Ordinal);
        Assert.Contains("PK4001", _workspace.Run("check", "models/heavy.poppk").Error, StringComparison.Ordinal);
        var computed = _workspace.Run("evaluate", "models/heavy.poppk", "--method", "laplace");
        Assert.Equal(0, computed.Code);
        Assert.DoesNotContain("2 pi", computed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("shrinkage of the residuals", computed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Capabilities_are_a_table_with_footnotes()
    {
        var run = _workspace.Run("explain", "--capabilities");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Matches("Student's t observations +no \\(2\\) +no \\(2\\) +no \\(2\\) +no \\(2\\) +yes +yes +yes", run.Out);
        Assert.Contains("(2) it replaces the density", run.Out, StringComparison.Ordinal);
        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= 130, line));
        Assert.Equal(2, _workspace.Run("explain", "--capabilities", "models/theophylline.poppk").Code);
        Assert.Contains("explain needs a model", _workspace.Run("explain").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Occasions_have_columns_of_their_own_among_the_individuals()
    {
        _workspace.Write("occ.poppk", """
            model occ
              data "occ.csv"
            parameters
              tva = 10 in (0, inf)
              sd  = 1 in (0, inf)
            variability by ID
              eta ~ 0.1
            variability by OCC within ID
              kappa ~ 0.05
            individual
              a = tva*exp(eta + kappa)
            observations
              DV ~ additive(a, sd)

            """);
        _workspace.Write("occ.csv", "ID,TIME,DV,OCC\n1,0,9,1\n1,1,10,1\n1,2,14,2\n1,3,13,2\n2,0,8,1\n2,1,9,1\n3,0,13,3\n3,1,9,1\n");
        var run = _workspace.Run("evaluate", "occ.poppk", "--out", "out");
        Assert.Equal(0, run.Code);
        Assert.Matches("kappa +OCC within ID +0\\.05", run.Out);
        var lines = _workspace.Read("out", "individuals.csv").TrimEnd().Split('\n').Select(l => l.Split(',')).ToArray();
        // A column is an occasion of the data, also for a subject that misses some or has them in another order.
        Assert.Equal(["ID", "eta", "kappa_1", "kappa_2", "kappa_3", "SE_eta", "SE_kappa_1", "SE_kappa_2", "SE_kappa_3", "a", "OFV"], lines[0]);
        Assert.Equal([false, true, true, false, true, true], lines[2][2..5].Concat(lines[2][6..9]).Select(c => c == "."));
        Assert.Equal([false, true, false, false, true, false], lines[3][2..5].Concat(lines[3][6..9]).Select(c => c == "."));
        Assert.True(double.Parse(lines[3][4], CultureInfo.InvariantCulture) > double.Parse(lines[3][2], CultureInfo.InvariantCulture));
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        var means = document.RootElement.HasObject("etaMeans");
        Assert.Equal([3, 5], means.HasArray("count").EnumerateArray().Select(c => c.GetInt32()));
        string[] written = [lines[1][2], lines[1][3], lines[2][2], lines[3][2], lines[3][4]];
        var kappas = written.Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(kappas.Average(), means.HasArray("mean")[1].GetDouble(), Tolerance.Algebra);

        Assert.Equal(0, _workspace.Run("evaluate", "occ.poppk", "--method", "agq:3", "--quiet").Code);
        _workspace.WriteChanged("occ.csv", "more.csv", "1,3,13,2", "1,3,13,4");
        var refused = _workspace.Run("evaluate", "occ.poppk", "--data", "more.csv", "--method", "agq:100");
        Assert.Equal(2, refused.Code);
        Assert.Contains("error PK4008: agq(100) would need 100^4 nodes", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_priors_contribute_is_reported_apart()
    {
        _workspace.WriteChanged("models/theophylline.poppk", "models/prior.poppk", "variability by ID", """
            priors
              tvcl ~ normal(3, sd 0.5)

            variability by ID
            """);
        Assert.Equal(0, _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "without").Code);
        var run = _workspace.Run("evaluate", "models/prior.poppk", "--out", "with");
        Assert.Equal(0, run.Code);
        Assert.Matches("of it priors +0\\.8116 ", run.Out);
        using var document = JsonDocument.Parse(_workspace.Read("with", "fit.json"));
        var objective = document.RootElement.HasObject("objective");

        // -2 log of the normal density at tvcl = 2.7.
        var expected = 0.36 + Math.Log(2 * Math.PI * 0.25);
        Assert.Equal(expected, objective.HasNumber("prior").GetDouble(), Tolerance.Algebra);
        Assert.Equal(Objective("without") + expected, Objective("with"), Tolerance.Algebra);
        Assert.Equal(expected, document.RootElement.HasArray("steps")[0].HasNumber("prior").GetDouble(), Tolerance.Algebra);
    }

    private double Objective(string folder)
    {
        using var document = JsonDocument.Parse(_workspace.Read(folder, "fit.json"));
        return document.RootElement.GetProperty("objective").GetProperty("ofv").GetDouble();
    }
}
