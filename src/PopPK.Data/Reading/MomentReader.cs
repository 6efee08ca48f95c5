using PopPK.Data.Diagnostics;
using PopPK.Text;

namespace PopPK.Data.Reading;

/// <summary>Reads from TIME and the date column when a record is. Stateless.</summary>
/// <param name="layout">Where everything stands in a row.</param>
/// <param name="file">The file, as the user named it.</param>
internal sealed class MomentReader(ColumnLayout layout, string file)
{
    private readonly int _time = layout.PositionOf(StandardColumn.TIME);

    /// <summary>Reads a row.</summary>
    /// <param name="cells">The row's cells.</param>
    /// <param name="line">Its line.</param>
    /// <param name="reject">Receives what is wrong.</param>
    /// <returns>When it is; <see cref="Moment.Unknown"/> when something is wrong.</returns>
    public Moment Read(string[] cells, int line, Action<Diagnostic> reject)
    {
        var date = ReadDate(cells, line, reject);
        var time = ReadTime(cells[_time], Cell(cells, line, StandardColumn.TIME), reject);
        if (layout.DateColumn is null || time is not { } moment)
        {
            return time ?? Moment.Unknown;
        }

        if (moment.Date.Form != DateForm.None)
        {
            reject(DataDiagnostics.DateTwice(Cell(cells, line, StandardColumn.TIME), layout.FileNameOf(layout.DateColumn.Value)));
            return Moment.Unknown;
        }

        return date is { } day ? moment with { Date = day } : Moment.Unknown;
    }

    private DateReading? ReadDate(string[] cells, int line, Action<Diagnostic> reject)
    {
        if (layout.DateColumn is not { } column)
        {
            return null;
        }

        var text = cells[layout.PositionOf(column)];
        if (NumberText.Parse(text).Content == CellContent.Missing)
        {
            reject(DataDiagnostics.MissingCell(Cell(cells, line, column), StandardColumn.DATE));
            return null;
        }

        var date = DateText.Parse(text, column, layout.Format?.LastYearOf2000 ?? DateText.LastYearOf2000);
        if (date.Problem != DateProblem.None)
        {
            reject(DataDiagnostics.BadDate(Cell(cells, line, column), date.Problem, column, DateText.ColumnsFor(text)));
            return null;
        }

        return date;
    }

    private Moment? ReadTime(string text, CellLocation cell, Action<Diagnostic> reject)
    {
        var number = NumberText.Parse(text);
        switch (number.Content)
        {
            case CellContent.Number:
                return new Moment(number.Value, double.NaN, default);
            case CellContent.Missing:
                reject(DataDiagnostics.MissingCell(cell, StandardColumn.TIME));
                return null;
        }

        if (!ClockText.IsClockLike(text))
        {
            reject(number.Content == CellContent.DateOrClock
                ? DataDiagnostics.BadClock(cell, ClockProblem.DateOnly)
                : DataDiagnostics.BadNumber(cell, number.Content, StandardColumn.TIME));
            return null;
        }

        // In files without a header a clock goes on beyond midnight.
        var (date, clock) = layout.Format is null ? Split(text) : (default, ClockText.Parse(text, isInterval: true));
        if (clock.Problem != ClockProblem.None)
        {
            reject(DataDiagnostics.BadClock(cell, clock.Problem));
            return null;
        }

        if (date.Problem != DateProblem.None)
        {
            reject(DataDiagnostics.BadDate(cell, date.Problem, StandardColumn.DAT2, []));
            return null;
        }

        return new Moment(clock.Seconds / 3600, clock.Seconds, date);
    }

    /// <summary>The date and the clock time of a cell that may have both, with T or a blank between.</summary>
    private static (DateReading Date, ClockReading Clock) Split(string text)
    {
        var clock = ClockText.Parse(text);
        var end = text.AsSpan().IndexOfAny("Tt ");
        if (clock.Problem != ClockProblem.NoClock || end < 0)
        {
            return (default, clock);
        }

        var day = text[..end];
        var date = DateText.Parse(day, StandardColumn.DAT2);
        clock = ClockText.Parse(text[(end + 1)..].Trim());
        var isCalendarDate = DateText.BeginsWithYear(day) && date.Form is DateForm.Full or DateForm.None;
        return clock.Problem == ClockProblem.None && !isCalendarDate
            ? (default, clock with { Problem = ClockProblem.DateOrder })
            : (date, clock);
    }

    private CellLocation Cell(string[] cells, int line, StandardColumn column) =>
        new(file, line, layout.FileNameOf(column), cells[layout.PositionOf(column)]);
}
