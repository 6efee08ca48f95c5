using System.Globalization;

namespace PopPK.Reporting.Exchange;

/// <summary>Numbers as the programs print them whose files others read. Stateless.</summary>
internal static class FortranText
{
    private const int ObjectiveDigits = 15;

    /// <summary>A number as <c>1PEw.d</c>: right-justified, one digit before the point.</summary>
    /// <param name="value">The number.</param>
    /// <param name="width">Number of characters.</param>
    /// <param name="decimals">Digits behind the point.</param>
    public static string Exponential(double value, int width, int decimals) => Fit(
        double.IsFinite(value) ? value.ToString($"0.{new string('0', decimals)}E+00", CultureInfo.InvariantCulture) : Special(value), width);

    /// <summary>A number as <c>Fw.d</c>: right-justified, stars when it does not fit.</summary>
    /// <inheritdoc cref="Exponential" path="/param"/>
    public static string Fixed(double value, int width, int decimals) => Fit(
        double.IsFinite(value) ? value.ToString($"F{decimals}", CultureInfo.InvariantCulture) + (decimals == 0 ? "." : "") : Special(value), width);

    /// <summary>An objective with all its digits, 15 of them.</summary>
    /// <param name="value">The objective.</param>
    public static string Objective(double value)
    {
        if (!double.IsFinite(value))
        {
            return Special(value).PadLeft(20);
        }

        if (value == 0)
        {
            return "   0.000000000000000E+000";
        }

        var whole = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        return (whole is >= 0 and <= ObjectiveDigits
            ? value.ToString($"F{Math.Max(0, ObjectiveDigits - Math.Max(whole, 1))}", CultureInfo.InvariantCulture)
            : value.ToString("0.00000000000000E+000", CultureInfo.InvariantCulture)).PadLeft(20);
    }

    private static string Fit(string text, int width) => text.Length <= width ? text.PadLeft(width) : new string('*', width);

    private static string Special(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}
