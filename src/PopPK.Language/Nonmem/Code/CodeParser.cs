using System.Collections.Frozen;
using System.Collections.Immutable;
using PopPK.Language.Nonmem.Code.Syntax;
using PopPK.Language.Nonmem.Records;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Code;

/// <summary>
/// Reads the statements of abbreviated code: assignments, <c>IF</c> in both forms, <c>DO WHILE</c>, <c>CALL</c>, <c>EXIT</c>. A statement
/// that cannot be read is reported and passed over. One owner.
/// </summary>
internal sealed class CodeParser
{
    private const int DeepestNesting = 60;

    // Tokens; trees of statements are walked by recursion.
    private const int LongestStatement = 2000;

    private static readonly FrozenSet<string> ForeignWords = new[]
    {
        "WRITE", "PRINT", "OPEN", "READ", "CLOSE", "REWIND", "RETURN", "GOTO", "STOP", "CONTINUE", "INCLUDE",
        "INTEGER", "REAL", "DOUBLE", "CHARACTER", "LOGICAL", "DIMENSION", "COMMON", "USE", "FORMAT", "DATA",
    }.ToFrozenSet();

    private readonly CodeCursor _cursor;
    private readonly CodeExpressionParser _expressions;
    private int _depth;
    private bool _isGivenUp;

    private CodeParser(CodeCursor cursor) => (_cursor, _expressions) = (cursor, new CodeExpressionParser(cursor));

    /// <summary>Reads a record's code.</summary>
    /// <param name="name">The record's name, such as PK.</param>
    /// <param name="location">The record's place.</param>
    /// <param name="lines">The code's lines, at least one.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static CodeBlock Parse(string name, TextLocation location, ImmutableArray<RecordLine> lines, DiagnosticBag diagnostics)
    {
        var parser = new CodeParser(new CodeCursor(CodeLexer.Tokenize(lines, diagnostics), diagnostics));
        var statements = ImmutableArray.CreateBuilder<CodeStatement>();
        while (parser._cursor.Current.Kind != CodeTokenKind.End)
        {
            statements.AddRange(parser.ReadBody());
            if (parser._cursor.Current.Kind != CodeTokenKind.End)
            {
                var stray = parser._cursor.Current;
                diagnostics.Add(NonmemCodeDiagnostics.StrayEnd(stray.Location, stray.Text));
                parser._cursor.SkipLine();
            }
        }

        return new CodeBlock(name, location, statements.ToImmutable());
    }

    // Statements up to the end or to a word that closes or divides a block.
    private ImmutableArray<CodeStatement> ReadBody()
    {
        var statements = ImmutableArray.CreateBuilder<CodeStatement>();
        while (_cursor.Current.Kind != CodeTokenKind.End && !IsBoundary())
        {
            if (ReadStatement() is { } statement)
            {
                statements.Add(statement);
                EndLine();
            }
            else
            {
                _cursor.SkipLine();
            }
        }

        return statements.ToImmutable();
    }

    private bool IsBoundary() => _cursor.Current.Kind == CodeTokenKind.Name && !IsAssignment() && _cursor.Current.Text switch
    {
        "ELSE" or "ELSEIF" or "ENDIF" or "ENDDO" => true,
        "END" => _cursor.Following.Text is "IF" or "DO",
        _ => false,
    };

    private CodeStatement? ReadStatement()
    {
        var first = _cursor.Current;
        if (_cursor.LengthOfLine() > LongestStatement)
        {
            _cursor.Report(NonmemCodeDiagnostics.TooLong(first.Location));
            return null;
        }

        switch (first.Kind)
        {
            case CodeTokenKind.LineEnd:
                return null;
            case CodeTokenKind.Verbatim:
                _cursor.Report(NonmemCodeDiagnostics.Verbatim(first.Location));
                return null;
            case CodeTokenKind.Open:
                return ReadPhrase();
            case CodeTokenKind.Name:
                return IsAssignment() ? ReadAssignment() : ReadWordStatement(first);
            default:
                _cursor.Report(NonmemCodeDiagnostics.ExpectedStatement(first.Location, first.Text));
                return null;
        }
    }

    // A name, perhaps with parentheses, and '=' behind it: then even IF and DO are variables.
    private bool IsAssignment() => _cursor.Following.Kind == CodeTokenKind.Assign
        || (_cursor.Following.Kind == CodeTokenKind.Open && _cursor.Current.Text != "IF" && _cursor.KindBehindParentheses() == CodeTokenKind.Assign);

    private CodeStatement? ReadWordStatement(CodeToken first)
    {
        switch (first.Text)
        {
            case "IF":
                return ReadIf();
            case "DO":
                return ReadDo();
            case "DOWHILE":
                _cursor.Take();
                return ReadLoop(first);
            case "CALL":
                _cursor.Take();
                var routine = _cursor.Current;
                _cursor.SkipToLineEnd();
                return new CallCode(_cursor.Since(first), routine.Text);
            case "EXIT":
                _cursor.SkipToLineEnd();
                return new ExitCode(_cursor.Since(first));
            case var word when ForeignWords.Contains(word):
                _cursor.SkipToLineEnd();
                return new ForeignCode(_cursor.Since(first), word);
            default:
                _cursor.Report(NonmemCodeDiagnostics.NotAStatement(first.Location, first.Text));
                return null;
        }
    }

