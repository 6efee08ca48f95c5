using System.Text;
using PopPK.Reporting.Charts;

namespace PopPK.Reporting.Html;

/// <summary>The frame of a page: one file that needs no other and makes no request, which its content policy also forbids. One owner.</summary>
/// <param name="stream">Where to; left open.</param>
internal sealed class HtmlPage(Stream stream)
{
    /// <summary>What tells pages of this program from others.</summary>
    public const string Generator = "<meta name=\"generator\" content=\"PopPK\">";

    private const string Toggle = "<button id=\"theme\" type=\"button\" title=\"light or dark\">◐ theme</button>";
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'; img-src data: blob:; base-uri 'none'; form-action 'none'";

    /// <summary>Writes a page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="links">Parts to jump to: anchor and wording.</param>
    /// <param name="subjects">The subjects to choose from.</param>
    /// <param name="body">What is in it.</param>
    /// <param name="sets">The charts that are in it.</param>
    /// <param name="forPictures">True to have every chart drawn at once and handed out as pictures.</param>
    public void Write(string title, IEnumerable<(string Anchor, string Text)> links, IEnumerable<string> subjects, string body, IReadOnlyList<ChartSet> sets, bool forPictures = false)
    {
        Text($"""
            <!DOCTYPE html>
            <html lang="en"{(forPictures ? " data-pictures=\"1\"" : "")}>
            <head>
            <meta charset="utf-8">
            {Generator}
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <link rel="icon" href="data:,">
            <title>{HtmlText.Encode(title)}</title>
            <style>

            """);
        ReportScripts.Copy("report.css", stream);
        Text($"""
            </style>
            </head>
            <body>
            <header class="bar"><strong>{HtmlText.Encode(title)}</strong><nav>{string.Concat(links.Select(l => $"<a href=\"#{l.Anchor}\">{HtmlText.Encode(l.Text)}</a>"))}</nav>
            {(HtmlReport.HasCharts ? Chooser([.. subjects]) + Toggle : "")}</header>
            <main>
            {body}
            </main>

            """);
        if (HtmlReport.HasCharts)
        {
            WriteScripts(sets, forPictures);
        }

        Text("</body>\n</html>\n");
    }

    /// <summary>The place of a chart.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="firstTable">The table that tells which page shows a subject.</param>
    public static string Figure(Chart chart, string firstTable)
    {
        var pages = chart.Pages == 1 ? "" : $" data-pages=\"{chart.Pages}\" data-page=\"1\" data-table=\"{HtmlText.Encode(firstTable)}\"";
        var turn = chart.Pages == 1 ? "" : $"<button type=\"button\" class=\"previous\" disabled>‹ previous</button><span class=\"page-number\">page 1 of {chart.Pages}</span><button type=\"button\" class=\"next\">next ›</button>";
        var log = chart.HasLogarithm ? "<button type=\"button\" class=\"log\">log axes</button>" : "";
        return $"""
            <figure id="{HtmlText.Encode(chart.Name)}" class="{(chart.IsWide ? "full" : "half")}" data-chart="{HtmlText.Encode(chart.Name)}"{pages}>
            <div class="head"><h3>{HtmlText.Encode(chart.Heading)}</h3>{turn}{log}</div>
            <div class="chart"></div>
            <figcaption class="caption">{HtmlText.Encode(chart.Caption)} <span class="left-out"></span></figcaption>
            </figure>

            """;
    }

    private void WriteScripts(IReadOnlyList<ChartSet> sets, bool forPictures)
    {
        var json = new StringBuilder("<script type=\"application/json\" id=\"poppk-data\">{\"common\":{\"params\":")
            .Append(ChartTheme.Parameters).Append(",\"config\":").Append(ChartTheme.Configuration).Append("},\n\"datasets\":{");
        var separator = "\n";
        foreach (var table in sets.SelectMany(s => s.Data))
        {
            json.Append(separator).Append(Vega.Text(table.Name)).Append(':');
            table.AppendColumns(json);
            separator = ",\n";
        }

        json.Append("},\n\"charts\":{");
        separator = "\n";
        foreach (var chart in sets.SelectMany(s => s.Charts))
        {
            json.Append(separator).Append(Vega.Text(chart.Name)).Append(':').Append(forPictures ? ChartTheme.Titled(chart) : chart.Spec);
            separator = ",\n";
        }

        Text(json.Append("}}</script>\n").ToString());
        foreach (var package in ReportScripts.Packages.Append("report.js"))
        {
            Text("<script>");
            ReportScripts.Copy(package, stream);
            Text("</script>\n");
        }
    }

    private static string Chooser(string[] subjects) => subjects.Length == 0 ? "" :
        $"<label>Subject <select id=\"subject\"><option value=\"\">all</option>{string.Concat(subjects.Select(s => $"<option value=\"{HtmlText.Encode(s)}\">{HtmlText.Encode(s)}</option>"))}</select></label>";

    private void Text(string text) => stream.Write(Encoding.UTF8.GetBytes(text));
}
