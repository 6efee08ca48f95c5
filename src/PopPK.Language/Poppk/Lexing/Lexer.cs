using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PopPK.Text;

namespace PopPK.Language.Poppk.Lexing;

/// <summary>
/// Cuts a model text into tokens. Blanks and comments (<c>#</c> to the end of the line) are dropped; line ends are
/// kept, because they end statements. Stateless from outside; safe for concurrent use.
/// </summary>
public sealed class Lexer
{
    private readonly SourceText _source;
    private readonly string _text;
    private readonly ImmutableArray<Token>.Builder _tokens = ImmutableArray.CreateBuilder<Token>();
    private int _position;

    private Lexer(SourceText source) => (_source, _text) = (source, source.Content);

    private bool IsAtLineStart => _tokens.Count == 0 || _tokens[^1].Kind == TokenKind.NewLine;

    /// <summary>Cuts a text into tokens.</summary>
    /// <param name="source">The text.</param>
    /// <returns>
    /// The tokens in the order of the text, the last one <see cref="TokenKind.EndOfFile"/>. Never fails: what cannot
    /// be read becomes a token with a <see cref="Token.Problem"/>.
    /// </returns>
    public static ImmutableArray<Token> Tokenize(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Lexer(source).Run();
    }

    private ImmutableArray<Token> Run()
    {
        while (_position < _text.Length)
        {
            ReadNext(_text[_position]);
        }

        if (!IsAtLineStart)
        {
            Add(TokenKind.NewLine, _position, 0, "");
        }

        Add(TokenKind.EndOfFile, _position, 0, "");
        return _tokens.DrainToImmutable();
    }

