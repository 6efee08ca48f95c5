using System.Globalization;

namespace PopPK.Data.Reading;

/// <summary>What the text of a cell turned out to be.</summary>
internal enum CellContent
{
    /// <summary>A finite number.</summary>
    Number,

    /// <summary>Empty, a point or NA.</summary>
    Missing,

    /// <summary>A number with a comma in it.</summary>
    NumberWithComma,

    /// <summary>Infinity, NaN, or a number beyond the range of double precision.</summary>
    NotFinite,

    /// <summary>Digits with colons, slashes or dashes between: a date or a clock time.</summary>
    DateOrClock,

    /// <summary>A number after a comparison sign.</summary>
    Bounded,

    /// <summary>Anything else.</summary>
    Text,
}

/// <summary>A cell's text read as a number.</summary>
/// <param name="Content">What it is.</param>
/// <param name="Value">The number; NaN unless <paramref name="Content"/> is a number.</param>
internal readonly record struct CellNumber(CellContent Content, double Value);

/// <summary>
/// Reads numbers as data files of this field write them: decimal point, exponents with E or (Fortran) D, no thousands separators,
/// independent of the machine's culture.
/// </summary>
internal static class NumberText
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>The text some programs write for a missing value; read as missing, but worth a note.</summary>
    public const string NotAvailable = "NA";

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">The cell's text without surrounding blanks.</param>
    public static CellNumber Parse(string cell)
    {
        if (cell.Length == 0 || cell == "." || cell == NotAvailable)
        {
            return new CellNumber(CellContent.Missing, double.NaN);
        }

        if (TryParse(cell, out var value))
        {
            return double.IsFinite(value)
                ? new CellNumber(CellContent.Number, value)
                : new CellNumber(CellContent.NotFinite, double.NaN);
        }

        return new CellNumber(Classify(cell), double.NaN);
    }

    private static bool TryParse(string cell, out double value)
    {
        value = double.NaN;
        // The check of the first and last character keeps the words for infinity and NaN out, which the runtime would accept.
        if (cell.Length == 0 || !(char.IsAsciiDigit(cell[^1]) || cell[^1] == '.') || !(char.IsAsciiDigit(cell[0]) || cell[0] is '+' or '-' or '.'))
        {
            return false;
        }

        return double.TryParse(cell, Style, CultureInfo.InvariantCulture, out value)
            || (HasFortranExponent(cell) && double.TryParse(cell.Replace('d', 'e').Replace('D', 'E'), Style, CultureInfo.InvariantCulture, out value));
    }

    private static bool HasFortranExponent(string cell) => cell.AsSpan().IndexOfAny('d', 'D') > 0 && cell.AsSpan().IndexOfAny('e', 'E') < 0;

    private static CellContent Classify(string cell)
    {
        var bare = cell.TrimStart('+', '-');
        if (bare.Equals("inf", StringComparison.OrdinalIgnoreCase) || bare.Equals("infinity", StringComparison.OrdinalIgnoreCase)
            || bare.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            return CellContent.NotFinite;
        }

        if (cell[0] is '<' or '>' or '≤' or '≥')
        {
            return CellContent.Bounded;
        }

        if (cell.Contains(',') && (TryParse(cell.Replace(',', '.'), out _) || TryParse(cell.Replace(",", ""), out _)))
        {
            return CellContent.NumberWithComma;
        }

        var looksLikeDate = char.IsAsciiDigit(cell[0]) && char.IsAsciiDigit(cell[^1])
            && cell.All(c => char.IsAsciiDigit(c) || c is ':' or '/' or '-' or ' ' or 'T' or '.')
            && cell.AsSpan().IndexOfAny(":/-") > 0;
        return looksLikeDate ? CellContent.DateOrClock : CellContent.Text;
    }
}
