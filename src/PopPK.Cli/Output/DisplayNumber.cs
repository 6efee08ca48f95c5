using System.Globalization;

namespace PopPK.Cli.Output;

/// <summary>Numbers for reading. Stateless.</summary>
internal static class DisplayNumber
{
    /// <summary>A number with some significant digits, written out where that is short: 0.03452, 12.35, 1235, 1.235e-05.</summary>
    /// <param name="value">The number; a text of length 0 when it is not a number.</param>
    /// <param name="digits">Number of significant digits.</param>
    public static string Significant(double value, int digits = 4)
    {
        if (double.IsNaN(value))
        {
            return "";
        }

        if (value == 0 || !double.IsFinite(value))
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        // Rounding first tells 9.9996 (10.00) from 9.996.
        var rounded = double.Parse(value.ToString("E" + (digits - 1), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var exponent = (int)Math.Floor(Math.Log10(Math.Abs(rounded)));
        return exponent is < -4 or > 6
            ? rounded.ToString("0." + new string('0', digits - 1) + "e+00", CultureInfo.InvariantCulture)
            : Math.Abs(rounded) >= Math.Pow(10, digits)
                ? value.ToString("F0", CultureInfo.InvariantCulture)
                : rounded.ToString("F" + Math.Max(0, digits - 1 - exponent), CultureInfo.InvariantCulture);
    }

    /// <summary>A number with no more digits than it has, up to seven: 24, 0.5, 12.33333; a text of length 0 when it is not a number.</summary>
    /// <param name="value">The number.</param>
    public static string Short(double value) => double.IsNaN(value) ? "" : value.ToString("G7", CultureInfo.InvariantCulture).Replace('E', 'e');

    /// <summary>An objective: four decimals; scientific when it is hopelessly large.</summary>
    /// <param name="value">The objective.</param>
    public static string Objective(double value) =>
        double.IsFinite(value)
            ? value.ToString(Math.Abs(value) < 1e6 ? "F4" : "0.0000e+00", CultureInfo.InvariantCulture)
            : "does not exist";

    /// <summary>A percentage with one decimal; empty when it is not a number.</summary>
    /// <param name="value">In percent.</param>
    public static string Percent(double value) => double.IsNaN(value) ? "" : value.ToString("F1", CultureInfo.InvariantCulture);

    /// <summary>A time in seconds.</summary>
    /// <param name="seconds">The time.</param>
    public static string Seconds(double seconds) => seconds.ToString(seconds < 10 ? "F2" : "F1", CultureInfo.InvariantCulture) + " s";

    /// <summary>A number of things: "1 dose", "3 doses".</summary>
    /// <param name="number">The number.</param>
    /// <param name="noun">One of them; more of them end in s.</param>
    public static string Count(long number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