    private void ReadNext(char first)
    {
        if (first == '\n')
        {
            ReadLineEnd();
        }
        else if (LookAlikes.IsBlank(first))
        {
            _position++;
        }
        else if (first == '#')
        {
            SkipLine();
        }
        else if (first == '"')
        {
            ReadString(problem: null);
        }
        else if (char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(At(1))))
        {
            ReadNumber();
        }
        else if (char.IsLetter(first) || first == '_')
        {
            ReadName();
        }
        else
        {
            ReadSymbol(first);
        }
    }

    private void ReadLineEnd()
    {
        if (!IsAtLineStart)
        {
            Add(TokenKind.NewLine, _position, 1, "");
        }

        _position++;
    }

    private void SkipLine()
    {
        while (_position < _text.Length && _text[_position] != '\n')
        {
            _position++;
        }
    }

    private void ReadString(Diagnostic? problem)
    {
        var start = _position++;
        var content = new StringBuilder();
        while (_position < _text.Length && _text[_position] is not ('\n' or '\r'))
        {
            var character = _text[_position++];
            var isQuote = character == '"' || (problem is not null && LookAlikes.PlainSymbol(character) == "\"");
            if (!isQuote)
            {
                content.Append(character);
            }
            else if (At(0) == '"' && character == '"')
            {
                content.Append('"');
                _position++;
            }
            else
            {
                Add(TokenKind.Text, start, _position - start, content.ToString(), problem);
                return;
            }
        }

        var length = _text[start.._position].TrimEnd().Length;
        Add(TokenKind.Text, start, length, content.ToString().TrimEnd(), LanguageDiagnostics.UnterminatedString(Location(start, 1)));
    }

    private void ReadNumber()
    {
        var start = _position;
        SkipDigits();
        if (At(0) == '.')
        {
            _position++;
            SkipDigits();
        }

        if (At(0) is 'e' or 'E' && (char.IsAsciiDigit(At(1)) || (At(1) is '+' or '-' && char.IsAsciiDigit(At(2)))))
        {
            _position += 2;
            SkipDigits();
        }

        var end = _position;
        while (IsNamePart(At(0)))
        {
            _position++;
        }

        var text = _text[start.._position];
        var value = double.Parse(_text.AsSpan(start, end - start), NumberStyles.Float, CultureInfo.InvariantCulture);
        var problem = end != _position || !double.IsFinite(value)
            ? LanguageDiagnostics.MalformedNumber(Location(start, text.Length), text, !double.IsFinite(value))
            : null;
        Add(TokenKind.Number, start, text.Length, text, problem, problem is null ? value : 1);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(At(0)))
        {
            _position++;
        }
    }

    private void ReadName()
    {
        var start = _position;
        while (IsNamePart(At(0)))
        {
            _position++;
        }

        var name = _text[start.._position];
        if (LookAlikes.IsPlain(name))
        {
            Add(TokenKind.Identifier, start, name.Length, name);
            return;
        }

        var plain = LookAlikes.PlainName(name);
        Add(TokenKind.Identifier, start, name.Length, plain, LanguageDiagnostics.ForeignLetters(Location(start, name.Length), name, plain));
    }

    private void ReadSymbol(char first)
    {
        if (LookAlikes.PlainSymbol(first) is { } plain)
        {
            var problem = LanguageDiagnostics.LookAlike(Location(_position, 1), first, plain);
            if (plain == "\"")
            {
                ReadString(problem);
                return;
            }

            Add(SymbolKind(plain) ?? TokenKind.Unknown, _position, 1, plain, problem);
            _position++;
            return;
        }

        var two = _position + 1 < _text.Length ? _text.Substring(_position, 2) : "";
        if (two == "//")
        {
            Add(TokenKind.Unknown, _position, 2, "//", LanguageDiagnostics.ForeignSpelling(Location(_position, 2), "//", "#"));
            SkipLine();
            return;
        }

        if (ForeignOperator(two) is { } own)
        {
            AddSymbol(own, 2, LanguageDiagnostics.ForeignSpelling(Location(_position, 2), two, own));
            return;
        }

        if (SymbolKind(two) is not null)
        {
            AddSymbol(two, 2, null);
            return;
        }

        var one = first.ToString();
        var unknown = SymbolKind(one) is null ? LanguageDiagnostics.UnknownCharacter(Location(_position, 1), first) : null;
        AddSymbol(one, 1, unknown);
    }

    private void AddSymbol(string text, int length, Diagnostic? problem)
    {
        var kind = SymbolKind(text) ?? (text is "and" or "or" ? TokenKind.Identifier : TokenKind.Unknown);
        Add(kind, _position, length, text, problem);
        _position += length;
    }

    private static string? ForeignOperator(string text) => text switch
    {
        "**" => "^",
        "&&" => "and",
        "||" => "or",
        "/=" or "<>" => "!=",
        _ => null,
    };

    private static TokenKind? SymbolKind(string text) => text switch
    {
        "(" => TokenKind.OpenParenthesis,
        ")" => TokenKind.CloseParenthesis,
        "[" => TokenKind.OpenBracket,
        "]" => TokenKind.CloseBracket,
        "{" => TokenKind.OpenBrace,
        "}" => TokenKind.CloseBrace,
        "," => TokenKind.Comma,
        ";" => TokenKind.Semicolon,
        ":" => TokenKind.Colon,
        "=" => TokenKind.Assign,
        "~" => TokenKind.Tilde,
        "+" => TokenKind.Plus,
        "-" => TokenKind.Minus,
        "*" => TokenKind.Star,
        "/" => TokenKind.Slash,
        "^" => TokenKind.Caret,
        "==" => TokenKind.EqualTo,
        "!=" => TokenKind.NotEqualTo,
        "<" => TokenKind.Less,
        "<=" => TokenKind.LessOrEqual,
        ">" => TokenKind.Greater,
        ">=" => TokenKind.GreaterOrEqual,
        _ => null,
    };

    private static bool IsNamePart(char character) => char.IsLetterOrDigit(character) || character is '_' or '.';

    private char At(int offset) => _position + offset < _text.Length ? _text[_position + offset] : '\0';

    private TextLocation Location(int start, int length) => new(_source, new TextSpan(start, length));

    private void Add(TokenKind kind, int start, int length, string text, Diagnostic? problem = null, double value = 0) =>
        _tokens.Add(new Token(kind, new TextSpan(start, length), text)
        {
            Value = value,
            Problem = problem,
            IsFirstOnLine = IsAtLineStart,
            IsAtColumnOne = start == 0 || _text[start - 1] == '\n' || (start == 1 && _text[0] == '\uFEFF'),
        });
}
