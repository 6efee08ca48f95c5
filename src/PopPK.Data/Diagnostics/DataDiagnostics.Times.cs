using PopPK.Data.Reading;
using PopPK.Text;

namespace PopPK.Data.Diagnostics;

/// <content>Dates and clock times: PK2031 to PK2032 as columns, PK2117 to PK2124 as cells.</content>
internal static partial class DataDiagnostics
{
    public static Diagnostic TwoDateColumns(string file, int line, string first, string second) => new(
        "PK2031", DiagnosticSeverity.Error, $"both {first} and {second} say the date of a record", new CellLocation(file, line, second, null),
        $"drop one of them; {OrdersOfDate}");

    public static Diagnostic DroppedDate(string file, string name) => new(
        "PK2032", DiagnosticSeverity.Warning, $"the clock times are read without {name}, which the model drops", new FileLocation(file),
        $"all records of a subject count as one day's; NONMEM uses a date even when it is dropped: do not drop {name} if it is meant to count");

    public static Diagnostic BadDate(CellLocation cell, DateProblem problem, StandardColumn column, IReadOnlyList<StandardColumn> others) => new(
        "PK2117", DiagnosticSeverity.Error,
        problem switch
        {
            DateProblem.Month => $"the month of this date is not 1 to 12, read as {OrderOf(column)}",
            DateProblem.Day => $"the month of this date has no such day, read as {OrderOf(column)}",
            DateProblem.Year => $"the year of this date has neither two nor four digits, read as {OrderOf(column)}",
            _ => $"this cell of {cell.Column} is not a date",
        },
        cell, AdviceOnDate(problem, column, others));

    public static Diagnostic BadClock(CellLocation cell, ClockProblem problem) => new(
        "PK2118", DiagnosticSeverity.Error,
        problem switch
        {
            ClockProblem.DateOnly => $"this cell of {cell.Column} is a date without a clock time",
            ClockProblem.DateOrder => $"the date in this cell of {cell.Column} does not begin with the year",
            _ => $"this cell of {cell.Column} is not a clock time",
        },
        cell,
        problem switch
        {
            ClockProblem.TwelveHours => "write 24-hour times without AM and PM: 20:30 for half past eight in the evening",
            ClockProblem.Zone => "time zones are not read; write every time in the zone of the place where it was taken",
            ClockProblem.Hour => "the hours of a day are 0 to 23, and 24:00 is its end; write a length of time as a number of hours such as 25.5",
            ClockProblem.MinuteOrSecond => "minutes and seconds are 00 to 59",
            ClockProblem.DateOnly => $"write 2024-03-05T08:30, or put the date into a column of its own; {OrdersOfDate}",
            ClockProblem.DateOrder => $"day and month could be confused: write 2024-03-05T08:30, or put the date into a column of its own; {OrdersOfDate}",
            _ => "expected HH:MM or HH:MM:SS, or a number of hours",
        });

    public static Diagnostic DateTwice(CellLocation cell, string dateColumn) => new(
        "PK2119", DiagnosticSeverity.Error, $"this cell of {cell.Column} has a date, but the date is in column {dateColumn} already", cell,
        $"write the clock time alone, or drop {dateColumn}");

    public static Diagnostic MixedDates(CellLocation cell, int firstRow, DateForm first) => new(
        "PK2120", DiagnosticSeverity.Error, $"the date is written in another form than in the subject's first row (row {firstRow})", cell,
        first switch
        {
            DateForm.None => "there a clock time or number stands without a date; write a date in every row of the subject",
            DateForm.DayNumber => "there it is a day number; write day numbers or dates, but not both in one subject",
            DateForm.MonthAndDay => "there it has no year; write the year in every row of the subject, or in none",
            _ => "there it has a year; write a date with a year in every row of the subject",
        });

    public static Diagnostic TimesTranslated(CellLocation example, string? dateColumn) => new(
        "PK2121", DiagnosticSeverity.Note,
        dateColumn is null
            ? "clock times were turned into hours since each subject's first record; for example"
            : $"{example.Column} and {dateColumn} were turned into hours since each subject's first record; for example",
        example);

    public static Diagnostic ClockIntervalOnly(CellLocation cell) => new(
        "PK2122", DiagnosticSeverity.Warning, $"{cell.Column} is a clock time and was read as hours, but TIME is not", cell,
        "make sure that TIME is in hours too");

    public static Diagnostic DaysTwice(int count, CellLocation first, string dateColumn) => new(
        "PK2123", DiagnosticSeverity.Warning,
        $"{first.Column} is beyond 24 hours in {Count(count, "row")}, although {dateColumn} counts the days{FirstHere(count)}", first,
        $"the days of {dateColumn} are added to {first.Column}; drop {dateColumn} if {first.Column} counts from the first record already");

    public static Diagnostic LeapYearUnknown(int count, CellLocation first) => new(
        "PK2124", DiagnosticSeverity.Warning,
        $"{first.Column} of {Count(count, "subject")} goes from February to March without a year; a leap year was taken{FirstHere(count)}", first,
        "write the year in every date");

    private static string OrdersOfDate => "DATE is month/day/year, DAT1 day/month/year, DAT2 year/month/day and DAT3 year/day/month";

    private static string OrderOf(StandardColumn column) => column switch
    {
        StandardColumn.DATE => "month/day/year",
        StandardColumn.DAT1 => "day/month/year",
        StandardColumn.DAT2 => "year/month/day",
        _ => "year/day/month",
    };

    private static string AdviceOnDate(DateProblem problem, StandardColumn column, IReadOnlyList<StandardColumn> others)
    {
        if (problem is DateProblem.Month or DateProblem.Day or DateProblem.Year && others.Count > 0)
        {
            var names = string.Join(" or ", others.Select(c => $"{c} if it is {OrderOf(c)}"));
            return $"{column} is {OrderOf(column)}; call the column {names}";
        }

        return problem switch
        {
            DateProblem.Month or DateProblem.Day => "correct the date",
            DateProblem.Year => "years of two digits are 1951 to 2050; write others with four digits",
            DateProblem.WithoutSeparators => "put a separator between year, month and day (2024-03-05); a whole number by itself is a day number",
            _ => $"expected numbers as {OrderOf(column)} with '/' or '-' between (the year may be left out), or a whole number that counts days",
        };
    }
}
