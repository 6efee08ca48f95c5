using System.Collections.Immutable;
using System.Globalization;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>A record's tokens and where reading stands in them. One owner; mutable.</summary>
internal sealed class RecordTokens
{
    private readonly ImmutableArray<RecordToken> _tokens;
    private int _position;

    /// <summary>Cuts a record into tokens.</summary>
    /// <param name="record">The record.</param>
    public RecordTokens(RawRecord record)
    {
        Record = record;
        (_tokens, Comments) = RecordLexer.Tokenize(record);
    }

    /// <summary>The record.</summary>
    public RawRecord Record { get; }

    /// <summary>The record's comments.</summary>
    public ImmutableArray<RecordComment> Comments { get; }

    /// <summary>The token to be read next.</summary>
    public RecordToken Current => _tokens[_position];

    /// <summary>The token behind <see cref="Current"/>.</summary>
    public RecordToken Following => _tokens[Math.Min(_position + 1, _tokens.Length - 1)];

    /// <summary>The token read last; the first one before anything is read.</summary>
    public RecordToken Previous => _tokens[Math.Max(_position - 1, 0)];

    /// <summary>True when everything is read.</summary>
    public bool IsAtEnd => Current.Kind == RecordTokenKind.End;

    /// <summary>True when one of the words, read or not, is a name or an abbreviation of it.</summary>
    /// <param name="name">The full name.</param>
    public bool Has(string name) => _tokens.Any(t => t.Kind == RecordTokenKind.Word && Options.Matches(t.Text, name));

    /// <summary>Reads a token.</summary>
    public RecordToken Take()
    {
        var token = Current;
        if (!IsAtEnd)
        {
            _position++;
        }

        return token;
    }

    /// <summary>Reads a token if it is of a kind.</summary>
    /// <param name="kind">The kind.</param>
    public bool Skip(RecordTokenKind kind)
    {
        if (Current.Kind != kind || IsAtEnd)
        {
            return false;
        }

        _position++;
        return true;
    }

    /// <summary>Reads commas as blanks.</summary>
    public void SkipCommas()
    {
        while (Skip(RecordTokenKind.Comma))
        {
        }
    }

    /// <summary>Reads everything up to and with the parenthesis that closes the one just read.</summary>
    /// <returns>The tokens between.</returns>
    public ImmutableArray<RecordToken> TakeGroup()
    {
        var inner = ImmutableArray.CreateBuilder<RecordToken>();
        for (var depth = 1; !IsAtEnd;)
        {
            var token = Take();
            depth += token.Kind switch { RecordTokenKind.Open => 1, RecordTokenKind.Close => -1, _ => 0 };
            if (depth == 0)
            {
                break;
            }

            inner.Add(token);
        }

        return inner.ToImmutable();
    }

    /// <summary>The place from one token to the one read last; on different sources or backwards the first token's own.</summary>
    /// <param name="first">The first token.</param>
    public TextLocation Since(RecordToken first)
    {
        var last = Previous.Location;
        return ReferenceEquals(last.Source, first.Location.Source) && last.Span.Start >= first.Location.Span.Start
            ? first.Location with { Span = first.Location.Span.Union(last.Span) }
            : first.Location;
    }

    /// <summary>Reads a number as Fortran has it: 1, .5, 1E-3, 1D3; also INF and -INF.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number.</param>
    public static bool TryNumber(string text, out double value)
    {
        switch (text.ToUpperInvariant())
        {
            case "INF" or "+INF" or "INFINITY" or "+INFINITY":
                value = double.PositiveInfinity;
                return true;
            case "-INF" or "-INFINITY":
                value = double.NegativeInfinity;
                return true;
        }

        value = 0;
        var isPlain = text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.') && text.AsSpan().ContainsAnyInRange('0', '9');
        return isPlain
            && double.TryParse(text.Replace('D', 'E').Replace('d', 'e'), NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }
}
