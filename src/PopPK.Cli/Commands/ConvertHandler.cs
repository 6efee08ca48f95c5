using System.Collections.Immutable;
using System.Security;
using PopPK.Cli.Output;
using PopPK.Cli.Pipeline;
using PopPK.Language.Nonmem;
using PopPK.Language.Nonmem.Conversion;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>Carries out <c>convert</c>: writes the model of a control stream in the PopPK language.</summary>
/// <param name="environment">Where the command runs.</param>
/// <param name="printer">Shows problems.</param>
internal sealed class ConvertHandler(CliEnvironment environment, DiagnosticPrinter printer)
{
    /// <summary>Converts a control stream.</summary>
    /// <param name="modelPath">The control stream, as the user named it.</param>
    /// <param name="outputPath">Where to write the model, or null for standard output.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(string modelPath, string? outputPath)
    {
        var problems = new DiagnosticBag();
        var text = Convert(modelPath, problems);
        if (text is not null && outputPath is not null)
        {
            Write(text, outputPath, problems);
        }
        else if (text is not null)
        {
            environment.Out.Write(text);
        }

        printer.Print(problems);
        return problems.HasErrors ? ExitCode.WrongInput : ExitCode.Done;
    }

    private string? Convert(string modelPath, DiagnosticBag problems)
    {
        if (InputFile.Read(modelPath, environment.FullPath(modelPath), InputKind.Model, null, problems) is not { } file)
        {
            return null;
        }

        var source = new SourceText(file.Name, file.ReadText());
        if (!ControlStreamReader.IsControlStream(source.Content))
        {
            problems.Error("PK6005", $"'{file.Name}' is no control stream", new FileLocation(file.Name), "convert takes control streams (*.mod, *.ctl); other models are in the PopPK language already");
            return null;
        }

        SourceText? Include(string name) => ModelSession.Included(file, name, environment);
        var conversion = ControlStreamConverter.Convert(source, HeaderOf(ControlStreamReader.Read(source, Include), file), Include);
        problems.AddRange(conversion.Diagnostics);
        return conversion.Text;
    }

    // The first line of the data file, if its first cell is a name.
    private static ImmutableArray<string> HeaderOf(ControlStreamReading reading, InputFile file)
    {
        if (reading.Stream.Data?.Path is not { } path)
        {
            return [];
        }

        try
        {
            var line = File.ReadLines(Path.GetFullPath(path, Path.GetDirectoryName(file.FullPath)!)).FirstOrDefault()?.TrimStart('\uFEFF') ?? "";
            var cells = line.Contains(',', StringComparison.Ordinal) ? line.Split(',') : line.Split([' ', '\t', ';'], StringSplitOptions.RemoveEmptyEntries);
            cells = [.. cells.Select(c => c.Trim().Trim('"'))];
            return cells is [[var first, ..], ..] && char.IsAsciiLetter(first) ? [.. cells] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException or ArgumentException or NotSupportedException)
        {
            // Without the file the message about its header says what is needed.
            return [];
        }
    }

    private void Write(string text, string outputPath, DiagnosticBag problems)
    {
        try
        {
            var fullPath = environment.FullPath(outputPath);
            using (var stream = new FileStream(fullPath, FileMode.CreateNew))
            using (var writer = new StreamWriter(stream))
            {
                writer.Write(text);
            }

            environment.Out.WriteLine($"written to {environment.Shown(fullPath)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException)
        {
            problems.Error("PK6006", $"'{outputPath}' cannot be written", new FileLocation(outputPath), $"{e.Message} A file that exists is not replaced.");
        }
    }
}
