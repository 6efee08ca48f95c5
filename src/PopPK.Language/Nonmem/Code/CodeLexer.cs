using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using PopPK.Language.Nonmem.Records;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Code;

/// <summary>
/// Cuts abbreviated code into tokens. A statement ends with its line unless that ends with <c>&amp;</c>; <c>;</c> begins a comment; names
/// are in upper case whatever case was written; operators have two spellings, <c>.EQ.</c> and <c>==</c>. One owner.
/// </summary>
internal sealed class CodeLexer
{
    private static readonly FrozenDictionary<string, CodeTokenKind> DottedOperators = new Dictionary<string, CodeTokenKind>
    {
        ["EQ"] = CodeTokenKind.Equal,
        ["NE"] = CodeTokenKind.NotEqual,
        ["LT"] = CodeTokenKind.Less,
        ["LE"] = CodeTokenKind.LessOrEqual,
        ["GT"] = CodeTokenKind.Greater,
        ["GE"] = CodeTokenKind.GreaterOrEqual,
        ["EQN"] = CodeTokenKind.Equal,
        ["NEN"] = CodeTokenKind.NotEqual,
        ["AND"] = CodeTokenKind.And,
        ["OR"] = CodeTokenKind.Or,
        ["NOT"] = CodeTokenKind.Not,
    }.ToFrozenDictionary();

    // Longer signs come before their beginnings.
    private static readonly ImmutableArray<(string Text, CodeTokenKind Kind)> Signs =
    [
        ("**", CodeTokenKind.Power), ("==", CodeTokenKind.Equal), ("/=", CodeTokenKind.NotEqual), ("<=", CodeTokenKind.LessOrEqual),
        (">=", CodeTokenKind.GreaterOrEqual), ("<", CodeTokenKind.Less), (">", CodeTokenKind.Greater), ("+", CodeTokenKind.Plus),
        ("-", CodeTokenKind.Minus), ("*", CodeTokenKind.Star), ("/", CodeTokenKind.Slash), ("(", CodeTokenKind.Open),
        (")", CodeTokenKind.Close), (",", CodeTokenKind.Comma), ("=", CodeTokenKind.Assign),
    ];

    private readonly DiagnosticBag _diagnostics;
    private readonly ImmutableArray<CodeToken>.Builder _tokens = ImmutableArray.CreateBuilder<CodeToken>();
    private RecordLine _line;
    private string _text = "";
    private int _position;

    private CodeLexer(RecordLine first, DiagnosticBag diagnostics) => (_line, _diagnostics) = (first, diagnostics);

    /// <summary>Cuts code into tokens.</summary>
    /// <param name="lines">Its lines, at least one.</param>
    /// <param name="diagnostics">Receives what has no meaning.</param>
    /// <returns>The tokens; each statement is followed by <see cref="CodeTokenKind.LineEnd"/>, the last token is <see cref="CodeTokenKind.End"/>.</returns>
    public static ImmutableArray<CodeToken> Tokenize(ImmutableArray<RecordLine> lines, DiagnosticBag diagnostics)
    {
        var lexer = new CodeLexer(lines[0], diagnostics);
        foreach (var line in lines)
        {
            lexer.ReadLine(line);
        }

        lexer.EndStatement();
        lexer._tokens.Add(new CodeToken(CodeTokenKind.End, "", lexer.At(lexer._text.Length, 0)));
        return lexer._tokens.ToImmutable();
    }

    private void ReadLine(RecordLine line)
    {
        (_line, _text, _position) = (line, line.Text, 0);
        if (_text.TrimStart() is ['"', ..])
        {
            EndStatement();
            Add(CodeTokenKind.Verbatim, _text.Length - _text.TrimStart().Length, _text.Length);
            EndStatement();
            return;
        }

        while (_position < _text.Length && _text[_position] != ';')
        {
            var character = _text[_position];
            if (char.IsWhiteSpace(character) || character == '\u001a')
            {
                _position++;
            }
            else if (character == '&' && EndsBehind(_position + 1))
            {
                return;
            }
            else
            {
                ReadToken(character);
            }
        }

        EndStatement();
    }

