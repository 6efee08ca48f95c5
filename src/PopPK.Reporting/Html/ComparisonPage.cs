using System.Globalization;
using System.Text;
using System.Text.Json;
using PopPK.Reporting.Charts;

namespace PopPK.Reporting.Html;

/// <summary>A page that shows several runs side by side: objectives, parameters, goodness of fit. Stateless; safe for concurrent use.</summary>
public static class ComparisonPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="runs">The runs, two or more.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(IReadOnlyList<RunContents> runs, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(stream);
        var sets = runs.Select((run, i) => ChartSet.Of(run, Prefix(i))).ToArray();
        var body = new StringBuilder($"<h1>{runs.Count} runs side by side</h1>\n{HtmlReport.Missing()}");
        Part("runs", "Runs", Objectives(runs));
        Part("parameters", "Parameters", Parameters(runs));
        if (HtmlReport.HasCharts)
        {
            Part("fit", "Goodness of fit", Charts(runs, sets, ChartSection.GoodnessOfFit));
            Part("effects", "Random effects", Charts(runs, sets, ChartSection.Effects));
            Part("predictive", "Predictive checks", Charts(runs, sets, ChartSection.Predictive));
        }

        Part("findings", "Findings", string.Concat(runs.Select(r => $"<h3>{HtmlText.Encode(r.Name)}</h3>\n{RunTables.Findings(r)}")));
        Part("provenance", "Provenance", string.Concat(runs.Select(r => $"<h3>{HtmlText.Encode(r.Name)}</h3>\n{RunTables.Provenance(r)}")));
        (string, string)[] links = [("runs", "Runs"), ("parameters", "Parameters"), .. HtmlReport.HasCharts ? [("fit", "Goodness of fit")] : ((string, string)[])[], ("findings", "Findings"), ("provenance", "Provenance")];
        new HtmlPage(stream).Write("PopPK runs", links, runs.SelectMany(r => r.Description.Field("records").Texts("id")).Distinct(), body.ToString(), sets);

        void Part(string anchor, string heading, string content) =>
            body.Append(content.Length == 0 ? "" : $"<section>\n<h2 id=\"{anchor}\">{heading}</h2>\n{content}</section>\n");
    }

    private static string Prefix(int run) => $"run{(run + 1).ToString(CultureInfo.InvariantCulture)}-";

    private static string Objectives(IReadOnlyList<RunContents> runs)
    {
        var table = new HtmlTable(
            ("Run", false), ("Model", false), ("Method", false), ("Estimation", false), ("OFV", true), ("ΔOFV", true), ("AIC", true), ("BIC", true), ("Estimated", true), ("Subjects", true), ("Observations", true));
        var first = runs[0].Fit.Field("objective").Number("ofv");
        var data = runs[0].Fit.Field("provenance").Text("dataSha256");
        foreach (var run in runs)
        {
            var fit = run.Fit;
            var ofv = fit.Field("objective").Number("ofv");
            var isSame = fit.Field("provenance").Text("dataSha256") == data && fit.Number("observations") == runs[0].Fit.Number("observations");
            table.Add(
            [
                HtmlText.Encode(run.Name),
                HtmlText.Encode(fit.Text("model")),
                HtmlText.Encode(fit.Text("method")),
                HtmlText.Encode(fit.Flag("converged") ? fit.Text("status") == "evaluatedOnly" ? "evaluated" : "converged" : RunTables.StatusText(fit.Text("status"))),
                HtmlText.Fixed(ofv, 3),
                isSame ? HtmlText.Fixed(ofv - first, 3) : "other data",
                HtmlText.Fixed(fit.Field("informationCriteria").Number("aic"), 3),
                HtmlText.Fixed(fit.Field("informationCriteria").Number("bic"), 3),
                HtmlText.Fixed(fit.Field("informationCriteria").Number("parameters"), 0),
                HtmlText.Fixed(fit.Number("subjects"), 0),
                HtmlText.Fixed(fit.Number("observations"), 0),
            ]);
        }

        return table + "<p class=\"note\">ΔOFV: against the first run. Objectives of different data, or of different methods, do not compare.</p>\n";
    }

    private static string Parameters(IReadOnlyList<RunContents> runs)
    {
        var table = new HtmlTable([("Parameter", false), .. runs.Select(r => (HtmlText.Encode(r.Name), true))]);
        var byRun = runs.Select(r => r.Fit.Items("parameters").ToLookup(p => p.Text("name") ?? "")).ToArray();
        foreach (var name in runs.SelectMany(r => r.Fit.Items("parameters")).Where(IsShown).Select(p => p.Text("name") ?? "").Distinct())
        {
            table.Add([HtmlText.Encode(name), .. byRun.Select(r => r[name].Select(Cell).FirstOrDefault(HtmlText.None))]);
        }

        return table + "<p class=\"note\">Estimate, and relative standard error in brackets.</p>\n";
    }

    // Zeros between the blocks of a covariance matrix are no parameters.
    private static bool IsShown(JsonElement parameter) => !(parameter.Flag("fixed") && parameter.Text("kind") != "theta" && parameter.Number("estimate") == 0);

    private static string Cell(JsonElement parameter)
    {
        var error = parameter.Number("relativeStandardErrorPercent");
        return HtmlText.Number(parameter.Number("estimate")) + (parameter.Flag("fixed") ? " fixed" : double.IsFinite(error) ? $" ({HtmlText.Fixed(error)} %)" : "");
    }

    private static string Charts(IReadOnlyList<RunContents> runs, ChartSet[] sets, ChartSection section)
    {
        var html = new StringBuilder();
        var names = sets.SelectMany((s, i) => s.Charts.Where(c => c.Section == section).Select(c => c.Name[Prefix(i).Length..])).Distinct();
        foreach (var name in names)
        {
            html.Append("<div class=\"charts beside\">\n");
            for (var i = 0; i < sets.Length; i++)
            {
                if (sets[i].Charts.FirstOrDefault(c => c.Name == Prefix(i) + name) is { } chart)
                {
                    html.Append(HtmlPage.Figure(chart with { Title = $"{runs[i].Name}: {chart.Title}" }, chart.Tables[0]));
                }
            }

            html.Append("</div>\n");
        }

        return html.ToString();
    }
}
