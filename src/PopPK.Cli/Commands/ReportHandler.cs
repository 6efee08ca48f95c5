using System.Collections.Immutable;
using System.Security;
using PopPK.Cli.Output;
using PopPK.Reporting;
using PopPK.Reporting.Charts;
using PopPK.Reporting.Html;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>Carries out <c>report</c>: the page of a run made again, several runs side by side, charts as files.</summary>
/// <param name="environment">Where the command runs.</param>
/// <param name="printer">Shows problems.</param>
/// <param name="interruption">The user's wish to stop.</param>
internal sealed class ReportHandler(CliEnvironment environment, DiagnosticPrinter printer, Interruption interruption)
{
    /// <summary>Writes pages and charts.</summary>
    /// <param name="paths">The runs: their folders, or a file in them.</param>
    /// <param name="outPath">The page, or null: in the run's folder, of several runs in the working directory.</param>
    /// <param name="chartsPath">The folder for charts as files, or null.</param>
    /// <param name="checks">Folders that hold checks by simulation of the one run.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(IReadOnlyList<string> paths, string? outPath, string? chartsPath, params ImmutableArray<string> checks)
    {
        var problems = new DiagnosticBag();
        if (paths.Count > 1 && !checks.IsEmpty)
        {
            problems.Error("PK7515", "--vpc and --npde belong to one run", new FileLocation(checks[0]), "make the report of each run with its own checks");
        }

        if (!HtmlReport.HasCharts)
        {
            problems.Warning("PK7500", "this program was built without the packages that draw charts, so pages have tables only", advice: "build it where npm is installed");
        }

        var runs = paths.Select(p => Read(p, checks, problems)).OfType<RunContents>().ToImmutableArray();
        if (!problems.HasErrors)
        {
            WritePage(runs, outPath ?? (runs.Length == 1 ? Path.Combine(Folder(paths[0]), HtmlReport.FileName) : HtmlReport.FileName), problems);
            if (chartsPath is not null)
            {
                WriteCharts(runs, chartsPath, problems);
            }
        }

        printer.Print(problems);
        return interruption.Token.IsCancellationRequested ? ExitCode.Interrupted : problems.HasErrors ? ExitCode.WrongInput : ExitCode.Done;
    }

    private RunContents? Read(string path, ImmutableArray<string> checks, DiagnosticBag problems)
    {
        var folder = Folder(path);
        return RunContents.Read(environment.FullPath(folder), folder, problems, [.. checks.Select(environment.FullPath)]);
    }

    private string Folder(string path) => File.Exists(environment.FullPath(path)) ? Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : "." : path;

    private void WritePage(ImmutableArray<RunContents> runs, string path, DiagnosticBag problems)
    {
        var full = environment.FullPath(path);
        if (File.Exists(full) && !HtmlReport.IsReport(full))
        {
            problems.Error("PK7510", $"'{path}' exists and is no report", new FileLocation(path), "name another file with --out; only reports are replaced");
            return;
        }

        Write(full, path, problems, stream =>
        {
            if (runs.Length == 1)
            {
                HtmlReport.Write(runs[0], stream);
            }
            else
            {
                ComparisonPage.Write(runs, stream);
            }
        });
    }

    // Charts of several runs have folders of their own.
    private void WriteCharts(ImmutableArray<RunContents> runs, string path, DiagnosticBag problems)
    {
        var browser = HtmlReport.HasCharts ? HeadlessBrowser.Find() : null;
        if (browser is null && HtmlReport.HasCharts)
        {
            problems.Note("PK7511", "charts are written as Vega-Lite specifications only: there is no browser to draw them", advice:
                $"install Chromium, Chrome or Edge, or name its program in {HeadlessBrowser.Variable}, for SVG and PNG too");
        }

        for (var i = 0; i < runs.Length && !problems.HasErrors; i++)
        {
            var folder = runs.Length == 1 ? path : Path.Combine(path, $"run{i + 1}");
            var files = ChartFiles.Specifications(runs[i]);
            var pictures = browser is null ? [] : ChartFiles.Pictures(runs[i], browser, interruption.Token);
            if (browser is not null && pictures.IsEmpty && !files.IsEmpty)
            {
                problems.Warning("PK7512", $"'{browser.Path}' drew no charts", advice: $"name another browser in {HeadlessBrowser.Variable}");
            }

            foreach (var file in files.AddRange(pictures))
            {
                Write(environment.FullPath(Path.Combine(folder, file.Name)), null, problems, file.Write);
            }

            environment.Out.WriteLine($"{DisplayNumber.Count(files.Length, "chart")} written to {environment.Shown(environment.FullPath(folder))}/{(pictures.IsEmpty ? "" : ", with pictures")}");
        }
    }

    // Beside it first: a page is there complete or not at all.
    private void Write(string full, string? shown, DiagnosticBag problems, Action<Stream> write)
    {
        var partial = $"{full}.{Guid.NewGuid():N}.partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var stream = new FileStream(partial, FileMode.CreateNew))
            {
                write(stream);
            }

            File.Move(partial, full, overwrite: true);
            if (shown is not null)
            {
                environment.Out.WriteLine($"written to {environment.Shown(full)}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException or ArgumentException or NotSupportedException)
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }

            problems.Error("PK7513", $"'{environment.Shown(full)}' cannot be written", new FileLocation(environment.Shown(full)), e.Message);
        }
    }
}
