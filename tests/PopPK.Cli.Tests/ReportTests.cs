using System.Text.Json;
using Xunit;

namespace PopPK.Cli.Tests;

public sealed class ReportTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Report_makes_the_page_of_the_fit_again()
    {
        _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "out", "--quiet");
        var page = _workspace.Read("out", "report.html");
        File.Delete(_workspace.Path("out", "report.html"));
        var run = _workspace.Run("report", "out");
        Assert.Equal((0, "", "written to out/report.html\n"), (run.Code, run.Error, run.Out));
        Assert.Equal(page, _workspace.Read("out", "report.html"));
        Assert.Contains("Theophylline, single oral dose", page, StringComparison.Ordinal);
        Assert.Equal(0, _workspace.Run("report", "out/fit.json", "--out", "elsewhere.html").Code);
        Assert.Equal(page, _workspace.Read("elsewhere.html"));
    }

    [Fact]
    public void A_run_can_leave_the_page_out()
    {
        _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "out", "--no-report", "--quiet");
        Assert.DoesNotContain("report.html", _workspace.Entries("out"));
        Assert.Contains("report.json", _workspace.Entries("out"));
    }

    [Fact]
    public void A_folder_with_a_report_is_an_earlier_run_that_may_be_replaced()
    {
        _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "out", "--quiet");
        Assert.Equal(0, _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "out", "--quiet").Code);
    }

    [Fact]
    public void Several_runs_share_a_page()
    {
        _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "one", "--quiet");
        _workspace.Run("evaluate", "models/theophylline.poppk", "--method", "fo", "--out", "two", "--quiet");
        var run = _workspace.Run("report", "one", "two");
        Assert.Equal((0, "written to report.html\n"), (run.Code, run.Out));
        var page = _workspace.Read("report.html");
        Assert.Contains("2 runs side by side", page, StringComparison.Ordinal);
        using var fit = JsonDocument.Parse(_workspace.Read("two", "fit.json"));
        var ofv = fit.RootElement.GetProperty("objective").GetProperty("ofv").GetDouble();
        Assert.Contains(ofv.ToString("F3", System.Globalization.CultureInfo.InvariantCulture), page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_run_is_refused_and_nothing_is_written()
    {
        var run = _workspace.Run("report", "models", "nowhere");
        Assert.Equal(2, run.Code);
        Assert.Contains("PK7501: 'models' holds no run", run.Error, StringComparison.Ordinal);
        Assert.Contains("PK7501: 'nowhere' holds no run", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("report.html", _workspace.Entries());
        Assert.Equal(2, _workspace.Run("report").Code);
    }

    [Fact]
    public void Only_reports_are_replaced()
    {
        _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "out", "--quiet");
        _workspace.Write("mine.html", "<html>mine</html>\n");
        var run = _workspace.Run("report", "out", "--out", "mine.html");
        Assert.Equal(2, run.Code);
        Assert.Contains("PK7510", run.Error, StringComparison.Ordinal);
        Assert.Equal("<html>mine</html>\n", _workspace.Read("mine.html"));
        Assert.Equal(0, _workspace.Run("report", "out", "--out", "out/report.html").Code);
    }

    [Fact]
    public void A_run_without_all_its_files_has_what_can_be_made_and_says_what_is_missing()
    {
        _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "out", "--quiet");
        File.Delete(_workspace.Path("out", "individuals.csv"));
        var run = _workspace.Run("report", "out");
        Assert.Equal(0, run.Code);
        Assert.Contains("PK7507: 'out' has no individuals.csv; the charts made from it are left out", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("predictions.csv", "{\"schemaVersion\":1}\n")]
    [InlineData("predictions.csv", "ID,TIME,DV\n1,0\n")]
    [InlineData("fit.json", "{\"schemaVersion\":1}\n")]
    [InlineData("fit.json", "")]
    [InlineData("report.json", "{")]
    public void Damaged_files_are_refused_and_nothing_is_written(string name, string content)
    {
        _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "out", "--quiet");
        _workspace.Write($"out/{name}", content);
        var run = _workspace.Run("report", "out", "--out", "again.html");
        Assert.Equal(2, run.Code);
        Assert.Contains("PK7502", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("again.html", _workspace.Entries());
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_a_mistake_of_the_command()
    {
        _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "out", "--quiet");
        _workspace.Write("file", "");
        var run = _workspace.Run("report", "out", "--out", "file/report.html");
        Assert.Equal(2, run.Code);
        Assert.Contains("PK7513: 'file/report.html' cannot be written", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Charts_are_written_as_specifications_with_their_data()
    {
        _workspace.Run("evaluate", "models/theophylline.poppk", "--out", "out", "--no-report", "--quiet");
        var run = _workspace.Run("report", "out", "--charts", "charts");
        Assert.Equal(0, run.Code);
        var files = _workspace.Entries("charts").Where(f => f.EndsWith(".vl.json", StringComparison.Ordinal)).ToArray();
        Assert.True(files.Length >= 10, string.Join(' ', files));
        foreach (var file in files)
        {
            using var spec = JsonDocument.Parse(_workspace.Read("charts", file));
            Assert.Equal("https://vega.github.io/schema/vega-lite/v6.json", spec.RootElement.GetProperty("$schema").GetString());
            Assert.NotEmpty(spec.RootElement.GetProperty("datasets").EnumerateObject());
        }

        using var fit = JsonDocument.Parse(_workspace.Read("charts", "dv-pred.vl.json"));
        var rows = fit.RootElement.GetProperty("datasets").GetProperty("records1").EnumerateArray().Count(r => r.GetProperty("STATUS").GetString() == "observed");
        Assert.Equal(132, rows);
    }

    [Fact]
    public void A_fit_that_could_not_start_has_a_report_too()
    {
        _workspace.WriteChanged("models/theophylline.poppk", "models/none.poppk", "cp = central/v ", "cp = central/v + sqrt(0-1) ");
        var run = _workspace.Run("fit", "models/none.poppk", "--out", "out", "--quiet");
        Assert.Equal(1, run.Code);
        var page = _workspace.Read("out", "report.html");
        Assert.Contains("could not start", page, StringComparison.Ordinal);
        Assert.Contains("PK5003", page, StringComparison.Ordinal);
    }
}