    private AssignmentCode? ReadAssignment()
    {
        var first = _cursor.Current;
        if (_expressions.ReadName() is not { } target || !_cursor.Expect(CodeTokenKind.Assign, "'='"))
        {
            return null;
        }

        var value = _expressions.Read();
        return value is MissingCode ? null : new AssignmentCode(_cursor.Since(first), target, value);
    }

    private IfCode? ReadIf()
    {
        var first = _cursor.Take();
        if (ReadCondition() is not { } condition)
        {
            return null;
        }

        if (!_cursor.Skip("THEN"))
        {
            // The short form holds one plain statement.
            if (_cursor.Current.Kind == CodeTokenKind.Name && !IsAssignment() && _cursor.Current.Text is "IF" or "DO" or "DOWHILE")
            {
                _cursor.Report(NonmemCodeDiagnostics.NestedShortIf(_cursor.Current.Location, _cursor.Current.Text));
                return null;
            }

            return ReadStatement() is { } statement ? new IfCode(_cursor.Since(first), [(condition, [statement])], []) : null;
        }

        EndLine();
        if (++_depth > DeepestNesting)
        {
            _cursor.Report(NonmemCodeDiagnostics.TooDeep(first.Location));
            _cursor.SkipToEnd();
            _isGivenUp = true;
            return null;
        }

        var branches = ImmutableArray.CreateBuilder<(CodeExpression, ImmutableArray<CodeStatement>)>();
        branches.Add((condition, ReadBody()));
        var otherwise = ReadRest(branches);
        if (!_cursor.SkipEnd("IF") && !_isGivenUp)
        {
            _cursor.Report(NonmemCodeDiagnostics.NotClosed(first.Location, "IF", "ENDIF"));
        }

        _depth--;
        return new IfCode(_cursor.Since(first), branches.ToImmutable(), otherwise);
    }

    // ELSEIF (condition) THEN ..., ELSE ...
    private ImmutableArray<CodeStatement> ReadRest(ImmutableArray<(CodeExpression, ImmutableArray<CodeStatement>)>.Builder branches)
    {
        while (_cursor.Current is { Kind: CodeTokenKind.Name, Text: "ELSE" or "ELSEIF" })
        {
            var word = _cursor.Take();
            if (word.Text == "ELSE" && !_cursor.Skip("IF"))
            {
                EndLine();
                return ReadBody();
            }

            var condition = ReadCondition();
            if (condition is not null && !_cursor.Skip("THEN"))
            {
                _cursor.Report(NonmemCodeDiagnostics.Expected(_cursor.Current.Location, "THEN", _cursor.Found()));
            }

            EndLine();
            var body = ReadBody();
            if (condition is not null)
            {
                branches.Add((condition, body));
            }
        }

        return [];
    }

    private DoWhileCode? ReadDo()
    {
        var first = _cursor.Take();
        if (_cursor.Skip("WHILE"))
        {
            return ReadLoop(first);
        }

        _cursor.Report(NonmemCodeDiagnostics.CountedLoop(first.Location));
        _cursor.SkipLine();
        ReadBody();
        _cursor.SkipEnd("DO");
        return null;
    }

    private DoWhileCode? ReadLoop(CodeToken first)
    {
        var condition = ReadCondition();
        EndLine();
        if (++_depth > DeepestNesting)
        {
            _cursor.Report(NonmemCodeDiagnostics.TooDeep(first.Location));
            _cursor.SkipToEnd();
            _isGivenUp = true;
            return null;
        }

        var body = ReadBody();
        if (!_cursor.SkipEnd("DO") && !_isGivenUp)
        {
            _cursor.Report(NonmemCodeDiagnostics.NotClosed(first.Location, "DO WHILE", "ENDDO"));
        }

        _depth--;
        return condition is null ? null : new DoWhileCode(_cursor.Since(first), condition, body);
    }

    private CodeExpression? ReadCondition()
    {
        if (!_cursor.Expect(CodeTokenKind.Open, "'(' and a condition"))
        {
            return null;
        }

        var condition = _expressions.Read();
        if (condition is not MissingCode && _cursor.Current.Kind == CodeTokenKind.Assign)
        {
            _cursor.Report(NonmemCodeDiagnostics.AssignmentInCondition(_cursor.Current.Location));
            return null;
        }

        return condition is MissingCode || !_cursor.Expect(CodeTokenKind.Close, "')'") ? null : condition;
    }

    private PhraseCode ReadPhrase()
    {
        var first = _cursor.Take();
        var words = new List<string>();
        while (_cursor.Current.Kind is not (CodeTokenKind.Close or CodeTokenKind.LineEnd or CodeTokenKind.End))
        {
            words.Add(_cursor.Take().Text);
        }

        _cursor.Skip(CodeTokenKind.Close);
        return new PhraseCode(_cursor.Since(first), string.Join(' ', words));
    }

    private void EndLine()
    {
        if (_cursor.Current.Kind is not (CodeTokenKind.LineEnd or CodeTokenKind.End))
        {
            _cursor.Report(NonmemCodeDiagnostics.Expected(_cursor.Current.Location, "the end of the statement", _cursor.Found()));
        }

        _cursor.SkipLine();
    }
}
