using System.Globalization;

namespace PopPK.Data.Reading;

/// <summary>How much of a date a cell says.</summary>
internal enum DateForm
{
    /// <summary>There is no date.</summary>
    None,

    /// <summary>A whole number: days counted from any day.</summary>
    DayNumber,

    /// <summary>A month and a day without a year.</summary>
    MonthAndDay,

    /// <summary>Year, month and day.</summary>
    Full,
}

/// <summary>What is wrong with a date.</summary>
internal enum DateProblem
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is not two or three numbers with a separator between, nor a whole number.</summary>
    NoDate,

    /// <summary>Eight digits without separators that are a date when cut up.</summary>
    WithoutSeparators,

    /// <summary>The year has neither two nor four digits, or is 0.</summary>
    Year,

    /// <summary>The month is not 1 to 12.</summary>
    Month,

    /// <summary>The month has no such day.</summary>
    Day,
}

/// <summary>A cell's text read as a date.</summary>
/// <param name="Form">How much of a date it says.</param>
/// <param name="Day">The day; only differences within one form mean anything.</param>
/// <param name="Problem">What is wrong with it; <paramref name="Form"/> is none then, unless nothing is.</param>
internal readonly record struct DateReading(DateForm Form, int Day, DateProblem Problem);

/// <summary>
/// Reads dates as NONMEM does: the column's name (DATE, DAT1, DAT2 or DAT3) tells the order of year, month and day, <c>/</c>, <c>-</c> or
/// <c>.</c> separates them, the year may be missing, and a whole number by itself is a day number.
/// </summary>
internal static class DateText
{
    /// <summary>Years of one or two digits up to this one are in the 21st century, later ones in the 20th (NONMEM's LAST20).</summary>
    public const int LastYearOf2000 = 50;

    // Dates without a year are counted in a leap year, so that 29 February is one of them.
    private const int YearOfNoYear = 2000;

    private const int LargestDayNumber = 99_999_999;

    /// <summary>1 March among dates without a year: from here on they depend on whether it is a leap year.</summary>
    public static int FirstDayAfterFebruary { get; } = new DateOnly(YearOfNoYear, 3, 1).DayNumber;

    /// <summary>29 February among dates without a year.</summary>
    public static int LeapDay => FirstDayAfterFebruary - 1;

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">The cell's text without surrounding blanks.</param>
    /// <param name="column">The date column, which tells the order. Four digits at the beginning are a year under DATE and DAT1 too: year, month, day.</param>
    /// <param name="lastYearOf2000">Years of one or two digits up to this one are in the 21st century.</param>
    public static DateReading Parse(string cell, StandardColumn column, int lastYearOf2000 = LastYearOf2000)
    {
        var number = NumberText.Parse(cell);
        if (number.Content == CellContent.Number)
        {
            return ParseDayNumber(cell, number.Value);
        }

        var parts = cell.Split('/', '-', '.');
        if (parts.Length is not (2 or 3) || !Array.TrueForAll(parts, p => p.Length is >= 1 and <= 4 && p.All(char.IsAsciiDigit)))
        {
            return Wrong(DateProblem.NoDate);
        }

        var (year, month, day) = Order(parts, column);
        return year is null ? ParseMonthAndDay(month, day) : ParseFull(year, month, day, lastYearOf2000);
    }

    /// <summary>The date columns under which a cell would be a date, in the order of their names.</summary>
    /// <param name="cell">The cell's text without surrounding blanks.</param>
    public static StandardColumn[] ColumnsFor(string cell) =>
        [.. DateColumns.Where(c => Parse(cell, c).Problem == DateProblem.None && (c is StandardColumn.DAT2 or StandardColumn.DAT3 || !BeginsWithYear(cell)))];

    /// <summary>True for four digits in front.</summary>
    /// <param name="cell">The cell's text without surrounding blanks.</param>
    public static bool BeginsWithYear(string cell) => cell.Length > 4 && cell.AsSpan(0, 4).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>The names a date column can have.</summary>
    public static IEnumerable<StandardColumn> DateColumns => [StandardColumn.DATE, StandardColumn.DAT1, StandardColumn.DAT2, StandardColumn.DAT3];

    private static DateReading Wrong(DateProblem problem) => new(DateForm.None, 0, problem);

    private static DateReading ParseDayNumber(string cell, double value)
    {
        if (!double.IsInteger(value) || Math.Abs(value) > LargestDayNumber)
        {
            return Wrong(DateProblem.NoDate);
        }

        return cell.Length == 8 && DateOnly.TryParseExact(cell, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? Wrong(DateProblem.WithoutSeparators)
            : new DateReading(DateForm.DayNumber, (int)value, DateProblem.None);
    }

    private static (string? Year, string Month, string Day) Order(string[] parts, StandardColumn column)
    {
        if (parts.Length == 2)
        {
            return column is StandardColumn.DATE or StandardColumn.DAT2 ? (null, parts[0], parts[1]) : (null, parts[1], parts[0]);
        }

        return column switch
        {
            StandardColumn.DAT3 => (parts[0], parts[2], parts[1]),
            _ when column == StandardColumn.DAT2 || parts[0].Length == 4 => (parts[0], parts[1], parts[2]),
            StandardColumn.DAT1 => (parts[2], parts[1], parts[0]),
            _ => (parts[2], parts[0], parts[1]),
        };
    }

    private static DateReading ParseMonthAndDay(string month, string day)
    {
        var date = ParseDay(YearOfNoYear, month, day);
        return date.Problem == DateProblem.None ? date with { Form = DateForm.MonthAndDay } : date;
    }

    private static DateReading ParseFull(string year, string month, string day, int lastYearOf2000)
    {
        var number = Number(year);
        return year.Length switch
        {
            1 or 2 => ParseDay(number <= lastYearOf2000 ? 2000 + number : 1900 + number, month, day),
            4 when number > 0 => ParseDay(number, month, day),
            _ => Wrong(DateProblem.Year),
        };
    }

    private static DateReading ParseDay(int year, string month, string day)
    {
        if (Number(month) is < 1 or > 12)
        {
            return Wrong(DateProblem.Month);
        }

        if (Number(day) < 1 || Number(day) > DateTime.DaysInMonth(year, Number(month)))
        {
            return Wrong(DateProblem.Day);
        }

        return new DateReading(DateForm.Full, new DateOnly(year, Number(month), Number(day)).DayNumber, DateProblem.None);
    }

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
