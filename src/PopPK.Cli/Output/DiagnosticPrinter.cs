using PopPK.Text;
using Spectre.Console;

namespace PopPK.Cli.Output;

/// <summary>Shows diagnostics on the stream of problems. One owner.</summary>
/// <param name="environment">Where the command runs.</param>
internal sealed class DiagnosticPrinter(CliEnvironment environment)
{
    // Excerpts keep their carets only when nobody folds their lines; the terminal itself may.
    private const int Unfolded = 10_000;

    /// <summary>Shows diagnostics, each followed by an empty line.</summary>
    /// <param name="diagnostics">The diagnostics.</param>
    /// <param name="hideValues">True to hide cells of the data.</param>
    /// <param name="withNotes">False to leave out notes.</param>
    public void Print(IEnumerable<Diagnostic> diagnostics, bool hideValues = false, bool withNotes = true)
    {
        foreach (var diagnostic in diagnostics.Where(d => withNotes || d.Severity != DiagnosticSeverity.Note))
        {
            var text = DiagnosticRenderer.Render(diagnostic, hideValues);
            if (environment.IsErrorTerminal)
            {
                PrintColored(diagnostic, text);
            }
            else
            {
                environment.Error.Write(text);
            }

            environment.Error.WriteLine();
        }
    }

    /// <summary>Says how many errors there are.</summary>
    /// <param name="diagnostics">All diagnostics.</param>
    public void PrintSummary(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Count(d => d.IsError);
        environment.Error.WriteLine($"{errors} error{(errors == 1 ? "" : "s")}; nothing was run.");
    }

    private void PrintColored(Diagnostic diagnostic, string text)
    {
        var color = diagnostic.Severity switch
        {
            DiagnosticSeverity.Error => "red",
            DiagnosticSeverity.Warning => "yellow",
            _ => "blue",
        };
        var console = Terminal.Open(environment.Error, environment.UseColor, Unfolded);
        var lines = text.TrimEnd('\n').Split('\n');
        var head = $"{DiagnosticRenderer.Label(diagnostic.Severity)} {diagnostic.Code}";
        console.MarkupLine($"[bold {color}]{Markup.Escape(head)}[/][bold]{Markup.Escape(lines[0][head.Length..])}[/]");
        foreach (var line in lines.Skip(1))
        {
            console.MarkupLine(ColorLine(line, color));
        }
    }

    private static string ColorLine(string line, string color)
    {
        var trimmed = line.TrimStart();
        if (trimmed.StartsWith("-->", StringComparison.Ordinal))
        {
            return $"[grey]{Markup.Escape(line)}[/]";
        }

        if (trimmed.StartsWith("= ", StringComparison.Ordinal))
        {
            return $"[grey]{Markup.Escape(line[..(line.IndexOf('=') + 1)])}[/]{Markup.Escape(line[(line.IndexOf('=') + 1)..])}";
        }

        var bar = line.IndexOf('|');
        return bar < 0
            ? Markup.Escape(line)
            : line[(bar + 1)..].Trim().All(c => c == '^')
                ? $"[grey]{Markup.Escape(line[..(bar + 1)])}[/][{color}]{Markup.Escape(line[(bar + 1)..])}[/]"
                : $"[grey]{Markup.Escape(line[..(bar + 1)])}[/]{Markup.Escape(line[(bar + 1)..])}";
    }
}
