using System.Collections.Immutable;
using System.Text;
using PopPK.Reporting.Html;

namespace PopPK.Reporting.Charts;

/// <summary>
/// The charts of a run as files: Vega-Lite specifications with their data, and pictures where a browser draws them. Of a chart with pages
/// each page has its own. Stateless; safe for concurrent use.
/// </summary>
public static class ChartFiles
{
    /// <summary>The specifications.</summary>
    /// <param name="run">The run.</param>
    public static ImmutableArray<RunFile> Specifications(RunContents run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Specifications(ChartSet.Of(run));
    }

    /// <summary>The specifications of a check by simulation.</summary>
    /// <param name="check">Its files.</param>
    public static ImmutableArray<RunFile> OfCheck(IEnumerable<RunFile> check) => Specifications(ChartSet.OfCheck(RunContents.OfCheck(check)));

    /// <summary>The pictures of a check by simulation.</summary>
    /// <param name="check">Its files.</param>
    /// <param name="browser">What draws them.</param>
    /// <param name="cancellation">Ends the browser.</param>
    /// <returns>The pictures; none when the browser made none.</returns>
    public static ImmutableArray<RunFile> PicturesOfCheck(IEnumerable<RunFile> check, HeadlessBrowser browser, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(browser);
        var set = ChartSet.OfCheck(RunContents.OfCheck(check));
        return !HtmlReport.HasCharts || set.Charts.Count == 0 ? [] : browser.Pictures(stream => HtmlReport.WriteForPictures(set, stream), cancellation);
    }

    private static ImmutableArray<RunFile> Specifications(ChartSet set) =>
        [.. set.Charts.SelectMany(chart => Pages(chart)).Select(chart => new RunFile($"{chart.Name}.vl.json", stream =>
            stream.Write(Encoding.UTF8.GetBytes(ChartTheme.Standalone(chart, set.Data)))))];

    /// <summary>The pictures, as SVG and PNG at twice the size.</summary>
    /// <param name="run">The run.</param>
    /// <param name="browser">What draws them.</param>
    /// <param name="cancellation">Ends the browser.</param>
    /// <returns>The pictures; none when the browser made none.</returns>
    public static ImmutableArray<RunFile> Pictures(RunContents run, HeadlessBrowser browser, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(browser);
        return !HtmlReport.HasCharts ? [] : browser.Pictures(stream => HtmlReport.WriteForPictures(run, stream), cancellation);
    }

    private static IEnumerable<Chart> Pages(Chart chart) => chart.Pages == 1
        ? [chart]
        : Enumerable.Range(1, chart.Pages).Select(p => chart with
        {
            Name = $"{chart.Name}-{p}",
            Spec = chart.Spec.Replace("{\"name\":\"page\",\"value\":1}", $"{{\"name\":\"page\",\"value\":{p}}}", StringComparison.Ordinal),
        });
}
