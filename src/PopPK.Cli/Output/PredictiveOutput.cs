using System.Diagnostics;
using PopPK.Cli.Pipeline;
using PopPK.Reporting;
using PopPK.Text;

namespace PopPK.Cli.Output;

/// <summary>What checks by simulation show and where they write. Stateless.</summary>
internal static class PredictiveOutput
{
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

    /// <summary>Where results are shown.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <param name="environment">Where the command runs.</param>
    public static IScreen Screen(PredictiveRequest request, CliEnvironment environment) => request.IsQuiet ? new SilentScreen()
        : environment.IsOutTerminal ? new TerminalScreen(environment)
        : new PlainScreen(environment.Out);

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

    /// <summary>Writes the files of a check.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="environment">Where the command runs.</param>
    /// <param name="printer">Shows why it failed.</param>
    /// <param name="written">Receives the folder's name for people.</param>
    /// <param name="files">The files.</param>
    public static bool TryWrite(RunFolder folder, CliEnvironment environment, DiagnosticPrinter printer, out string written, params RunFile[] files)
    {
        try
        {
            written = environment.Shown(folder.Write(files));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            printer.Print([new Diagnostic("PK6040", DiagnosticSeverity.Error, "the results could not be written", null, e.Message)]);
            written = "";
            return false;
        }
    }

    /// <summary>Says where the results are.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="files">The files.</param>
    /// <param name="clock">Since the command began.</param>
    public static void Conclude(IScreen screen, string folder, string files, Stopwatch clock)
    {
        screen.Line();
        screen.Facts([("files", $"{folder}/  {files}"), ("time", DisplayNumber.Seconds(clock.Elapsed.TotalSeconds))]);
    }
}
