using System.Globalization;
using System.Text.RegularExpressions;

namespace PopPK.Reporting.Exchange;

/// <summary>How the numbers of a table are written: a delimiter and a Fortran format, <c>s1PE11.4</c>. Immutable.</summary>
/// <param name="Delimiter">What stands before every column.</param>
/// <param name="IsFixed">True for <c>Fw.d</c>, false for <c>1PEw.d</c>.</param>
/// <param name="Width">Number of characters.</param>
/// <param name="Decimals">Digits behind the point.</param>
public sealed partial record TableFormat(string Delimiter, bool IsFixed, int Width, int Decimals)
{
    /// <summary>A blank and <c>1PE11.4</c>.</summary>
    public static TableFormat Default { get; } = new(" ", false, 11, 4);

    /// <summary>Reads a format.</summary>
    /// <param name="text">The format: <c>s</c>, <c>t</c> or <c>,</c> for blank, tab or comma, then <c>1PEw.d</c>, <c>Ew.d</c>, <c>Gw.d</c> or <c>Fw.d</c>; or the delimiter alone.</param>
    /// <returns>The format, or null when it cannot be understood.</returns>
    public static TableFormat? Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var delimiter = match.Groups["delimiter"].Value.ToLowerInvariant() switch { "," => ",", "t" => "\t", _ => " " };
        if (!match.Groups["width"].Success)
        {
            return Default with { Delimiter = delimiter };
        }

        var width = int.Parse(match.Groups["width"].Value, CultureInfo.InvariantCulture);
        var decimals = int.Parse(match.Groups["decimals"].Value, CultureInfo.InvariantCulture);
        return width is < 1 or > 60 || decimals > 20
            ? null
            : new TableFormat(delimiter, match.Groups["kind"].Value.Equals("F", StringComparison.OrdinalIgnoreCase), width, decimals);
    }

    /// <summary>A number with its delimiter.</summary>
    /// <param name="value">The number.</param>
    public string Number(double value) =>
        Delimiter + (IsFixed ? FortranText.Fixed(value, Width, Decimals) : FortranText.Exponential(value, Width, Decimals));

    /// <summary>A name with its delimiter.</summary>
    /// <param name="name">The name.</param>
    public string Label(string name) => Delimiter + name.PadRight(Width);

    [GeneratedRegex(@"^(?<delimiter>[st,])(?:(?:1P)?(?<kind>[EGDF])(?<width>\d{1,3})\.(?<decimals>\d{1,2}))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
