using System.Globalization;
using System.Text;
using PopPK.Reporting.Html;
using PopPK.Text;
using Xunit;

namespace PopPK.Reporting.Tests;

public class CheckPageTests(Browser browser) : IClassFixture<Browser>
{
    [SkippableFact]
    public async Task Checks_by_simulation_are_shown_with_their_run()
    {
        var (checks, page) = (Folder("checks"), Path.Combine(browser.Reports.Root, "checked.html"));
        WriteChecks(checks);
        browser.Reports.Run("report", browser.Reports.Of("models/theophylline.poppk"), "--vpc", checks, "--npde", checks, "--replicates", "0", "--out", page);
        var opened = await browser.Open(page);
        await opened.AssertSound();
        var marks = await opened.Marks();

        // Two strata of three bins: a band and two lines per percentile and stratum, a mark per bin on the observed ones, 24 observations.
        Assert.Equal(2 * 3 * 3, marks["vpc"]["area"]);
        Assert.Equal(2 * 2 * 3 * 3, marks["vpc"]["line"]);
        Assert.Equal(2 * 3 * 3 + 24, marks["vpc"]["symbol"]);
        Assert.Equal(2 * 3, marks["vpc-below-limit"]["area"]);
        Assert.Equal(24, marks["npde-quantiles"]["symbol"]);
        Assert.Contains("Time after dose (h)", await opened.Page.Locator("#vpc .chart").TextContentAsync() ?? "", StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Report_draws_the_checks_it_runs()
    {
        var page = Path.Combine(browser.Reports.Root, "own.html");
        browser.Reports.Run("report", browser.Reports.Of("models/theophylline.poppk"), "--replicates", "50", "--out", page);
        var opened = await browser.Open(page);
        await opened.AssertSound();
        var marks = await opened.Marks();
        Assert.Equal((3 * 11, 132), (marks["vpc"]["area"], marks["npde-time"]["symbol"]));
        Assert.Equal(3, marks["vpc"]["text"]);

        // Panels have logarithmic axes too: what is not above 0 goes.
        await opened.Page.Locator("#vpc .log").ClickAsync();
        await opened.Page.WaitForFunctionAsync("() => poppk.specOf('vpc').spec.concat[0].encoding.y.scale.type === 'log'");
        Assert.Empty(await opened.Faults());
    }

    [SkippableFact]
    public async Task Measures_are_drawn_as_pictures()
    {
        var folder = Path.Combine(browser.Reports.Root, "ppc");
        await (await browser.Open(Path.Combine(browser.Reports.Of("models/theophylline.poppk"), "report.html"))).Page.CloseAsync();
        browser.Reports.Run("ppc", browser.Reports.Of("models/theophylline.poppk"), "--measures", "cmax", "--replicates", "50", "--out", folder, "--quiet");
        var picture = File.ReadAllText(Path.Combine(folder, "ppc.svg"));
        foreach (var title in (string[])["cmax, median", "cmax, geometric mean", "cmax, geometric CV %", "Measures of the observations among those of simulated data"])
        {
            Assert.Contains(title, picture, StringComparison.Ordinal);
        }

        Assert.Equal([0x89, 0x50, 0x4E, 0x47], File.ReadAllBytes(Path.Combine(folder, "ppc.png"))[..4]);
    }

    [SkippableFact]
    public async Task Strata_keep_their_words()
    {
        var (checks, page) = (Folder("words"), Path.Combine(browser.Reports.Root, "words.html"));
        WriteChecks(checks, "it's </script> \"a\"");
        browser.Reports.Run("report", browser.Reports.Of("models/theophylline.poppk"), "--vpc", checks, "--replicates", "0", "--out", page);
        var opened = await browser.Open(page);
        await opened.AssertSound();
        Assert.Equal(2 * 3 * 3, (await opened.Marks())["vpc"]["area"]);
    }

    [Fact]
    public void A_check_of_another_model_is_refused()
    {
        var checks = Folder("other");
        WriteChecks(checks);
        File.WriteAllText(Path.Combine(checks, "vpc.json"), """{"settings":{"idv":"TAD"},"provenance":{"modelSha256":"00"}}""");
        var problems = new DiagnosticBag();
        var run = browser.Reports.Of("models/theophylline.poppk");
        RunContents.Read(run, "run", problems, checks);
        Assert.Equal("PK7506", Assert.Single(problems).Code);
        problems = [];
        RunContents.Read(run, "run", problems, Folder("empty"));
        Assert.Equal("PK7505", Assert.Single(problems).Code);
    }

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(browser.Reports.Root, name)).FullName;

    private static void WriteChecks(string folder, string secondStratum = "high")
    {
        var vpc = new StringBuilder("ENDPOINT,STRATUM,BIN,XMIN,XMAX,XMEDIAN,COUNT,KIND,PERCENTILE,OBSERVED,MEDIAN,LOWER,UPPER\n");
        var points = new StringBuilder("ID,ENDPOINT,STRATUM,X,DV,BLQ\n");
        var npde = new StringBuilder("ID,ENDPOINT,TIME,TAD,DV,CENS,PRED,EPRED,NPD,NPDE\n");
        foreach (var stratum in (string[])["low", secondStratum])
        {
            var quoted = $"\"{stratum.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            for (var bin = 1; bin <= 3; bin++)
            {
                foreach (var percentile in (int[])[5, 50, 95])
                {
                    var value = bin + percentile / 10.0;
                    vpc.Append(CultureInfo.InvariantCulture, $"cp,{quoted},{bin},{bin - 1},{bin},{bin - 0.5},4,percentile,{percentile},{value},{value + 0.1},{value - 0.5},{value + 0.5}\n");
                }

                vpc.Append(CultureInfo.InvariantCulture, $"cp,{quoted},{bin},{bin - 1},{bin},{bin - 0.5},4,below_limit,.,0.1,0.1,0.05,0.2\n");
                for (var i = 1; i <= 4; i++)
                {
                    points.Append(CultureInfo.InvariantCulture, $"{i},cp,{quoted},{bin - 1 + i / 5.0},{bin + i},0\n");
                    npde.Append(CultureInfo.InvariantCulture, $"{i},cp,{bin - 1 + i / 5.0},.,{bin + i},0,1,{bin},{i - 2.5},{i - 2.4}\n");
                }
            }
        }

        File.WriteAllText(Path.Combine(folder, "vpc.csv"), vpc.ToString());
        File.WriteAllText(Path.Combine(folder, "vpc_points.csv"), points.ToString());
        File.WriteAllText(Path.Combine(folder, "npde.csv"), npde.ToString());
        File.WriteAllText(Path.Combine(folder, "vpc.json"), """{"settings":{"idv":"TAD","correction":"none"}}""");
    }
}
