using System.Collections.Immutable;
using System.Text;
using PopPK.Reporting.Charts;
using PopPK.Text;

namespace PopPK.Reporting.Html;

/// <summary>
/// Makes <c>report.html</c> of what a run folder holds, so that the page is the same whether the fit or <c>poppk report</c> made it.
/// Stateless; safe for concurrent use.
/// </summary>
public static class HtmlReport
{
    /// <summary>The name of the page in a run folder.</summary>
    public const string FileName = "report.html";

    /// <summary>False when the program was built without the packages that draw charts: its pages have tables only, and say so.</summary>
    public static bool HasCharts => ReportScripts.Missing.IsEmpty;

    private static readonly ImmutableArray<(ChartSection Section, string Anchor, string Heading)> Sections =
    [
        (ChartSection.GoodnessOfFit, "fit", "Goodness of fit"),
        (ChartSection.Individuals, "individuals", "Individual fits"),
        (ChartSection.Effects, "effects", "Random effects"),
        (ChartSection.Covariates, "covariates", "Covariates"),
        (ChartSection.Predictive, "predictive", "Predictive checks"),
        (ChartSection.Uncertainty, "uncertainty", "Uncertainty"),
        (ChartSection.Convergence, "convergence", "Convergence"),
    ];

    /// <summary>
    /// Adds the page to a run's folder that was just written. It is made from the folder, so that no defect of it can cost a run's results.
    /// </summary>
    /// <param name="folder">The folder's full path.</param>
    /// <exception cref="IOException">The page cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The page cannot be written.</exception>
    public static void WriteInto(string folder)
    {
        var diagnostics = new DiagnosticBag();
        if (RunContents.Read(folder, folder, diagnostics) is not { } run)
        {
            throw new IOException(string.Join("; ", diagnostics.Select(d => d.Message)));
        }

        // Beside it first: a page is there complete or not at all.
        var page = Path.Combine(folder, FileName);
        using (var stream = File.Create(page + ".partial"))
        {
            Write(run, stream);
        }

        File.Move(page + ".partial", page, overwrite: true);
    }

    /// <summary>True when a file is a page of this program.</summary>
    /// <param name="path">Its full path.</param>
    public static bool IsReport(string path) => File.ReadLines(path).Take(8).Any(l => l.Contains(HtmlPage.Generator, StringComparison.Ordinal));

    /// <summary>Writes the page of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(RunContents run, Stream stream) => Write(run, stream, forPictures: false);

    /// <summary>Writes the page so that its charts hand themselves out as pictures.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stream">Where to; left open.</param>
    internal static void WriteForPictures(RunContents run, Stream stream) => Write(run, stream, forPictures: true);

    private static void Write(RunContents run, Stream stream, bool forPictures)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(stream);
        var set = ChartSet.Of(run);
        var sections = Sections.Select(s => (s.Anchor, s.Heading, Content: Content(s.Section))).Where(s => s.Content.Length > 0).ToArray();
        var equations = RunTables.Equations(run);
        var body = new StringBuilder();
        body.Append($"<h1>{HtmlText.Encode(run.Description.Text("title") ?? run.Fit.Text("model"))}</h1>\n<p class=\"subtitle\">Model {HtmlText.Encode(run.Fit.Text("model"))}, {(RunTables.IsFit(run) ? "fitted to" : "evaluated on")} {HtmlText.Encode(run.Fit.Field("provenance").Text("dataFile"))}</p>\n");
        body.Append(Missing());
        body.Append(RunTables.Summary(run));
        Part("findings", "Findings", RunTables.Findings(run));
        Part("parameters", "Parameters", RunTables.Parameters(run));
        if (equations.Length > 0)
        {
            Part("model", "Model", equations);
        }

        foreach (var (anchor, heading, content) in sections)
        {
            Part(anchor, heading, content);
        }

        Part("provenance", "Provenance", RunTables.Provenance(run));
        body.Append("<footer>Click a point, a row or the list above to follow one subject through all charts; Esc lets it go.</footer>");
        (string, string)[] links =
        [
            ("findings", "Findings"),
            ("parameters", "Parameters"),
            .. equations.Length > 0 ? [("model", "Model")] : ((string, string)[])[],
            .. sections.Select(s => (s.Anchor, s.Heading)),
            ("provenance", "Provenance"),
        ];
        new HtmlPage(stream).Write(run.Fit.Text("model") ?? "PopPK", links, run.Description.Field("records").Texts("id").Distinct(), body.ToString(), [set], forPictures);

        string Content(ChartSection section) => Figures(set, section) + (section == ChartSection.Predictive ? CheckTables.Of(run) : "");

        void Part(string anchor, string heading, string content) =>
            body.Append($"<section>\n<h2 id=\"{anchor}\">{heading}</h2>\n{content}</section>\n");
    }

    /// <summary>Writes a page that has nothing but charts, which hand themselves out as pictures.</summary>
    /// <param name="set">The charts.</param>
    /// <param name="stream">Where to; left open.</param>
    internal static void WriteForPictures(ChartSet set, Stream stream)
    {
        var figures = set.Charts.Select(c => HtmlPage.Figure(c, c.Tables[0]));
        new HtmlPage(stream).Write("charts", [], [], string.Concat(figures), [set], forPictures: true);
    }

    private static string Figures(ChartSet set, ChartSection section)
    {
        var charts = set.Charts.Where(c => HasCharts && c.Section == section).ToArray();
        return charts.Length == 0 ? "" : $"<div class=\"charts\">\n{string.Concat(charts.Select(c => HtmlPage.Figure(c, c.Tables[0])))}</div>\n";
    }

    /// <summary>What the page says where charts are missing; empty where they are not.</summary>
    internal static string Missing() => HasCharts ? "" :
        $"<div class=\"finding warning\"><span class=\"code\">PK7500</span>This page has no charts: PopPK was built without the packages that draw them ({string.Join(", ", ReportScripts.Missing)})."
        + "<div class=\"advice\">Build it where npm is installed, then 'poppk report' makes the page again.</div></div>\n";
}
