using System.Text.Json;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Cli.Tests;

public sealed class EvaluateTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Evaluate_keeps_the_models_values_and_writes_the_same_files()
    {
        var run = _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "out");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(["fit.json", "individuals.csv", "iterations.csv", "model.poppk", "predictions.csv", "report.html", "report.json"], _workspace.Entries("out"));
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        var root = document.RootElement;
        Assert.True(root.GetProperty("converged").GetBoolean());
        Assert.Equal("evaluatedOnly", root.GetProperty("status").GetString());
        Assert.Equal(0, root.GetProperty("iterations").GetInt32());
        Assert.False(root.GetProperty("covarianceStep").GetProperty("succeeded").GetBoolean());
        Assert.All(
            root.GetProperty("parameters").EnumerateArray(),
            p => Assert.Equal(p.GetProperty("initial").GetDouble(), p.GetProperty("estimate").GetDouble()));
    }

    [Fact]
    public void A_subject_that_cannot_be_solved_leaves_the_others_their_results()
    {
        _workspace.Write("mm.poppk", """
            model mm
              data "mm.csv"
            parameters
              tvvm = 20 in (0, 100)
              add  = 1  in (0, 10)
            variability by ID
              eta ~ 0.01
            structure
              d/dt central = -tvvm*exp(eta)*central/(100 + central)
            observations
              cp = central/20
              DV ~ additive(cp, add)

            """);
        _workspace.Write("mm.csv", "ID,TIME,AMT,DV,EVID,SS,II\n" + string.Concat(Enumerable.Range(0, 3).Select(i =>
            $"{i + 1},0,{(i == 1 ? 300 : 100)},.,1,1,12\n{i + 1},1,.,5,0,0,0\n{i + 1},6,.,3,0,0,0\n")));
        foreach (var command in new[] { "evaluate", "fit" })
        {
            var run = _workspace.Run(command, "mm.poppk", "--out", command);
            Assert.Equal(1, run.Code);
            Assert.Contains("subject 2 at time 0: the steady state of a dose does not exist", run.Out + run.Error, StringComparison.Ordinal);
            var individuals = _workspace.Read(command, "individuals.csv").TrimEnd().Split('\n');
            Assert.Equal(4, individuals.Length);
            Assert.Equal("2,.,.,.", individuals[2]);
            Assert.DoesNotContain(",.", individuals[1] + individuals[3], StringComparison.Ordinal);
            var predictions = _workspace.Read(command, "predictions.csv").TrimEnd().Split('\n');
            Assert.Equal(10, predictions.Length);
            Assert.EndsWith(",.,.,.,.,.,.,.,.,.,.,.,.", predictions[5], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Evaluate_agrees_with_the_first_iteration_of_a_fit()
    {
        _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "evaluated");
        _workspace.Run("fit", "models/theophylline.poppk", "--out", "fitted");
        using var document = JsonDocument.Parse(_workspace.Read("evaluated", "fit.json"));
        var first = _workspace.Read("fitted", "iterations.csv").Split('\n')[1].Split(',')[3];
        Assert.Equal(
            double.Parse(first, System.Globalization.CultureInfo.InvariantCulture),
            document.RootElement.GetProperty("objective").GetProperty("ofv").GetDouble(),
            Tolerance.ObjectiveFourDecimals);
    }

    [Fact]
    public void Dates_and_clock_times_give_what_hours_give()
    {
        var start = new DateTime(1999, 12, 31, 8, 20, 0);
        var rows = _workspace.Read("datasets", "theophylline.csv").TrimEnd().Split('\n').Skip(1).Select(l => l.TrimEnd().Split(',')).ToArray();
        var written = rows.Select(r => $"{r[0]},{At(r[1]):M/d/yy},{At(r[1]):H:mm:ss},{r[2]},{r[3]},{r[4]},{r[5]}");
        _workspace.Write("datasets/clock.csv", string.Join('\n', written.Prepend("ID,DATE,TIME,AMT,DV,EVID,WT")));
        var run = _workspace.Run("evaluate", "models/theophylline.poppk", "--data", "datasets/clock.csv", "--out", "clock");
        Assert.Equal(0, run.Code);
        Assert.Contains("note PK2121", run.Error, StringComparison.Ordinal);
        _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "hours");
        Assert.Equal(Objective("hours"), Objective("clock"));

        var lines = _workspace.Read("clock", "predictions.csv").TrimEnd().Split('\n');
        Assert.Equal("ID,DATE,TIME_DATA,AMT,DV,EVID,WT,TIME,PRED,IPRED,RES,WRES,CPRED,CRES,CWRES,IRES,IWRES,NWRES,WRESI,CWRESI", lines[0].TrimEnd());
        Assert.Equal(rows.Select(r => r[1]), lines.Skip(1).Select(l => l.Split(',')[7]));

        DateTime At(string hours) => start.AddSeconds((double)(3600 * decimal.Parse(hours, System.Globalization.CultureInfo.InvariantCulture)));
        double Objective(string folder) =>
            JsonDocument.Parse(_workspace.Read(folder, "fit.json")).RootElement.GetProperty("objective").GetProperty("ofv").GetDouble();
    }

    [Fact]
    public void Objective_that_does_not_exist_is_written_as_null_with_the_subjects_that_failed()
    {
        _workspace.WriteChanged("models/theophylline.poppk", "models/broken.poppk", "ka = tvka * exp(eta_ka)", "ka = log(-tvka) * exp(eta_ka)");
        var run = _workspace.Run("evaluate", "models/broken.poppk", "--out", "out");
        Assert.Equal(1, run.Code);
        Assert.Contains("does not exist", run.Out, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("objective").GetProperty("ofv").ValueKind);
        Assert.False(document.RootElement.GetProperty("converged").GetBoolean());
        Assert.NotEqual(0, document.RootElement.GetProperty("failures").GetArrayLength());
    }

    [Fact]
    public void Fit_that_cannot_start_has_no_estimates()
    {
        _workspace.WriteChanged("models/theophylline.poppk", "models/broken.poppk", "ka = tvka * exp(eta_ka)", "ka = log(-tvka) * exp(eta_ka)");
        var run = _workspace.Run("fit", "models/broken.poppk", "--out", "out");
        Assert.Equal(1, run.Code);
        Assert.Contains("PK5003", run.Out, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        Assert.Equal("initialPointFailed", document.RootElement.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("parameters")[0].GetProperty("estimate").ValueKind);
    }
}
