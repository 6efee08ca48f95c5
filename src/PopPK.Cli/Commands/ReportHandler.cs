using System.Collections.Immutable;
using System.Security;
using PopPK.Cli.Output;
using PopPK.Cli.Pipeline;
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
    /// <param name="request">What the user asked for.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(ReportRequest request)
    {
        var problems = new DiagnosticBag();
        var paths = request.Paths;
        if (paths.Length > 1 && request.OptionOfOneRun is { } option)
        {
            problems.Error("PK7515", $"{option} belongs to one run", new FileLocation(paths[1]), "make the report of each run with its own checks");
        }

        if (!HtmlReport.HasCharts)
        {
            problems.Warning("PK7500", "this program was built without the packages that draw charts, so pages have tables only", advice: "build it where npm is installed");
        }

        var runs = paths.Select(p => Read(p, request.Checks, problems)).OfType<RunContents>().ToImmutableArray();
        if (!problems.HasErrors)
        {
            IScreen screen = environment.IsOutTerminal ? new TerminalScreen(environment) : new PlainScreen(environment.Out);
            runs = runs.Length == 1 ? [ReportChecks.Add(runs[0], request, environment, screen, problems, interruption.Token)] : runs;
            WritePage(runs, request.OutPath ?? (runs.Length == 1 ? Path.Combine(Folder(paths[0]), HtmlReport.FileName) : HtmlReport.FileName), problems);
            if (request.ChartsPath is not null)
            {
                WriteCharts(runs, request.ChartsPath, problems);
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
        var browser = Drawing.FindBrowser(problems);
        for (var i = 0; i < runs.Length && !problems.HasErrors; i++)
        {
            var folder = runs.Length == 1 ? path : Path.Combine(path, $"run{i + 1}");
            var files = ChartFiles.Specifications(runs[i]);
            var pictures = browser is null ? [] : ChartFiles.Pictures(runs[i], browser, interruption.Token);
            if (browser is not null && pictures.IsEmpty && !files.IsEmpty)
            {
                Drawing.ReportFailure(browser, problems);
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
