using System.Collections.Immutable;
using PopPK.Reporting;
using PopPK.Reporting.Charts;
using PopPK.Reporting.Html;
using PopPK.Text;

namespace PopPK.Cli.Pipeline;

/// <summary>Charts as files, and as pictures where there is a browser to draw them. Stateless.</summary>
internal static class Drawing
{
    /// <summary>The browser that draws.</summary>
    /// <param name="problems">Hears when there is none.</param>
    /// <returns>The browser, or null.</returns>
    public static HeadlessBrowser? FindBrowser(DiagnosticBag problems)
    {
        var browser = HtmlReport.HasCharts ? HeadlessBrowser.Find() : null;
        if (browser is null && HtmlReport.HasCharts)
        {
            problems.Note("PK7511", "charts are written as Vega-Lite specifications only: there is no browser to draw them", advice:
                $"install Chromium, Chrome or Edge, or name its program in {HeadlessBrowser.Variable}, for SVG and PNG too");
        }

        return browser;
    }

    /// <summary>Says that a browser failed.</summary>
    /// <param name="browser">The browser.</param>
    /// <param name="problems">Receives the warning.</param>
    public static void ReportFailure(HeadlessBrowser browser, DiagnosticBag problems) =>
        problems.Warning("PK7512", $"'{browser.Path}' drew no charts", advice: $"name another browser in {HeadlessBrowser.Variable}");

    /// <summary>The charts of a check by simulation.</summary>
    /// <param name="check">Its files.</param>
    /// <param name="request">What the user asked for.</param>
    /// <param name="problems">Hears of what is missing.</param>
    /// <param name="cancellation">Ends the browser.</param>
    /// <returns>Specifications, and pictures where they are wanted and there is a browser.</returns>
    public static ImmutableArray<RunFile> OfCheck(ImmutableArray<RunFile> check, PredictiveRequest request, DiagnosticBag problems, CancellationToken cancellation)
    {
        var charts = ChartFiles.OfCheck(check);
        if (!request.HasPictures || charts.IsEmpty || FindBrowser(problems) is not { } browser)
        {
            return charts;
        }

        var pictures = ChartFiles.PicturesOfCheck(check, browser, cancellation);
        if (pictures.IsEmpty && !cancellation.IsCancellationRequested)
        {
            ReportFailure(browser, problems);
        }

        return charts.AddRange(pictures);
    }
}
