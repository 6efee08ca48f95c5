using System.Globalization;
using System.Net;

namespace PopPK.Reporting.Html;

/// <summary>Texts and numbers as a page shows them. Stateless.</summary>
internal static class HtmlText
{
    /// <summary>What stands for a number that does not exist.</summary>
    public const string None = "–";

    /// <summary>A text that may stand in an element or a quoted attribute.</summary>
    /// <param name="text">The text, or null for none.</param>
    public static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>A number with four significant digits; a dash when it does not exist.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Number of significant digits.</param>
    public static string Number(double value, int digits = 4)
    {
        if (!double.IsFinite(value))
        {
            return None;
        }

        if (value == 0)
        {
            return "0";
        }

        // Rounding first tells 9.9996 (10.00) from 9.996.
        var rounded = double.Parse(value.ToString("E" + (digits - 1), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var exponent = (int)Math.Floor(Math.Log10(Math.Abs(rounded)));
        var text = exponent is < -4 or > 6
            ? (rounded / Math.Pow(10, exponent)).ToString("F" + (digits - 1), CultureInfo.InvariantCulture) + $"·10<sup>{exponent.ToString(CultureInfo.InvariantCulture).Replace('-', '−')}</sup>"
            : Math.Abs(rounded) >= Math.Pow(10, digits)
                ? value.ToString("F0", CultureInfo.InvariantCulture)
                : rounded.ToString("F" + Math.Max(0, digits - 1 - exponent), CultureInfo.InvariantCulture);
        return text.Replace('-', '−');
    }

    /// <summary>A number with a fixed number of decimals; a dash when it does not exist.</summary>
    /// <param name="value">The number.</param>
    /// <param name="decimals">Number of decimals.</param>
    public static string Fixed(double value, int decimals = 1) =>
        !double.IsFinite(value) ? None : Math.Abs(value) >= 1e9 ? Number(value) : value.ToString("F" + decimals, CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>An interval; a dash when it does not exist.</summary>
    /// <param name="lower">Its lower end.</param>
    /// <param name="upper">Its upper end.</param>
    public static string Interval(double lower, double upper) =>
        !double.IsFinite(lower) && !double.IsFinite(upper) ? None : $"{Number(lower)} to {Number(upper)}";
}
