using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using PopPK.Data.Diagnostics;

namespace PopPK.Data.Reading;

/// <summary>Cuts a text into rows and cells, keeping every row's line number.</summary>
internal static class CsvTableReader
{
    private const char CommentMark = '#';

    private static readonly SearchValues<char> ControlCharacters =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (char)c).Where(c => c is not ('\t' or '\f'))]);

    /// <summary>Reads a table.</summary>
    /// <param name="text">The text; not closed.</param>
    /// <param name="tally">Receives what is wrong with it.</param>
    /// <returns>The table, or null when there is no header to go by; rows with a wrong number of cells are left out, each with an error.</returns>
    public static CsvTable? Read(TextReader text, DiagnosticTally tally)
    {
        var lines = ReadLines(text, tally);
        if (lines is null)
        {
            return null;
        }

        if (lines.Count == 0)
        {
            tally.Add(DataDiagnostics.EmptyFile(tally.File));
            return null;
        }

        var delimiter = Delimiter.Detect(lines[0].Text);
        if (delimiter is null)
        {
            tally.Add(DataDiagnostics.NoDelimiter(tally.File, lines[0].Number));
            return null;
        }

        if (delimiter != ',')
        {
            tally.Add(DataDiagnostics.OtherDelimiter(tally.File, lines[0].Number, Delimiter.NameOf(delimiter.Value)));
        }

        return Split(lines, delimiter.Value, tally);
    }

    /// <summary>The lines that are neither blank nor comments; null when the text is no text.</summary>
    private static List<Line>? ReadLines(TextReader text, DiagnosticTally tally)
    {
        var lines = new List<Line>();
        var number = 0;
        while (text.ReadLine() is { } line)
        {
            number++;
            if (line.Contains('\0') || (lines.Count == 0 && HasControlCharacters(line)))
            {
                tally.Add(DataDiagnostics.NotText(tally.File));
                return null;
            }

            // Old programs of DOS end a file with its mark.
            var content = line.AsSpan().Trim(" \t\uFEFF\u001A");
            if (content.Length > 0 && content[0] == CommentMark)
            {
                tally.Count(nameof(DataDiagnostics.CommentRows), DataDiagnostics.Row(tally.File, number), DataDiagnostics.CommentRows);
            }
            else if (content.Length > 0)
            {
                lines.Add(new Line(number, number == 1 ? line.TrimStart('\uFEFF') : line));
            }
        }

        return lines;
    }

    /// <summary>No row of names has such characters, but nearly every file of another kind begins with some.</summary>
    private static bool HasControlCharacters(string line) => line.AsSpan().TrimEnd('\u001A').IndexOfAny(ControlCharacters) >= 0;

    private static CsvTable? Split(List<Line> lines, char delimiter, DiagnosticTally tally)
    {
        var badQuotes = false;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            HasHeaderRecord = false,
            IgnoreBlankLines = false,
            TrimOptions = TrimOptions.Trim,
            BadDataFound = _ => badQuotes = true,
        };
        using var parser = new CsvParser(new StringReader(string.Join('\n', lines.Select(l => l.Text)) + "\n"), configuration);
        CsvRow? header = null;
        var rows = ImmutableArray.CreateBuilder<CsvRow>(lines.Count);
        var next = 0;
        while (next < lines.Count && parser.Read())
        {
            badQuotes = false;
            var row = new CsvRow(lines[next].Number, parser.Record ?? []);
            var last = Math.Min(parser.RawRow, lines.Count) - 1;
            var isSound = CheckQuotes(row, lines[last].Number, badQuotes, tally);
            next = parser.RawRow;
            if (header is null && !isSound)
            {
                return null;
            }

            if (header is not { } head)
            {
                header = row;
            }
            else if (isSound && HasRightLength(row, head, tally))
            {
                rows.Add(row);
            }
        }

        return header is { } found ? new CsvTable(tally.File, found, rows.ToImmutable()) : null;
    }

    /// <summary>A cell that runs over several lines is refused: nearly always a quote is missing, and the rows behind it would be lost.</summary>
    private static bool CheckQuotes(CsvRow row, int lastLine, bool badQuotes, DiagnosticTally tally)
    {
        var isOpen = Array.Exists(row.Cells, c => c.Contains('\n'));
        if (isOpen)
        {
            tally.Add(DataDiagnostics.OpenQuote(tally.File, row.Line, lastLine));
        }
        else if (badQuotes)
        {
            tally.Add(DataDiagnostics.MisplacedQuote(tally.File, row.Line));
        }

        return !isOpen && !badQuotes;
    }

    /// <summary>A row without any text (a spreadsheet's leftover) is passed over like a blank line; other rows must have the header's length.</summary>
    private static bool HasRightLength(CsvRow row, CsvRow header, DiagnosticTally tally)
    {
        if (Array.TrueForAll(row.Cells, c => c.Length == 0))
        {
            return false;
        }

        if (row.Cells.Length != header.Cells.Length)
        {
            tally.Add(DataDiagnostics.WrongNumberOfCells(tally.File, row.Line, row.Cells.Length, header.Cells.Length));
            return false;
        }

        return true;
    }

    private readonly record struct Line(int Number, string Text);
}
