using System.Globalization;

namespace PopPK.Data.Reading;

/// <summary>What is wrong with a clock time.</summary>
internal enum ClockProblem
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is not hours, minutes and perhaps seconds with colons between.</summary>
    NoClock,

    /// <summary>It ends with AM or PM.</summary>
    TwelveHours,

    /// <summary>It ends with a time zone.</summary>
    Zone,

    /// <summary>The hour is beyond the day's end.</summary>
    Hour,

    /// <summary>The minutes or seconds are not below 60.</summary>
    MinuteOrSecond,

    /// <summary>It follows a date that does not begin with the year.</summary>
    DateOrder,

    /// <summary>It is a date without a clock time.</summary>
    DateOnly,
}

/// <summary>A cell's text read as a clock time.</summary>
/// <param name="Seconds">Seconds since midnight; NaN when something is wrong.</param>
/// <param name="Problem">What is wrong.</param>
internal readonly record struct ClockReading(double Seconds, ClockProblem Problem);

/// <summary>Reads clock times: <c>H:MM</c>, <c>HH:MM</c> or <c>HH:MM:SS</c>, of 24 hours; a minus sign is before midnight.</summary>
internal static class ClockText
{
    /// <summary>True for what can only be meant as a clock time: it has a colon, or ends with AM or PM behind a digit.</summary>
    /// <param name="cell">The cell's text without surrounding blanks.</param>
    public static bool IsClockLike(string cell) => cell.Contains(':') || EndsWithHalfOfDay(cell);

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">The cell's text without surrounding blanks.</param>
    /// <param name="isInterval">True for a length of time, which may be longer than a day.</param>
    public static ClockReading Parse(string cell, bool isInterval = false)
    {
        if (EndsWithHalfOfDay(cell))
        {
            return Wrong(ClockProblem.TwelveHours);
        }

        var parts = cell.TrimStart('+', '-').Split(':');
        if (cell.Length - string.Join(':', parts).Length > 1 || parts.Length is not (2 or 3)
            || !IsDigits(parts[0], 1, isInterval ? 5 : 2) || !IsDigits(parts[1], 2, 2) || (parts.Length == 3 && !IsSeconds(parts[2])))
        {
            return Wrong(HasZone(cell) ? ClockProblem.Zone : ClockProblem.NoClock);
        }

        var (hours, minutes, seconds) = (Number(parts[0]), Number(parts[1]), parts.Length == 3 ? Number(parts[2]) : 0);
        if (minutes >= 60 || seconds >= 60)
        {
            return Wrong(ClockProblem.MinuteOrSecond);
        }

        var total = (3600 * hours) + (60 * minutes) + seconds;
        if (!isInterval && total > 24 * 3600)
        {
            return Wrong(ClockProblem.Hour);
        }

        return new ClockReading(cell[0] == '-' ? -total : total, ClockProblem.None);
    }

    private static ClockReading Wrong(ClockProblem problem) => new(double.NaN, problem);

    private static bool EndsWithHalfOfDay(string cell)
    {
        var text = cell.Replace(".", "", StringComparison.Ordinal).TrimEnd();
        var bare = text.EndsWith("am", StringComparison.OrdinalIgnoreCase) || text.EndsWith("pm", StringComparison.OrdinalIgnoreCase)
            ? text[..^2].TrimEnd()
            : "";
        return bare.Length > 0 && char.IsAsciiDigit(bare[^1]) && char.IsAsciiDigit(bare[0]);
    }

    private static bool HasZone(string cell)
    {
        var zone = cell.AsSpan().LastIndexOfAny("+-Zz");
        return zone > 0 && cell.AsSpan(0, zone).Contains(':') && char.IsAsciiDigit(cell[zone - 1]);
    }

    private static bool IsDigits(string text, int fewest, int most) => text.Length >= fewest && text.Length <= most && text.All(char.IsAsciiDigit);

    private static bool IsSeconds(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? IsDigits(text, 2, 2) : IsDigits(text[..point], 2, 2) && IsDigits(text[(point + 1)..], 1, 9);
    }

    private static double Number(string digits) => double.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}
