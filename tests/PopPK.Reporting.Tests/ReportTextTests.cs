using System.Text.Json;
using System.Text.RegularExpressions;
using PopPK.Reporting.Csv;
using PopPK.Reporting.Html;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Reporting.Tests;

public partial class ReportTextTests(Reports reports) : IClassFixture<Reports>
{
    [Fact]
    public void The_parameter_tables_say_what_fit_json_says()
    {
        var folder = reports.Of("models/theophylline.poppk");
        using var fit = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "fit.json")));
        var rows = Rows(RunTables.Parameters(Contents(folder)));
        var parameters = fit.RootElement.GetProperty("parameters").EnumerateArray().Where(p => !p.GetProperty("fixed").GetBoolean()).ToArray();
        Assert.Equal(8, parameters.Length);
        foreach (var parameter in parameters)
        {
            var name = parameter.GetProperty("name").GetString()!;
            var row = rows.Single(r => r[0].StartsWith(name.Replace("omega(", "", StringComparison.Ordinal).TrimEnd(')'), StringComparison.Ordinal));
            Assert.Equal(HtmlText.Number(parameter.GetProperty("estimate").GetDouble()), row[1]);
            Assert.Equal(HtmlText.Number(parameter.GetProperty("standardError").GetDouble(), 3), row[2]);
            Assert.Equal(HtmlText.Fixed(parameter.GetProperty("relativeStandardErrorPercent").GetDouble()), row[3]);
            var interval = parameter.GetProperty("confidenceInterval");
            Assert.Equal(HtmlText.Interval(interval[0].GetDouble(), interval[1].GetDouble()), row[4]);
        }

        var shrinkage = fit.RootElement.GetProperty("shrinkage").GetProperty("eta")[0].GetDouble();
        Assert.Equal(HtmlText.Fixed(100 * shrinkage), rows.Single(r => r[0] == "eta_ka")[^1]);
    }

    [Fact]
    public void Records_stand_in_the_order_of_the_predictions()
    {
        var folder = reports.Of("models/phenobarbital.poppk");
        using var description = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "report.json")));
        var records = description.RootElement.GetProperty("records");
        var predictions = CsvTable.Read(File.ReadAllBytes(Path.Combine(folder, "predictions.csv")));
        Assert.Equal(predictions.Texts("ID"), records.Texts("id"));
        Assert.Equal(predictions.Numbers("TIME"), records.Numbers("time"));
        Assert.Equal(predictions.Numbers("DV"), records.Numbers("dv"));
        Assert.Equal(155, records.Texts("status").Count(s => s == "observed"));

        // No additional doses in these data: the time after the nearest dose above, without the rounding of the difference.
        var (times, amounts, after) = (predictions.Numbers("TIME"), predictions.Numbers("AMT"), records.Numbers("timeAfterDose"));
        var (last, id) = (double.NaN, "");
        for (var i = 0; i < times.Length; i++)
        {
            last = amounts[i] > 0 ? times[i] : records.Texts("id")[i] == id ? last : double.NaN;
            id = records.Texts("id")[i];
            Near.Equal(times[i] - last, after[i], Tolerance.Algebra, times[i], "time after dose");
        }
    }

    [Theory]
    [InlineData(double.NaN, "–")]
    [InlineData(0, "0")]
    [InlineData(9.9996, "10.00")]
    [InlineData(-0.00012345, "−0.0001234")]
    [InlineData(123456, "123456")]
    [InlineData(1.5e-9, "1.500·10<sup>−9</sup>")]
    public void Numbers_have_four_digits(double value, string expected) => Assert.Equal(expected, HtmlText.Number(value));

    [Fact]
    public void A_folder_without_a_run_is_refused_by_name()
    {
        var problems = new DiagnosticBag();
        Assert.Null(RunContents.Read(Path.Combine(reports.Root, "nothing"), "nothing", problems));
        Assert.Equal("PK7501", Assert.Single(problems).Code);
    }

    [Fact]
    public void A_run_of_an_earlier_version_has_tables_and_a_warning()
    {
        var folder = Path.Combine(reports.Root, "earlier");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(reports.Of("models/theophylline.poppk")).Where(f => !f.EndsWith("report.json", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var problems = new DiagnosticBag();
        var run = RunContents.Read(folder, "earlier", problems)!;
        Assert.Equal("PK7503", Assert.Single(problems).Code);
        using var page = new MemoryStream();
        HtmlReport.Write(run, page);
        Assert.Contains("1.479", System.Text.Encoding.UTF8.GetString(page.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_is_the_same_whenever_it_is_made()
    {
        var folder = reports.Of("models/theophylline.poppk");
        using var page = new MemoryStream();
        HtmlReport.Write(Contents(folder), page);
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "report.html")), page.ToArray());
    }

    private static RunContents Contents(string folder)
    {
        var problems = new DiagnosticBag();
        var run = RunContents.Read(folder, folder, problems);
        Assert.Empty(problems);
        return run!;
    }

    private static string[][] Rows(string html) =>
        [.. Row().Matches(html).Select(r => Cell().Matches(r.Groups[1].Value).Select(c => Tag().Replace(c.Groups[1].Value, " ").Trim()).ToArray()).Where(r => r.Length > 0)];

    [GeneratedRegex("<tr[^>]*>(.*?)</tr>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("<td[^>]*>(.*?)</td>", RegexOptions.Singleline)]
    private static partial Regex Cell();

    [GeneratedRegex("<span.*?</span>", RegexOptions.Singleline)]
    private static partial Regex Tag();
}
