using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Cli.Tests;

public sealed partial class FitTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Fit_of_theophylline_writes_every_field_of_the_contract()
    {
        var run = _workspace.Run("fit", "models/theophylline.poppk");
        Assert.Equal((0, ""), (run.Code, run.Error));
        using var document = JsonDocument.Parse(_workspace.Read("runs", "theophylline-1", "fit.json"));
        var root = document.RootElement;
        Assert.Equal(1, root.HasNumber("schemaVersion").GetInt32());
        Assert.Equal("focei", root.HasText("method").GetString());
        var ofv = root.HasObject("objective").HasNumber("ofv").GetDouble();
        var complete = root.HasObject("objective").HasNumber("minus2LogLikelihood").GetDouble();
        Assert.Equal(132 * Math.Log(2 * Math.PI), complete - ofv, Tolerance.Algebra * complete);
        Assert.True(root.HasTruth("converged").GetBoolean());
        root.HasText("termination");
        Assert.Equal(12, root.HasNumber("subjects").GetInt32());
        Assert.Equal(132, root.HasNumber("observations").GetInt32());
        var step = root.HasObject("covarianceStep");
        Assert.True(step.HasTruth("succeeded").GetBoolean());
        Assert.Equal("sandwich", step.HasText("matrix").GetString());
        Assert.True(step.HasNumber("conditionNumber").GetDouble() > 1);
        Assert.Equal(3, root.HasObject("shrinkage").HasArray("eta").GetArrayLength());
        Assert.Equal(1, root.HasObject("shrinkage").HasArray("epsilon").GetArrayLength());
        foreach (var name in (string[])["totalSeconds", "compileSeconds", "estimationSeconds", "covarianceSeconds"])
        {
            Assert.True(root.HasObject("timing").HasNumber(name).GetDouble() > 0, name);
        }

        foreach (var name in (string[])["iterations", "objectiveEvaluations", "threads"])
        {
            Assert.True(root.HasNumber(name).GetInt32() > 0, name);
        }

        Assert.Equal(0, root.HasNumber("seed").GetInt64());
        var provenance = root.HasObject("provenance");
        Assert.Equal(ProgramVersion.Text, provenance.HasText("version").GetString());
        provenance.HasObject("options");
    }

    [Fact]
    public void Parameters_are_listed_in_order_with_every_element_of_omega()
    {
        Assert.Equal(0, _workspace.Run("fit", "models/theophylline.poppk", "--out", "out").Code);
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        var parameters = document.RootElement.HasArray("parameters").EnumerateArray().ToArray();
        foreach (var parameter in parameters)
        {
            parameter.HasText("name");
            parameter.HasNumber("estimate");
            parameter.HasNumberOrNull("standardError");
            parameter.HasTruth("fixed");
            parameter.HasNumberOrNull("lower");
            parameter.HasNumberOrNull("upper");
            parameter.HasNumber("initial");
        }

        Assert.Equal(
            ["theta[1]", "theta[2]", "theta[3]", "theta[4]", "theta[5]",
                "omega[1,1]", "omega[2,1]", "omega[2,2]", "omega[3,1]", "omega[3,2]", "omega[3,3]"],
            parameters.Select(p => $"{p.HasText("kind")}[{string.Join(',', p.HasArray("index").EnumerateArray())}]"));
        var betweenBlocks = parameters[6];
        Assert.True(betweenBlocks.GetProperty("fixed").GetBoolean());
        Assert.Equal(0, betweenBlocks.GetProperty("estimate").GetDouble());
        Assert.Equal(JsonValueKind.Null, betweenBlocks.GetProperty("standardError").ValueKind);
    }

    [Fact]
    public void Interval_and_relative_error_follow_from_estimate_and_standard_error()
    {
        Assert.Equal(0, _workspace.Run("fit", "models/theophylline.poppk", "--out", "out").Code);
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        var clearance = document.RootElement.GetProperty("parameters")[1];
        var (estimate, error) = (clearance.GetProperty("estimate").GetDouble(), clearance.GetProperty("standardError").GetDouble());
        Assert.Equal(100 * error / estimate, clearance.HasNumber("relativeStandardErrorPercent").GetDouble(), Tolerance.Algebra * 100);
        var interval = clearance.HasArray("confidenceInterval").EnumerateArray().Select(x => x.GetDouble()).ToArray();
        Assert.Equal(estimate, (interval[0] + interval[1]) / 2, Tolerance.Algebra * estimate);
        Assert.Equal(2 * 1.959963984540054 * error, interval[1] - interval[0], Tolerance.Algebra * estimate);
    }

    [Fact]
    public void One_two_and_four_threads_write_the_same_bytes()
    {
        string[] documents = [.. ((string[])["1", "2", "4"]).Select(threads =>
        {
            Assert.Equal(0, _workspace.Run("fit", "models/theophylline.poppk", "--threads", threads, "--out", "t" + threads, "--quiet").Code);
            return Timing().Replace(Threads().Replace(_workspace.Read("t" + threads, "fit.json"), "\"threads\": n"), "\"timing\": t");
        })];
        Assert.Contains("\"timing\": t", documents[0], StringComparison.Ordinal);
        Assert.Contains("\"threads\": n", documents[0], StringComparison.Ordinal);
        Assert.Equal(documents[0], documents[1]);
        Assert.Equal(documents[0], documents[2]);
        foreach (var table in (string[])["individuals.csv", "predictions.csv", "iterations.csv"])
        {
            Assert.Equal(_workspace.Read("t1", table), _workspace.Read("t4", table));
        }
    }

    [Fact]
    public void Provenance_has_the_hashes_of_the_files_and_the_folder_a_copy_of_the_model()
    {
        Assert.Equal(0, _workspace.Run("fit", "models/theophylline.poppk", "--out", "out", "--seed", "7", "--covariance", "r").Code);
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        var provenance = document.RootElement.GetProperty("provenance");
        Assert.Equal(HashOf("models", "theophylline.poppk"), provenance.HasText("modelSha256").GetString());
        Assert.Equal(HashOf("datasets", "theophylline.csv"), provenance.HasText("dataSha256").GetString());
        Assert.Equal(HashOf("out", "model.poppk"), provenance.GetProperty("modelSha256").GetString());
        Assert.Equal("r", provenance.GetProperty("options").HasText("covariance").GetString());
        Assert.Equal(7, document.RootElement.GetProperty("seed").GetInt64());
        Assert.False(provenance.GetProperty("options").TryGetProperty("threads", out _));
    }

    [Fact]
    public void Predictions_keep_the_data_as_written_and_add_predictions_and_residuals()
    {
        _workspace.WriteChanged("datasets/theophylline.csv", "datasets/pred.csv", "ID,TIME,AMT,DV,EVID,WT", "ID,TIME,AMT,DV,EVID,PRED");
        Assert.Equal(0, _workspace.Run("fit", "models/theophylline.poppk", "--data", "datasets/pred.csv", "--out", "out").Code);
        var data = _workspace.Read("datasets", "pred.csv").TrimEnd().Split('\n');
        var lines = _workspace.Read("out", "predictions.csv").TrimEnd().Split('\n');
        Assert.Equal("ID,TIME,AMT,DV,EVID,PRED_DATA,PRED,IPRED,RES,WRES,CPRED,CRES,CWRES,IRES,IWRES,NWRES,WRESI,CWRESI", lines[0]);
        Assert.Equal(data.Length, lines.Length);
        for (var i = 1; i < lines.Length; i++)
        {
            Assert.StartsWith(data[i].TrimEnd() + ",", lines[i], StringComparison.Ordinal);
        }

        Assert.EndsWith(",.,.,.,.,.", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", string.Concat(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Individual_objectives_add_up_and_parameters_are_the_models()
    {
        Assert.Equal(0, _workspace.Run("fit", "models/theophylline.poppk", "--out", "out").Code);
        var lines = _workspace.Read("out", "individuals.csv").TrimEnd().Split('\n');
        Assert.Equal("ID,eta_ka,eta_cl,eta_v,SE_eta_ka,SE_eta_cl,SE_eta_v,ka,cl,v,OFV", lines[0]);
        Assert.Equal(13, lines.Length);
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        var ofv = document.RootElement.GetProperty("objective").GetProperty("ofv").GetDouble();
        Assert.Equal(ofv, lines.Skip(1).Sum(l => Number(l.Split(',')[^1])), Tolerance.Algebra * ofv);
        var clearance = document.RootElement.GetProperty("parameters")[1].GetProperty("estimate").GetDouble();
        foreach (var cells in lines.Skip(1).Select(l => l.Split(',')))
        {
            Assert.Equal(clearance * Math.Exp(Number(cells[2])), Number(cells[8]), Tolerance.Algebra * clearance * Math.E);
        }
    }

    [Fact]
    public void Iterations_begin_at_the_initial_estimates_and_end_at_the_objective()
    {
        Assert.Equal(0, _workspace.Run("fit", "models/theophylline.poppk", "--out", "out").Code);
        var lines = _workspace.Read("out", "iterations.csv").TrimEnd().Split('\n').Select(l => l.Split(',')).ToArray();
        Assert.Equal(["step", "method", "iteration", "ofv", "largestGradient", "predictedDecrease", "evaluations", "tvka"], lines[0].Take(8));
        Assert.Equal(1.5, Number(lines[1][7]), Tolerance.Algebra * 10);
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        Assert.Equal(document.RootElement.GetProperty("iterations").GetInt32(), lines.Length - 2);
        Assert.Equal(document.RootElement.GetProperty("objective").GetProperty("ofv").GetDouble(), Number(lines[^1][3]), Tolerance.ObjectiveFourDecimals);
    }

    [Fact]
    public void No_covariance_means_no_standard_errors_and_no_warning()
    {
        var run = _workspace.Run("fit", "models/theophylline.poppk", "--out", "out", "--no-covariance");
        Assert.Equal(0, run.Code);
        Assert.DoesNotContain("RSE", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("PK5105", run.Out, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        Assert.False(document.RootElement.GetProperty("covarianceStep").GetProperty("succeeded").GetBoolean());
        Assert.All(
            document.RootElement.GetProperty("parameters").EnumerateArray(),
            p => Assert.Equal(JsonValueKind.Null, p.GetProperty("standardError").ValueKind));
    }

    [Fact]
    public void Output_shows_iterations_tables_and_where_the_files_are()
    {
        var run = _workspace.Run("fit", "models/theophylline.poppk");
        foreach (var expected in (string[])
            ["theophylline.poppk", "12 subjects, 132 observations, 12 doses", "iter   objective gradient     tvka", "objective (OFV)", "-2 log likelihood",
                "RSE %", "95 % interval", "clearance", "L/h", "CV %", "shrinkage %", "runs/theophylline-1/"])
        {
            Assert.Contains(expected, run.Out, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("\u001b", run.Out, StringComparison.Ordinal);
        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= 120, line));
    }

    [Fact]
    public void Quiet_prints_only_findings()
    {
        var run = _workspace.Run("fit", "models/theophylline.poppk", "--quiet");
        Assert.Equal((0, ""), (run.Code, run.Out));
        Assert.Contains("warning PK5104", run.Error, StringComparison.Ordinal);
        Assert.Equal(["theophylline-1"], _workspace.Entries("runs"));
    }

    [Fact]
    public void Subject_without_observations_is_a_warning_and_the_fit_runs()
    {
        var lines = _workspace.Read("datasets", "theophylline.csv").Split('\n');
        _workspace.Write("datasets/gap.csv", string.Join('\n', lines.Where(l => !(l.StartsWith("2,", StringComparison.Ordinal) && l.Split(',')[4] == "0"))));
        var run = _workspace.Run("fit", "models/theophylline.poppk", "--data", "datasets/gap.csv", "--out", "out");
        Assert.Equal(0, run.Code);
        Assert.Contains("warning PK2215", run.Error, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        Assert.Equal(121, document.RootElement.GetProperty("observations").GetInt32());
        Assert.Contains("PK2215", document.RootElement.GetProperty("warnings").EnumerateArray().Select(w => w.GetProperty("code").GetString()));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private string HashOf(params string[] path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_workspace.Path(path))));

    [GeneratedRegex("\"timing\": \\{[^}]*\\}")]
    private static partial Regex Timing();

    [GeneratedRegex("\"threads\": \\d+")]
    private static partial Regex Threads();
}
