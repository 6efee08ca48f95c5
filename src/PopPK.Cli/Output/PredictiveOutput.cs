using System.Collections.Immutable;
using System.Diagnostics;
using PopPK.Cli.Pipeline;
using PopPK.Reporting;
using PopPK.Text;

namespace PopPK.Cli.Output;

/// <summary>What checks by simulation show and where they write. One owner.</summary>
/// <param name="request">What the user asked for.</param>
/// <param name="environment">Where the command runs.</param>
/// <param name="printer">Shows problems.</param>
/// <param name="screen">Shows results.</param>
internal sealed class PredictiveOutput(PredictiveRequest request, CliEnvironment environment, DiagnosticPrinter printer, IScreen screen)
{
    private string _folder = "";
    private string _files = "";
    private double _computed;
    private double _drawn;

    /// <summary>The folder for the results, checked before anything is simulated.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <param name="name">What a numbered folder is called after.</param>
    /// <param name="kind">What it is to hold.</param>
    /// <param name="environment">Where the command runs.</param>
    /// <param name="problems">Receives why it cannot be written.</param>
    public static RunFolder FolderFor(PredictiveRequest request, string name, RunFolderKind kind, CliEnvironment environment, DiagnosticBag problems)
    {
        var folder = request.OutPath is { } path
            ? RunFolder.Named(environment.FullPath(path), kind)
            : RunFolder.Numbered(environment.WorkingDirectory, name, kind);
        if (folder.Check() is { } problem)
        {
            problems.Add(problem);
        }

        return folder;
    }

    /// <summary>Says what is going to be done.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="source">Model, data and parameters.</param>
    /// <param name="request">What the user asked for.</param>
    /// <param name="check">What is checked, and how.</param>
    public static void Introduce(IScreen screen, PredictiveSource source, PredictiveRequest request, (string Name, string Text) check)
    {
        var session = source.Source.Session;
        var title = source.Cohort.Model.Model.Title;
        screen.Facts(
        [
            ("model", $"{session.ModelFile!.Name}{(title is null ? "" : $"  \"{title}\"")}"),
            ("values", source.Source.Run is null ? "the model's own" : $"estimates of {request.SourcePath}"),
            ("data", $"{session.DataFile!.Name}  {DataSummary.Of(source.Cohort.Dataset)}"),
            ("simulate", $"{DisplayNumber.Count(request.Replicates, "replicate")}, seed {request.Seed}, {DisplayNumber.Count(request.Threads, "thread")}"),
            check,
        ]);
    }

    /// <summary>Writes the files of a check and their charts, and shows what stands in the way.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="files">The files.</param>
    /// <param name="clock">Since the command began.</param>
    /// <param name="cancellation">Ends the drawing.</param>
    public bool TryWrite(RunFolder folder, ImmutableArray<RunFile> files, Stopwatch clock, CancellationToken cancellation)
    {
        _computed = clock.Elapsed.TotalSeconds;
        var problems = new DiagnosticBag();
        ImmutableArray<RunFile> charts = [];
        screen.While("drawing", _ => charts = Drawing.OfCheck(files, request, problems, cancellation));
        _drawn = clock.Elapsed.TotalSeconds - _computed;
        try
        {
            _folder = environment.Shown(folder.Write(files.AddRange(charts)));
            _files = string.Join(' ', files.Concat(charts).Select(f => f.Name));
            printer.Print(problems, withNotes: !request.IsQuiet);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            printer.Print([new Diagnostic("PK6040", DiagnosticSeverity.Error, "the results could not be written", null, e.Message)]);
            return false;
        }
    }

    /// <summary>Says where the results are.</summary>
    public void Conclude()
    {
        screen.Line();
        screen.Facts(
        [
            ("files", $"{_folder}/  {_files}"),
            ("time", DisplayNumber.Seconds(_computed) + (request.HasPictures ? $", and {DisplayNumber.Seconds(_drawn)} for pictures" : "")),
        ]);
    }
}