    private void ReadToken(char character)
    {
        var start = _position;
        if (char.IsAsciiDigit(character) || (character == '.' && start + 1 < _text.Length && char.IsAsciiDigit(_text[start + 1])))
        {
            ReadNumber();
        }
        else if (character == '.' && DottedWord(start) is { } word && DottedOperators.TryGetValue(word, out var dotted))
        {
            Add(dotted, start, start + word.Length + 2);
        }
        else if (IsNameCharacter(character))
        {
            while (_position < _text.Length && IsNameCharacter(_text[_position]))
            {
                _position++;
            }

            Add(CodeTokenKind.Name, start, _position);
        }
        else if (character is '"' or '\'')
        {
            var end = _text.IndexOf(character, start + 1);
            Add(CodeTokenKind.Text, start, end < 0 ? _text.Length : end + 1);
        }
        else
        {
            ReadSign(start);
        }
    }

    private void ReadSign(int start)
    {
        foreach (var (text, kind) in Signs)
        {
            if (string.CompareOrdinal(_text, start, text, 0, text.Length) == 0)
            {
                Add(kind, start, start + text.Length);
                return;
            }
        }

        // One message for a run of characters nobody understands.
        var end = start + 1;
        while (end < _text.Length && _text[end] > 127)
        {
            end++;
        }

        _diagnostics.Add(NonmemCodeDiagnostics.UnknownCharacter(At(start, end - start), _text[start..end]));
        Add(CodeTokenKind.Unknown, start, end);
    }

    // 1, 1., .5, 1.5E-3, 1D0; the point of 1.EQ.2 belongs to the operator.
    private void ReadNumber()
    {
        var start = _position;
        SkipDigits();
        if (_position < _text.Length && _text[_position] == '.' && DottedWord(_position) is not { } word)
        {
            _position++;
            SkipDigits();
        }
        else
        {
            word = "";
        }

        if (_position < _text.Length && _text[_position] is 'E' or 'e' or 'D' or 'd')
        {
            var digits = _position + 1;
            digits += digits < _text.Length && _text[digits] is '+' or '-' ? 1 : 0;
            if (digits < _text.Length && char.IsAsciiDigit(_text[digits]))
            {
                _position = digits;
                SkipDigits();
            }
        }

        var text = _text[start.._position].Replace('D', 'E').Replace('d', 'e');
        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value);
        if (!isNumber || (_position < _text.Length && IsNameCharacter(_text[_position])))
        {
            while (_position < _text.Length && IsNameCharacter(_text[_position]))
            {
                _position++;
            }

            _diagnostics.Add(NonmemCodeDiagnostics.MalformedNumber(At(start, _position - start), _text[start.._position]));
        }

        Add(CodeTokenKind.Number, start, _position, value);
    }

    private void SkipDigits()
    {
        while (_position < _text.Length && char.IsAsciiDigit(_text[_position]))
        {
            _position++;
        }
    }

    // The operator between two points, upper case, or null.
    private string? DottedWord(int point)
    {
        var end = point + 1;
        while (end < _text.Length && char.IsAsciiLetter(_text[end]))
        {
            end++;
        }

        var word = _text[(point + 1)..end].ToUpperInvariant();
        return end < _text.Length && _text[end] == '.' && DottedOperators.ContainsKey(word) ? word : null;
    }

    private bool EndsBehind(int position) => _text.AsSpan(position).TrimStart() is [] or [';', ..];

    private static bool IsNameCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';

    private void EndStatement()
    {
        if (_tokens.Count > 0 && _tokens[^1].Kind != CodeTokenKind.LineEnd)
        {
            _tokens.Add(new CodeToken(CodeTokenKind.LineEnd, "", new TextLocation(_tokens[^1].Location.Source, new TextSpan(_tokens[^1].Location.Span.End, 0))));
        }
    }

    private void Add(CodeTokenKind kind, int start, int end, double value = 0)
    {
        var text = _text[start..end];
        _tokens.Add(new CodeToken(kind, kind == CodeTokenKind.Name ? text.ToUpperInvariant() : text, At(start, end - start)) { Value = value });
        _position = end;
    }

    private TextLocation At(int start, int length) => _line.At(start, length);
}
