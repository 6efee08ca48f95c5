using System.Globalization;
using System.Text.Json;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Cli.Tests;

/// <summary><c>poppk forecast</c>: what it writes and shows, and what it refuses.</summary>
public sealed class ForecastTests : IDisposable
{
    private const string Model = "models/theophylline.poppk";
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    private CliRun Forecast(string folder, params string[] options) => _workspace.Run(["forecast", Model, "--samples", "60", "--out", folder, .. options]);

    private string[][] Rows(string folder, string file) => [.. _workspace.Read(folder, file).TrimEnd().Split('\n').Select(l => l.Split(','))];

    private static double Number(string text) => text == "." ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);

    [Fact]
    public void Writes_the_course_of_each_candidate()
    {
        var run = Forecast("out", "--times", "30, 36 to 48 by 6", "--dose", "300 every 12 times 2", "--dose", "loading: 400; 200 at 12", "--seed", "4");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(["forecast.csv", "forecast.json", "individuals.csv"], _workspace.Entries("out"));
        var rows = Rows("out", "forecast.csv");
        Assert.Equal("ID,CANDIDATE,TIME,DV,PRED,IPRED,LOWER,MEDIAN,UPPER", string.Join(',', rows[0]));

        // Four times and the last record of the data, from which they go on.
        Assert.Equal(12 * 5, rows.Count(r => r[1] == "loading"));
        Assert.Equal(["as given", "300 every 12 times 2", "loading"], rows.Skip(1).Select(r => r[1]).Distinct());
        Assert.All(rows.Skip(1).Where(r => r[1] != "as given"), r => Assert.True(Number(r[6]) < Number(r[7]) && Number(r[7]) < Number(r[8])));
        using var document = JsonDocument.Parse(_workspace.Read("out", "forecast.json"));
        Assert.Equal((12, 4, rows.Length - 1), (
            document.RootElement.GetProperty("subjects").GetInt32(),
            document.RootElement.GetProperty("seed").GetInt32(),
            document.RootElement.GetProperty("rows").GetInt32()));
    }

    [Fact]
    public void Individuals_are_those_of_evaluate()
    {
        Assert.Equal(0, Forecast("out", "--quiet").Code);
        Assert.Equal(0, _workspace.Run("evaluate", Model, "--out", "run", "--quiet").Code);
        var (forecast, evaluated) = (Rows("out", "individuals.csv"), Rows("run", "individuals.csv"));
        foreach (var name in (string[])["eta_ka", "eta_cl", "eta_v", "ka", "cl", "v"])
        {
            var (a, b) = (Array.IndexOf(forecast[0], name), Array.IndexOf(evaluated[0], name));
            for (var i = 1; i < evaluated.Length; i++)
            {
                Near.Equal(Number(evaluated[i][b]), Number(forecast[i][a]), Tolerance.Ode, 1, $"{name} of {evaluated[i][0]}");
            }
        }
    }

    [Fact]
    public void A_run_is_forecast_at_its_estimates_for_a_patient_of_its_own()
    {
        Assert.Equal(0, _workspace.Run("fit", Model, "--out", "fit", "--quiet", "--no-covariance").Code);
        _workspace.Write("patient.csv", "ID,TIME,AMT,EVID,DV,WT\n77,0,320,1,.,70\n77,2,0,0,8,70\n");
        var run = _workspace.Run("forecast", "fit", "--data", "patient.csv", "--dose", "200 every 8", "--target", "cavg(16, 24) in [8, 12]", "--out", "out", "--samples", "100");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("Subject 77", run.Out, StringComparison.Ordinal);
        Assert.Contains("estimates of fit", run.Out, StringComparison.Ordinal);
        Assert.Contains("recommended:", run.Out, StringComparison.Ordinal);
        var target = Rows("out", "targets.csv").Single(r => r.Contains("200 every 8"));
        Assert.Equal("attained", target[^1]);
    }

    [Fact]
    public void Bytes_do_not_depend_on_threads_or_on_who_else_is_forecast()
    {
        Forecast("one", "--threads", "1", "--residual-error", "--quiet");
        Forecast("four", "--threads", "4", "--residual-error", "--quiet");
        Forecast("alone", "--subject", "7", "--residual-error", "--quiet");
        foreach (var file in (string[])["forecast.csv", "individuals.csv"])
        {
            Assert.Equal(_workspace.Read("one", file), _workspace.Read("four", file));
            Assert.Equal(Rows("one", file).Where(r => r[0] == "7"), Rows("alone", file).Skip(1));
        }
    }

    [Fact]
    public void A_patient_without_levels_has_the_forecast_of_anybody()
    {
        _workspace.Write("patient.csv", "ID,TIME,AMT,EVID,DV,WT\n77,0,320,1,.,70\n");
        var run = Forecast("out", "--data", "patient.csv", "--until", "24");
        Assert.Equal(0, run.Code);
        Assert.Contains("note PK7304", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("PK2215", run.Error, StringComparison.Ordinal);
        Assert.Contains("0 levels", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PK7300", "--subject", "99")]
    [InlineData("PK7301", "--until", "20")]
    [InlineData("PK7302", "--from", "-3")]
    [InlineData("PK6003", "--until", "soon")]
    [InlineData("PK6003", "--threads", "0")]
    [InlineData("PK7010", "--dose", "100 into gut every 12")]
    [InlineData("PK7312", "--dose", "wash: 100 every 12; reset at 5")]
    [InlineData("PK7314", "--dose", "5*BSA every 12")]
    [InlineData("PK72", "--target", "auc(0, 24) around 400")]
    [InlineData("PK72", "--target", "auc(blood, 0, 24) in [400, 600]")]
    [InlineData("PK7024", "--times", "48 to 24 by 1")]
    public void What_cannot_be_forecast_is_refused_and_nothing_is_written(string code, string option, string value)
    {
        var run = Forecast("out", option, value);
        Assert.Equal(2, run.Code);
        Assert.Contains("error " + code, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Path("out")));
    }

    [Fact]
    public void A_target_that_no_dose_attains_is_said()
    {
        var run = Forecast("out", "--subject", "1", "--dose", "100 every 12 times 3", "--target", "tmax(0, 12) in [8, 9]");
        Assert.Equal(1, run.Code);
        Assert.Contains("warning PK7325", run.Error, StringComparison.Ordinal);
        Assert.Contains("no multiple of these doses attains it", run.Out, StringComparison.Ordinal);
        Assert.Contains("targets.csv", _workspace.Entries("out"));
    }

    [Fact]
    public void Doses_that_attain_a_target_more_probably_as_they_are_are_recommended_so()
    {
        var run = Forecast("out", "--subject", "1", "--dose", "300 every 12 times 4", "--target", "cmin(24, 48) >= 5");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("recommended: '300 every 12 times 4' as it is", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_modes_than_those_of_the_run_are_said()
    {
        Assert.Equal(0, _workspace.Run("fit", Model, "--method", "foce", "--out", "fit", "--quiet", "--no-covariance").Code);
        var run = _workspace.Run("forecast", "fit", "--samples", "20", "--out", "out");
        Assert.Equal(0, run.Code);
        Assert.Contains("note PK7313", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_of_other_kinds_are_not_replaced()
    {
        Assert.Equal(0, _workspace.Run("evaluate", Model, "--out", "out", "--quiet").Code);
        var run = Forecast("out");
        Assert.Equal(2, run.Code);
        Assert.Contains("PK5301", run.Error, StringComparison.Ordinal);
    }
}
