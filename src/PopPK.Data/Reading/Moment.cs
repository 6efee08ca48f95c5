namespace PopPK.Data.Reading;

/// <summary>When a record is, as its cells say it: a number or a clock time, and perhaps a date.</summary>
/// <param name="Hours">TIME as a number; a clock time in hours.</param>
/// <param name="ClockSeconds">The seconds of a clock time since midnight; NaN when TIME is a number.</param>
/// <param name="Date">The date, from the date column or TIME itself.</param>
internal readonly record struct Moment(double Hours, double ClockSeconds, DateReading Date)
{
    /// <summary>A moment that could not be read.</summary>
    public static Moment Unknown => new(double.NaN, double.NaN, default);

    /// <summary>True when TIME is a clock time.</summary>
    public bool IsClock => !double.IsNaN(ClockSeconds);

    /// <summary>Hours from another moment of the same date form to this one.</summary>
    /// <param name="first">The other moment.</param>
    public double HoursSince(Moment first)
    {
        var days = Date.Day - first.Date.Day;
        // Whole seconds make the hours the nearest double there is, so that equal lengths of time are equal numbers.
        return IsClock && first.IsClock
            ? ((86400.0 * days) + (ClockSeconds - first.ClockSeconds)) / 3600
            : (24.0 * days) + (Hours - first.Hours);
    }
}
