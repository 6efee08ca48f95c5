namespace PopPK.Cli.Output;

/// <summary>A table as text, before any screen draws it. Immutable.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows, a cell per column each.</param>
internal sealed record TextTable(IReadOnlyList<TextColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The table without the columns that are empty in every row.</summary>
    public TextTable WithoutEmptyColumns()
    {
        var kept = Enumerable.Range(0, Columns.Count).Where(i => Rows.Any(r => r[i].Length > 0)).ToArray();
        return new TextTable([.. kept.Select(i => Columns[i])], [.. Rows.Select(r => (string[])[.. kept.Select(i => r[i])])]);
    }

    /// <summary>The header and the rows as aligned lines.</summary>
    /// <param name="gap">What stands between columns.</param>
    public IEnumerable<string> Lines(string gap = "  ")
    {
        var widths = Columns.Select((c, i) => Rows.Select(r => r[i].Length).Append(c.Header.Length).Max()).ToArray();
        foreach (var row in Rows.Prepend([.. Columns.Select(c => c.Header)]))
        {
            yield return string.Join(gap, row.Select((cell, i) => Columns[i].IsNumeric ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd();
        }
    }
}
