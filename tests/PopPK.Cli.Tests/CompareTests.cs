using System.Text.Json;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Cli.Tests;

/// <summary>Runs side by side.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Nested_runs_are_tested_with_the_variance_at_its_boundary()
    {
        Fit("full", "eta_v ~ 0.02");
        Fit("reduced", "eta_v ~ 0 fixed");
        var run = _workspace.Run("compare", "reduced", "full");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("Likelihood-ratio tests", run.Out, StringComparison.Ordinal);
        Assert.Contains("omega(eta_v)", run.Out, StringComparison.Ordinal);
        Assert.Contains("1/2 chi-square with 0 df + 1/2 with 1 df", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Information_criteria_follow_from_the_likelihood()
    {
        Fit("out", "eta_v ~ 0.02");
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        var root = document.RootElement;
        var likelihood = root.GetProperty("objective").GetProperty("minus2LogLikelihood").GetDouble();
        var criteria = root.GetProperty("informationCriteria");
        Assert.Equal(7, criteria.GetProperty("parameters").GetInt32());

        // tvcl and tvv with their variances; ka and the residual errors have none.
        Assert.Equal(4, criteria.GetProperty("randomParameters").GetInt32());
        Assert.Equal(likelihood + 14, criteria.GetProperty("aic").GetDouble(), Tolerance.Algebra * likelihood);
        Assert.Equal(likelihood + 7 * Math.Log(132), criteria.GetProperty("bic").GetDouble(), Tolerance.Algebra * likelihood);
        Assert.Equal(likelihood + 4 * Math.Log(12) + 3 * Math.Log(132), criteria.GetProperty("mixedBic").GetDouble(), Tolerance.Algebra * likelihood);
    }

    [Fact]
    public void Runs_by_other_methods_or_on_other_data_are_told_apart()
    {
        Fit("focei", "eta_v ~ 0.02");
        Fit("foce", "eta_v ~ 0.02", "foce");
        Assert.Equal(0, _workspace.Run("evaluate", "models/phenobarbital.poppk", "--out", "other").Code);
        var run = _workspace.Run("compare", "focei", "foce", "other");
        Assert.Equal(0, run.Code);
        Assert.Contains("PK6063", run.Error, StringComparison.Ordinal);
        Assert.Contains("PK6062", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Likelihood-ratio", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_run_is_said()
    {
        var missing = _workspace.Run("compare", "nowhere", "models/theophylline.poppk");
        Assert.Equal(2, missing.Code);
        Assert.Contains("PK6060", missing.Error, StringComparison.Ordinal);
        Assert.Contains("PK6061", missing.Error, StringComparison.Ordinal);
        Assert.Equal("", missing.Out);
        var nothing = _workspace.Run("compare");
        Assert.Equal(2, nothing.Code);
        Assert.Contains("compare needs runs", nothing.Error, StringComparison.Ordinal);
    }

    private void Fit(string folder, string effect, string method = "focei")
    {
        _workspace.Write("m.poppk", $"""
            model m
              data "datasets/theophylline.csv"
            parameters
              tvka = 1.5  in (0, 20)
              tvcl = 2.8  in (0, 20)
              tvv  = 32   in (0, 200)
              add  = 0.3  in (0, 5)
              prop = 0.13 in (0, 1)
            variability by ID
              eta_cl ~ 0.06
              {effect}
            individual
              ka = tvka
              cl = tvcl*exp(eta_cl)
              v  = tvv*exp(eta_v)
            structure
              one_compartment(cl, v, ka)
            observations
              cp = central/v
              DV ~ combined(cp, add, prop)

            """);
        var run = _workspace.Run("fit", "m.poppk", "--method", method, "--out", folder, "--no-covariance", "--quiet");
        Assert.Equal(0, run.Code);
    }
}
