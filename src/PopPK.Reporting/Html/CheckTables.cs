using System.Text;
using System.Text.Json;
using PopPK.Reporting.Csv;

namespace PopPK.Reporting.Html;

/// <summary>Checks by simulation as tables, how they were made, and which are missing. Stateless.</summary>
internal static class CheckTables
{
    private const string Missing = "There are no checks by simulation here: a fit does not run them. <code>poppk report</code> with the folder of the run makes this page again with them.";

    /// <summary>The tables of a run.</summary>
    /// <param name="run">The run.</param>
    public static string Of(RunContents run)
    {
        var html = new StringBuilder();
        Add(run.Table("npde_tests.csv"), Errors);
        Add(run.Table("npc.csv"), Intervals);
        Add(run.Table("ppc.csv"), Measures);
        string[] origins =
        [
            Origin("Visual predictive check", run.Check("vpc.json")),
            Origin("NPDE", run.Check("npde.json")),
            Origin("Posterior predictive check", run.Check("ppc.json")),
        ];
        var origin = string.Join("; ", origins.Where(t => t.Length > 0));
        html.Append(origin.Length == 0 ? "" : $"<p class=\"note\">{origin}.</p>\n");
        if (run.CheckNote.Length > 0)
        {
            html.Append($"<p class=\"note\" id=\"no-checks\">{HtmlText.Encode(run.CheckNote)}</p>\n");
        }
        else if (!run.HasVpc && !run.HasNpde)
        {
            html.Append($"<p class=\"note\" id=\"no-checks\">{Missing}</p>\n");
        }

        return html.ToString();

        void Add(CsvTable? table, Func<CsvTable, string> text) => html.Append(table is { Count: > 0 } ? text(table) : "");
    }

    private static string Origin(string name, JsonElement check) => check.ValueKind != JsonValueKind.Object ? ""
        : $"{name}: {HtmlText.Fixed(check.Number("replicates"), 0)} replicates, seed {HtmlText.Fixed(check.Number("seed"), 0)}{(check.Flag("complete") ? "" : ", interrupted")}";

    private static string Errors(CsvTable csv)
    {
        var table = new HtmlTable(
            ("Prediction distribution errors", false), ("Count", true), ("Mean", true), ("SE", true), ("Variance", true), ("SE", true), ("p mean", true), ("p variance", true), ("p normal", true), ("p global", true));
        string[] columns = ["MEAN", "MEAN_SE", "VARIANCE", "VARIANCE_SE", "P_WILCOXON", "P_FISHER", "P_SHAPIRO_WILK", "P_GLOBAL"];
        var (names, counts) = (csv.Texts(csv.Columns[0]), csv.Numbers(csv.Columns[1]));
        for (var i = 0; i < csv.Count; i++)
        {
            table.Add([HtmlText.Encode(names[i]), HtmlText.Fixed(counts[i], 0), .. columns.Select(c => HtmlText.Number(csv.Numbers(c)[i], 3))]);
        }

        return table + "<p class=\"note\">Under the true model mean 0, variance 1, normal. p values: Wilcoxon, Fisher, Shapiro and Wilk; global: three times the smallest.</p>\n";
    }

    private static string Intervals(CsvTable csv)
    {
        var table = new HtmlTable(("Prediction interval", false), ("Expected on a side", true), ("Below", true), ("simulated", true), ("Above", true), ("simulated", true), ("", false));
        var (coverage, expected) = (csv.Numbers("COVERAGE"), csv.Numbers("EXPECTED"));
        for (var i = 0; i < csv.Count; i++)
        {
            var row = i;
            var (below, above) = (Side("BELOW"), Side("ABOVE"));
            table.Add(
            [
                coverage[i] == 0 ? "median" : $"{HtmlText.Number(coverage[i], 3)} %",
                HtmlText.Fixed(expected[i]),
                HtmlText.Fixed(below.Count, 0),
                $"{HtmlText.Fixed(below.Lower, 0)} to {HtmlText.Fixed(below.Upper, 0)}",
                HtmlText.Fixed(above.Count, 0),
                $"{HtmlText.Fixed(above.Lower, 0)} to {HtmlText.Fixed(above.Upper, 0)}",
                IsWithin(below) && IsWithin(above) ? "" : "outside",
            ]);

            (double Count, double Lower, double Upper) Side(string name) => (csv.Numbers(name)[row], csv.Numbers(name + "_LOWER")[row], csv.Numbers(name + "_UPPER")[row]);
        }

        return table + "<p class=\"note\">Numerical predictive check: observations outside prediction intervals, and how many are in 95 % of the simulated data sets.</p>\n";
    }

    private static bool IsWithin((double Count, double Lower, double Upper) side) => side.Count >= side.Lower && side.Count <= side.Upper;

    private static string Measures(CsvTable csv)
    {
        var table = new HtmlTable(("Measure", false), ("Statistic", false), ("Observed", true), ("Simulated median", true), ("Simulated 95 %", true), ("p", true));
        string[] texts = ["ENDPOINT", "MEASURE", "STATISTIC"];
        var names = texts.Select(csv.Texts).ToArray();
        var many = names[0].Distinct().Count() > 1;
        for (var i = 0; i < csv.Count; i++)
        {
            table.Add(
            [
                HtmlText.Encode((many ? names[0][i] + ": " : "") + names[1][i]),
                HtmlText.Encode(names[2][i]),
                HtmlText.Number(csv.Numbers("OBSERVED")[i]),
                HtmlText.Number(csv.Numbers("MEDIAN")[i]),
                HtmlText.Interval(csv.Numbers("LOWER")[i], csv.Numbers("UPPER")[i]),
                HtmlText.Number(csv.Numbers("P")[i], 2),
            ]);
        }

        return table.ToString();
    }
}
