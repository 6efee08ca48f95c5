using System.Collections.Immutable;
using System.Security;
using PopPK.Data.Diagnostics;
using PopPK.Data.Reading;

namespace PopPK.Data;

/// <summary>Reads NONMEM-style data files: a header with the columns' names, then a row a record.</summary>
/// <remarks>
/// <para>
/// ID, TIME and DV must be there. AMT, EVID, MDV, CMT, RATE, II, ADDL and SS have their usual meaning where they are; case is ignored.
/// Without EVID a row with AMT or RATE is a dose and every other row an observation. All other columns are covariates or not used.
/// </para>
/// <para>
/// An empty cell, <c>.</c> and <c>NA</c> are missing: 0 in the standard columns, an observation that does not count in DV, an error in ID
/// and TIME. Numbers have a decimal point and may have an exponent with E or D. Cells may be quoted. Blank lines and lines that begin
/// with <c>#</c> are passed over. The delimiter is found from the header: comma, semicolon or tab.
/// </para>
/// <para>
/// TIME is a number in any unit, a clock time <c>H:MM</c>, <c>HH:MM</c> or <c>HH:MM:SS</c> (24 hours), or a date and a clock time as
/// <c>2024-03-05T08:30</c>. One column DATE (month/day/year), DAT1 (day/month/year), DAT2 (year/month/day) or DAT3 (year/day/month) may
/// give the day; a year of two digits up to 50 is in the 21st century, four digits in front are year, month and day under DATE and DAT1
/// too, the year may be missing, and a whole number is a day number. Where TIME has a clock time or there is a date column, all times of
/// the file become hours since each subject's first record that the row filter keeps, also behind a reset (NONMEM's day-time
/// translation), and a note says so. II may be a clock time too and is hours then. Row filters see the cells as they are written.
/// </para>
/// <para>
/// With <see cref="DatasetReadingOptions.Headerless"/> a file is read as NONMEM reads it: no header, items separated by blanks, commas or
/// tabs, missing ones 0.
/// </para>
/// <para>Stateless and safe for concurrent use.</para>
/// </remarks>
public static class DatasetReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of the file; also its name in messages.</param>
    /// <param name="options">How it is to be read; null: <see cref="DatasetReadingOptions.Default"/>.</param>
    /// <returns>The data, or diagnostics with at least one error: also when the file is missing or cannot be read.</returns>
    public static DatasetReading Read(string path, DatasetReadingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
        {
            return new DatasetReading(null, [DataDiagnostics.IsFolder(path)]);
        }

        if (!File.Exists(path))
        {
            return new DatasetReading(null, [DataDiagnostics.FileNotFound(path)]);
        }

        string content;
        try
        {
            content = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException)
        {
            return new DatasetReading(null, [DataDiagnostics.Unreadable(path, e.Message)]);
        }

        using var text = new StringReader(content);
        return Read(text, path, options);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text; read to its end and not closed.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="options">How it is to be read; null: <see cref="DatasetReadingOptions.Default"/>.</param>
    /// <returns>The data, or diagnostics with at least one error.</returns>
    /// <exception cref="IOException">The text cannot be read.</exception>
    public static DatasetReading Read(TextReader text, string name, DatasetReadingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(name);
        var tally = new DiagnosticTally(name);
        var dataset = Read(text, options ?? DatasetReadingOptions.Default, tally);
        return new DatasetReading(tally.HasErrors ? null : dataset, tally.ToImmutable());
    }

    private static Dataset? Read(TextReader text, DatasetReadingOptions options, DiagnosticTally tally)
    {
        var read = options.Headerless is { } format ? HeaderlessTableReader.Read(text, format, tally) : CsvTableReader.Read(text, tally);
        if (read is not { } table || new ColumnLayoutBuilder(table, options, tally).Build() is not { } layout)
        {
            return null;
        }

        var rows = new RowReader(layout, options, tally);
        var records = new List<IdentifiedRecord>(table.Rows.Length);
        foreach (var row in table.Rows)
        {
            if (options.Headerless is null && row.Cells.AsSpan().SequenceEqual(table.Header.Cells))
            {
                tally.Add(DataDiagnostics.HeaderAgain(tally.File, row.Line));
            }
            else if (options.Headerless is null && row.Line == table.Rows[0].Line && rows.IsUnits(row))
            {
                tally.Add(DataDiagnostics.UnitsRow(tally.File, row.Line));
            }
            else if (rows.Keeps(row) && rows.Read(row) is { } record)
            {
                records.Add(record);
            }
        }

        if (records.Count == 0)
        {
            if (!tally.HasErrors)
            {
                tally.Add(table.Rows.IsEmpty ? DataDiagnostics.NoRows(tally.File) : DataDiagnostics.FilterKeepsNothing(tally.File, table.Rows.Length));
            }

            return null;
        }

        var assembler = new SubjectAssembler(layout, options, tally);
        var subjects = assembler.Assemble(records);
        return new Dataset(tally.File, layout.Names, subjects) { TimesAreTranslated = assembler.TimesAreTranslated };
    }
}
