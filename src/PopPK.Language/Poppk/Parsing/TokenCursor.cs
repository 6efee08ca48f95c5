using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Text;

namespace PopPK.Language.Poppk.Parsing;

/// <summary>
/// Walks over the tokens of a model text. After a failure it shows the end of the statement to everybody until
/// <see cref="EndStatement"/> has found the next one, so that one mistake is reported once and every loop ends.
/// </summary>
/// <param name="source">The text.</param>
/// <param name="tokens">Its tokens.</param>
/// <param name="diagnostics">Takes what is wrong.</param>
/// <param name="isSectionAt">Tells whether a section begins at a token; null: as in models.</param>
internal sealed class TokenCursor(
    SourceText source, ImmutableArray<Token> tokens, DiagnosticBag diagnostics, Func<ImmutableArray<Token>, int, bool>? isSectionAt = null)
{
    private readonly Func<ImmutableArray<Token>, int, bool> _isSectionAt = isSectionAt ?? SectionStart.IsAt;
    private readonly Stack<Token> _open = new();
    private int _position;
    private int _statementStart;
    private bool _hasFailed;

    /// <summary>The token to be read next; line ends inside brackets are not shown.</summary>
    public Token Current => _hasFailed ? tokens[^1] : tokens[_position];

    /// <summary>The token behind <see cref="Current"/>.</summary>
    public Token Next => _hasFailed ? tokens[^1] : tokens[Math.Min(_position + 1, tokens.Length - 1)];

    /// <summary>True after a failure that has not been mended by <see cref="EndStatement"/>.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>True where no further token belongs to the statement.</summary>
    public bool IsAtStatementEnd => Current.Kind is TokenKind.NewLine or TokenKind.EndOfFile || IsAtSection;

    /// <summary>True where a section begins or the text ends.</summary>
    public bool IsAtSectionEnd => Current.Kind == TokenKind.EndOfFile || IsAtSection;

    private bool IsAtSection => !_hasFailed && _isSectionAt(tokens, _position);

    /// <summary>The end of the last token that was taken.</summary>
    public int LastEnd { get; private set; }

    /// <summary>True when the current token is the given word.</summary>
    /// <param name="word">A keyword.</param>
    public bool IsWord(string word) => Current.Kind == TokenKind.Identifier && Current.Text == word;

    /// <summary>A place in the text.</summary>
    /// <param name="span">The characters.</param>
    public TextLocation At(TextSpan span) => new(source, span);

    /// <summary>The characters from a place to the last token that was taken.</summary>
    /// <param name="start">Offset of the first character.</param>
    public TextSpan SpanFrom(int start) => new(start, Math.Max(0, LastEnd - start));

    /// <summary>Takes the current token and reports what is wrong with its characters.</summary>
    public Token Take()
    {
        var token = Current;
        if (_hasFailed || token.Kind == TokenKind.EndOfFile)
        {
            return token;
        }

        ReportProblem(token);
        TrackBrackets(token);
        LastEnd = token.Span.End;
        _position++;
        if (_open.Count > 0 || IsContinuedInNextLine())
        {
            SkipLineEnds();
        }

        return token;
    }

    /// <summary>Takes the current token if it is of a kind.</summary>
    /// <param name="kind">The kind.</param>
    public bool TryTake(TokenKind kind)
    {
        if (Current.Kind != kind)
        {
            return false;
        }

        Take();
        return true;
    }

    /// <summary>Takes the current token if it is a word.</summary>
    /// <param name="word">A keyword.</param>
    public bool TryTakeWord(string word)
    {
        if (!IsWord(word))
        {
            return false;
        }

        Take();
        return true;
    }

    /// <summary>Takes a token of a kind or fails.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="expected">What it is for, for the message: "')' after the arguments".</param>
    /// <param name="advice">What to do.</param>
    /// <returns>The token, or null after the failure.</returns>
    public Token? Expect(TokenKind kind, string expected, string advice)
    {
        if (Current.Kind == kind)
        {
            return Take();
        }

        FailExpected(expected, advice);
        return null;
    }

    /// <summary>Goes over line ends, where a statement cannot be complete yet.</summary>
    public void SkipLineEnds()
    {
        while (!_hasFailed && Current.Kind == TokenKind.NewLine && !_isSectionAt(tokens, _position + 1))
        {
            _position++;
        }
    }

    /// <summary>Goes over line ends behind an operator, unless the next line clearly begins another statement.</summary>
    public void SkipLineEndsInside()
    {
        if (Current.Kind != TokenKind.NewLine || !SectionStart.IsStatementAt(tokens, _position + 1))
        {
            SkipLineEnds();
        }
    }

    /// <summary>Goes over a line end when the next line begins with one of some words that belongs to this statement, and is not defined there.</summary>
    /// <param name="words">The words.</param>
    public void SkipLineEndBefore(ImmutableArray<string> words)
    {
        if (Current.Kind == TokenKind.NewLine && SectionStart.IsContinuationAt(tokens, _position + 1, words))
        {
            _position++;
        }
    }

    /// <summary>Takes a comma, and the line ends behind it.</summary>
    public bool TryTakeComma()
    {
        if (!TryTake(TokenKind.Comma))
        {
            return false;
        }

        SkipLineEndsInside();
        return true;
    }

    /// <summary>Goes to the next section or the end without a word about what is skipped.</summary>
    public void SkipSection()
    {
        while (!IsAtSectionEnd)
        {
            _position++;
        }
    }

    /// <summary>Takes the tokens up to a closing bracket as they are written, whatever characters they have.</summary>
    /// <returns>The span between the brackets, or null after the failure.</returns>
    public TextSpan? TakeRawBrackets()
    {
        var start = Current.Span;
        var end = _position;
        while (tokens[end].Kind is not (TokenKind.CloseBracket or TokenKind.NewLine or TokenKind.EndOfFile))
        {
            end++;
        }

        if (_hasFailed || tokens[end].Kind != TokenKind.CloseBracket)
        {
            Fail(LanguageDiagnostics.UnclosedBracket(At(start), "["));
            return null;
        }

        _position = end + 1;
        LastEnd = tokens[end].Span.End;
        return new TextSpan(start.End, tokens[end].Span.Start - start.End);
    }

    /// <summary>Reports that something else was expected at the current token.</summary>
    /// <param name="expected">What was expected.</param>
    /// <param name="advice">What to do.</param>
    public void FailExpected(string expected, string advice)
    {
        var found = Current;
        if (found.Problem is { } problem && found.Kind == TokenKind.Unknown)
        {
            Fail(problem);
        }
        else if (_open.Count > 0 && (found.IsFirstOnLine || IsAtStatementEnd))
        {
            Fail(LanguageDiagnostics.UnclosedBracket(At(_open.Peek().Span), _open.Peek().Text));
        }
        else if (FindDecimalComma() is { } number)
        {
            Fail(LanguageDiagnostics.DecimalComma(At(number), source.TextOf(number)));
        }
        else
        {
            var place = IsAtStatementEnd ? new TextSpan(LastEnd, 0) : found.Span;
            Fail(LanguageDiagnostics.Expected(At(place), expected, Describe(found), advice));
        }
    }

    /// <summary>Reports what is wrong and gives up the statement; silent when it has been given up already.</summary>
    /// <param name="diagnostic">What is wrong.</param>
    public void Fail(Diagnostic diagnostic)
    {
        if (!_hasFailed)
        {
            diagnostics.Add(diagnostic);
            _hasFailed = true;
        }
    }

    /// <summary>Reports what is wrong and reads on; silent when the statement has been given up already.</summary>
    /// <param name="diagnostic">What is wrong.</param>
    public void Report(Diagnostic diagnostic)
    {
        if (!_hasFailed)
        {
            diagnostics.Add(diagnostic);
        }
    }

    /// <summary>Remembers where a statement begins.</summary>
    public void BeginStatement()
    {
        SkipLineEnds();
        _statementStart = _position;
    }

    /// <summary>Goes to the next statement; reports what is left over of this one.</summary>
    /// <param name="expected">What could have followed, for the message.</param>
    /// <param name="advice">What to do when a word follows that does not belong there.</param>
    public void EndStatement(string expected, string advice)
    {
        if (!IsAtStatementEnd)
        {
            FailExpected(expected, StatementEndAdvice(advice));
        }

        if (_hasFailed)
        {
            Recover();
        }

        _open.Clear();
        SkipLineEnds();
        if (Current.Kind == TokenKind.NewLine)
        {
            _position++;
        }
    }

    private string StatementEndAdvice(string advice) => Current.Kind switch
    {
        TokenKind.Semicolon => "comments begin with '#'; a statement ends with its line",
        TokenKind.Assign => "to compare, write '=='; a definition begins a line of its own",
        TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseBrace => "remove it, or open the bracket it closes",
        TokenKind.Tilde => "only random effects and observations have distributions: eta ~ 0.1, DV ~ normal(mean, sd)",
        TokenKind.Identifier or TokenKind.Number or TokenKind.OpenParenthesis => advice,
        _ => "a statement ends with its line",
    };

    // No statement begins with an operator or 'else', so a line that does goes on with the one before.
    private bool IsContinuedInNextLine()
    {
        if (tokens[_position].Kind != TokenKind.NewLine || _position + 1 >= tokens.Length)
        {
            return false;
        }

        var next = tokens[_position + 1];
        return next.Kind is TokenKind.Plus or TokenKind.Minus or TokenKind.Star or TokenKind.Slash or TokenKind.Caret or TokenKind.EqualTo
                or TokenKind.NotEqualTo or TokenKind.Less or TokenKind.LessOrEqual or TokenKind.Greater or TokenKind.GreaterOrEqual
            || next is { Kind: TokenKind.Identifier, Text: "else" or "and" or "or" };
    }

    // 0,13: a number, a comma and a number without blanks between them.
    private TextSpan? FindDecimalComma()
    {
        var isBetweenNumbers = Current.Kind == TokenKind.Comma && Next.Kind == TokenKind.Number
            && _position > 0 && tokens[_position - 1].Kind == TokenKind.Number;
        return isBetweenNumbers && tokens[_position - 1].Span.End + 1 == Next.Span.Start
            ? tokens[_position - 1].Span.Union(Next.Span)
            : null;
    }

    private void Recover()
    {
        _hasFailed = false;
        var behindBrackets = FindClosingBracket();
        var isProgress = _position > _statementStart;
        if (behindBrackets is { } behind)
        {
            _position = behind;
        }

        if (behindBrackets is null && isProgress && tokens[_position].IsFirstOnLine)
        {
            return;
        }

        while (tokens[_position].Kind is not (TokenKind.NewLine or TokenKind.EndOfFile)
            && !(_position > _statementStart && _isSectionAt(tokens, _position)))
        {
            _position++;
        }
    }

    // A mistake inside brackets that go over several lines: the statement ends where the brackets do, unless they never do.
    private int? FindClosingBracket()
    {
        var depth = _open.Count;
        for (var i = _position; depth > 0; i++)
        {
            var token = tokens[i];
            if (token.Kind == TokenKind.EndOfFile || (i > _statementStart && _isSectionAt(tokens, i)))
            {
                return null;
            }

            depth += IsOpening(token.Kind) ? 1 : IsClosing(token.Kind) ? -1 : 0;
            if (depth == 0)
            {
                return i + 1;
            }
        }

        return null;
    }

    private void TrackBrackets(Token token)
    {
        if (IsOpening(token.Kind))
        {
            _open.Push(token);
        }
        else if (IsClosing(token.Kind) && _open.Count > 0)
        {
            _open.Pop();
        }
    }

    private void ReportProblem(Token token)
    {
        if (token.Problem is { } problem)
        {
            diagnostics.Add(problem);
        }
    }

    private string Describe(Token token) => token.Kind switch
    {
        TokenKind.EndOfFile => "the end of the file",
        _ when IsAtStatementEnd => "the end of the line",
        TokenKind.Text => "a text in quotes",
        _ => $"'{token.Text}'",
    };

    private static bool IsOpening(TokenKind kind) => kind is TokenKind.OpenParenthesis or TokenKind.OpenBracket or TokenKind.OpenBrace;

    private static bool IsClosing(TokenKind kind) => kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseBrace;
}
