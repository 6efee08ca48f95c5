using System.Globalization;

namespace PopPK.Language.Poppk.Units;

/// <summary>Reads a unit as users write it: <c>L/h</c>, <c>mg/(L*h)</c>, <c>L/h/kg</c>, <c>h^-1</c>, <c>h-1</c>, <c>m2</c>. One owner; reads one unit.</summary>
/// <param name="text">The text between the brackets.</param>
internal sealed class UnitParser(string text)
{
    private int _position;

    /// <summary>Reads a unit.</summary>
    /// <param name="text">The text between the brackets.</param>
    /// <returns>The unit, or null when it is not understood.</returns>
    public static Unit? Parse(string text)
    {
        var parser = new UnitParser(text.Replace(" ", "", StringComparison.Ordinal));
        var unit = text.Length == 0 ? null : parser.Product();
        return unit is not null && parser._position == parser.Length ? unit with { Text = text.Trim() } : null;
    }

    private int Length => text.Length;

    private char Next => _position < text.Length ? text[_position] : '\0';

    // L/h/kg divides twice, as in expressions.
    private Unit? Product()
    {
        var unit = Factor();
        while (unit is not null && Next is '*' or '.' or '\u00b7' or '/')
        {
            var isQuotient = Next == '/';
            _position++;
            unit = Factor() is { } factor && unit is not null ? isQuotient ? unit.Over(factor) : unit.Times(factor) : null;
        }

        return unit;
    }

    private Unit? Factor()
    {
        if (Next == '(')
        {
            _position++;
            var inside = Product();
            if (Next != ')')
            {
                return null;
            }

            _position++;
            return inside;
        }

        var start = _position;
        while (char.IsLetter(Next) || Next == '%' || (_position == start && Next is '1' or '-'))
        {
            _position++;
        }

        return UnitWords.Find(text[start.._position]) is { } word ? WithPower(word) : null;
    }

    private Unit? WithPower(Unit word)
    {
        var isMarked = Next == '^';
        if (!isMarked && Next != '-' && !char.IsAsciiDigit(Next))
        {
            return word;
        }

        _position += isMarked ? 1 : 0;
        var start = _position;
        _position += Next == '-' ? 1 : 0;
        while (char.IsAsciiDigit(Next))
        {
            _position++;
        }

        return int.TryParse(text.AsSpan(start, _position - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power)
            ? word.ToPower(power)
            : null;
    }
}
