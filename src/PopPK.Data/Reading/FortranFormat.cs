using System.Collections.Immutable;
using System.Globalization;

namespace PopPK.Data.Reading;

/// <summary>
/// A Fortran format of a data file: where the items of a record stand. It has F, E, D, G, I and A fields, X, T and <c>/</c>, repeated
/// and grouped: <c>F4.0,2(F8.2,1X)/5F6.0</c>. Immutable.
/// </summary>
internal sealed class FortranFormat
{
    private const int MostFields = 10_000;
    private const int LargestNumber = 100_000;

    private FortranFormat(ImmutableArray<FortranField> fields, int lines) => (Fields, Lines) = (fields, lines);

    /// <summary>The items in their order.</summary>
    public ImmutableArray<FortranField> Fields { get; }

    /// <summary>How many lines a record has.</summary>
    public int Lines { get; }

    /// <summary>Reads a format.</summary>
    /// <param name="text">The format without its outer parentheses.</param>
    /// <returns>The format, or null when it cannot be understood.</returns>
    public static FortranFormat? Parse(string text)
    {
        var parser = new Parser(text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant());
        return parser.Read(0) && parser.IsAtEnd && parser.Fields.Count > 0 ? new FortranFormat([.. parser.Fields], parser.Line + 1) : null;
    }

    /// <summary>Cuts the lines of a record into items; a field of blanks, or beyond the end of its line, is an empty item.</summary>
    /// <param name="lines">The lines, as many as <see cref="Lines"/>.</param>
    /// <param name="items">Receives the items.</param>
    public void Split(IReadOnlyList<string> lines, List<string> items)
    {
        foreach (var field in Fields)
        {
            var line = field.Line < lines.Count ? lines[field.Line] : "";
            var start = Math.Min(field.Start, line.Length);
            var text = line.Substring(start, Math.Min(field.Width, line.Length - start)).Trim();
            items.Add(field.Decimals > 0 && text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c is '+' or '-') ? WithPoint(text, field.Decimals) : text);
        }
    }

    /// <summary>A number without a point has as many decimals as the field says: 1234 in F6.2 is 12.34.</summary>
    private static string WithPoint(string digits, int decimals) => double.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        ? (value / Math.Pow(10, decimals)).ToString(CultureInfo.InvariantCulture)
        : digits;

    private sealed class Parser(string text)
    {
        private const int Deepest = 20;

        private int _position;
        private int _column;

        public List<FortranField> Fields { get; } = [];

        public int Line { get; private set; }

        public bool IsAtEnd => _position >= text.Length;

        private char Current => _position < text.Length ? text[_position] : '\0';

        /// <summary>Reads a list up to its end or the parenthesis that closes it; false for what is no format.</summary>
        public bool Read(int depth)
        {
            while (!IsAtEnd && Current != ')')
            {
                if (Current == ',')
                {
                    _position++;
                }
                else if (Current == '/')
                {
                    _position++;
                    Line++;
                    _column = 0;
                }
                else if (!ReadItem(depth))
                {
                    return false;
                }
            }

            return Line < LargestNumber;
        }

        private bool ReadItem(int depth)
        {
            var repetition = Number() ?? 1;
            var kind = Current;
            _position++;
            switch (kind)
            {
                case 'X':
                    _column += repetition;
                    return true;
                case 'T' when Number() is { } column and > 0:
                    _column = column - 1;
                    return true;
                case 'P':
                    // A scale factor shifts nothing of numbers with a point.
                    return true;
                case '(' when depth < Deepest:
                    return ReadGroup(repetition, depth);
                case 'F' or 'E' or 'D' or 'G' or 'I' or 'A' when Number() is { } width and > 0:
                    return Add(kind, width, repetition);
                default:
                    return false;
            }
        }

        private bool ReadGroup(int repetition, int depth)
        {
            var start = _position;
            for (var i = 0; i < repetition; i++)
            {
                _position = start;
                if (!Read(depth + 1) || Current != ')' || Fields.Count > MostFields)
                {
                    return false;
                }
            }

            _position++;
            return repetition > 0;
        }

        private bool Add(char kind, int width, int repetition)
        {
            var decimals = 0;
            if (Current == '.')
            {
                _position++;
                decimals = Number() ?? 0;
            }

            if (repetition > MostFields)
            {
                return false;
            }

            for (var i = 0; i < repetition; i++)
            {
                Fields.Add(new FortranField(Line, _column, width, kind is 'I' or 'A' ? 0 : Math.Min(decimals, 300)));
                _column += width;
            }

            return Fields.Count <= MostFields;
        }

        private int? Number()
        {
            var start = _position;
            while (char.IsAsciiDigit(Current))
            {
                _position++;
            }

            return _position > start && int.TryParse(text.AsSpan(start, _position - start), out var number) && number <= LargestNumber ? number : null;
        }
    }
}

/// <summary>Where an item stands.</summary>
/// <param name="Line">Line of the record, from 0.</param>
/// <param name="Start">First character, from 0.</param>
/// <param name="Width">Number of characters.</param>
/// <param name="Decimals">Decimals of a number without a point.</param>
internal readonly record struct FortranField(int Line, int Start, int Width, int Decimals);
