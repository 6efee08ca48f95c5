using Spectre.Console;

namespace PopPK.Cli.Output;

/// <summary>A terminal: tables with rules, colours unless they are unwanted, a line at the bottom that says what is going on.</summary>
/// <param name="environment">Where the command runs.</param>
internal sealed class TerminalScreen(CliEnvironment environment) : IScreen
{
    // Blanks between columns, one of which is the rule's own.
    private const int Gap = 2;

    private readonly IAnsiConsole _console = Terminal.Open(environment.Out, environment.UseColor, environment.Width);

    /// <inheritdoc/>
    public void Heading(string text, string? remark = null)
    {
        _console.WriteLine();
        _console.MarkupLine(remark is null
            ? $"[bold]{Markup.Escape(text)}[/]"
            : $"[bold]{Markup.Escape(text)}[/]  [grey]{Markup.Escape(remark)}[/]");
    }

    /// <inheritdoc/>
    public void Line(string text = "", Tone tone = Tone.Normal) => _console.WriteLine(text, StyleOf(tone));

    /// <inheritdoc/>
    public void Facts(IReadOnlyList<(string Name, string Text)> facts)
    {
        var width = facts.Max(f => f.Name.Length);
        foreach (var (name, text) in facts)
        {
            _console.MarkupLine($"[grey]{Markup.Escape(name.PadRight(width))}[/]  {Markup.Escape(text)}");
        }
    }

    /// <inheritdoc/>
    public void Table(TextTable table)
    {
        if (!Fits(table))
        {
            // The terminal folds whole lines; squeezed columns would break names and numbers into pieces.
            foreach (var line in table.Lines())
            {
                environment.Out.WriteLine("  " + line);
            }

            return;
        }

        var grid = new Table().Border(TableBorder.Horizontal).BorderStyle(StyleOf(Tone.Dim));
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = table.Columns[i];
            grid.AddColumn(new TableColumn($"[grey]{Markup.Escape(column.Header)}[/]")
            {
                Alignment = column.IsNumeric ? Justify.Right : Justify.Left,
                NoWrap = !MayWrap(table, i),
                Padding = new Padding(0, 0, Gap - 1, 0),
            });
        }

        foreach (var row in table.Rows)
        {
            grid.AddRow([.. row.Select((cell, i) => i == 0 ? $"[bold]{Markup.Escape(cell)}[/]" : Markup.Escape(cell))]);
        }

        _console.Write(grid);
    }

    // Only a last column of words, such as a description, may be folded.
    private static bool MayWrap(TextTable table, int column) =>
        column > 0 && column == table.Columns.Count - 1 && !table.Columns[column].IsNumeric;

    /// <inheritdoc/>
    public bool Fits(TextTable table)
    {
        var needed = 1;
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var cells = table.Rows.Select(r => r[i]).Append(table.Columns[i].Header);
            var pieces = MayWrap(table, i) ? cells.SelectMany(c => c.Split(' ')) : cells;
            needed += pieces.Max(c => c.Length) + Gap;
        }

        return needed <= environment.Width;
    }

    /// <inheritdoc/>
    public void While(string activity, Action<Action<string>> work) => _console.Status()
        .Spinner(Spinner.Known.Dots)
        .SpinnerStyle(StyleOf(Tone.Dim))
        .Start(Escaped(activity), context => work(text => context.Status = Escaped(text)));

    private static string Escaped(string text) => $"[grey]{Markup.Escape(text)}[/]";

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Dim => new Style(Color.Grey),
        Tone.Good => new Style(Color.Green),
        Tone.Warning => new Style(Color.Yellow),
        Tone.Bad => new Style(Color.Red),
        _ => Style.Plain,
    };
}
