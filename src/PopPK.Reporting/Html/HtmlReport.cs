using System.Collections.Immutable;
using System.Text;
using PopPK.Reporting.Charts;

namespace PopPK.Reporting.Html;

/// <summary>
/// Makes <c>report.html</c> of what a run folder holds, so that the page is the same whether the fit or <c>poppk report</c> made it.
/// Stateless; safe for concurrent use.
/// </summary>
public static class HtmlReport
{
    /// <summary>The name of the page in a run folder.</summary>
    public const string FileName = "report.html";

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

    /// <summary>Adds the page to the files of a run.</summary>
    /// <param name="files">The other files.</param>
    /// <returns>The same files, and the page.</returns>
    public static ImmutableArray<RunFile> AddTo(ImmutableArray<RunFile> files)
    {
        // Every file is written once, to memory: the page is made of these bytes.
        var contents = files.ToDictionary(f => f.Name, Content);
        return
        [
            .. files.Select(f => f with { Write = stream => stream.Write(contents[f.Name]) }),
            new RunFile(FileName, stream => Write(RunContents.TryOf("", contents) ?? throw new InvalidOperationException("A run's own files cannot be read."), stream)),
        ];
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
        var sections = Sections.Where(s => set.Charts.Any(c => c.Section == s.Section)).ToArray();
        var equations = RunTables.Equations(run);
        var body = new StringBuilder();
        body.Append($"<h1>{HtmlText.Encode(run.Description.Text("title") ?? run.Fit.Text("model"))}</h1>\n<p class=\"subtitle\">Model {HtmlText.Encode(run.Fit.Text("model"))}, {(IsFit(run) ? "fitted to" : "evaluated on")} {HtmlText.Encode(run.Fit.Field("provenance").Text("dataFile"))}</p>\n");
        body.Append(Missing());
        body.Append(RunTables.Summary(run));
        Part("findings", "Findings", RunTables.Findings(run));
        Part("parameters", "Parameters", RunTables.Parameters(run));
        if (equations.Length > 0)
        {
            Part("model", "Model", equations);
        }

        foreach (var (section, anchor, heading) in ReportScripts.Missing.IsEmpty ? sections : [])
        {
            Part(anchor, heading, $"<div class=\"charts\">\n{string.Concat(set.Charts.Where(c => c.Section == section).Select(c => HtmlPage.Figure(c, c.Tables[0])))}</div>\n");
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

        void Part(string anchor, string heading, string content) =>
            body.Append($"<section>\n<h2 id=\"{anchor}\">{heading}</h2>\n{content}</section>\n");
    }

    /// <summary>What the page says where charts are missing; empty where they are not.</summary>
    internal static string Missing() => ReportScripts.Missing.IsEmpty ? "" :
        $"<div class=\"finding warning\"><span class=\"code\">PK7500</span>This page has no charts: PopPK was built without the packages that draw them ({string.Join(", ", ReportScripts.Missing)})."
        + "<div class=\"advice\">Build it where npm is installed, then 'poppk report' makes the page again.</div></div>\n";

    private static bool IsFit(RunContents run) => run.Fit.Field("provenance").Field("options").Text("command") != "evaluate";

    private static byte[] Content(RunFile file)
    {
        using var memory = new MemoryStream();
        file.Write(memory);
        return memory.ToArray();
    }
}
