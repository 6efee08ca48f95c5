using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Code;

/// <summary>The tokens of abbreviated code and where reading stands in them. One owner; mutable.</summary>
/// <param name="tokens">The tokens, the last one <see cref="CodeTokenKind.End"/>.</param>
/// <param name="diagnostics">Receives what is wrong.</param>
internal sealed class CodeCursor(ImmutableArray<CodeToken> tokens, DiagnosticBag diagnostics)
{
    private int _position;
    private int _lineReported = -1;
    private int _line;

    /// <summary>The token to be read next.</summary>
    public CodeToken Current => tokens[_position];

    /// <summary>The token behind <see cref="Current"/>.</summary>
    public CodeToken Following => tokens[Math.Min(_position + 1, tokens.Length - 1)];

    /// <summary>Reads a token.</summary>
    public CodeToken Take()
    {
        var token = Current;
        if (token.Kind != CodeTokenKind.End)
        {
            _position++;
        }

        return token;
    }

    /// <summary>Reads a token if it is of a kind.</summary>
    /// <param name="kind">The kind.</param>
    public bool Skip(CodeTokenKind kind)
    {
        var isThere = Current.Kind == kind;
        _position += isThere && kind != CodeTokenKind.End ? 1 : 0;
        return isThere;
    }

    /// <summary>Reads a word if it is there.</summary>
    /// <param name="word">The word, upper case.</param>
    public bool Skip(string word) => Current.Text == word && Skip(CodeTokenKind.Name);

    /// <summary>Reads <c>END word</c>, written together or not.</summary>
    /// <param name="word">IF or DO.</param>
    public bool SkipEnd(string word)
    {
        if (Skip("END" + word))
        {
            return true;
        }

        if (Current is { Kind: CodeTokenKind.Name, Text: "END" } && Following.Text == word)
        {
            _position += 2;
            return true;
        }

        return false;
    }

    /// <summary>Reads a token, or reports that it is missing.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="what">What the message calls it.</param>
    public bool Expect(CodeTokenKind kind, string what)
    {
        if (Skip(kind))
        {
            return true;
        }

        Report(NonmemCodeDiagnostics.Expected(Current.Location, what, Found()));
        return false;
    }

    /// <summary>The token to be read next as messages call it.</summary>
    public string Found() => Current.Kind is CodeTokenKind.LineEnd or CodeTokenKind.End ? "the end of the line" : $"'{Current.Text}'";

    /// <summary>The kind of the token behind the parentheses that open behind the current token.</summary>
    public CodeTokenKind KindBehindParentheses()
    {
        var depth = 0;
        for (var i = _position + 1; i < tokens.Length && tokens[i].Kind is not (CodeTokenKind.LineEnd or CodeTokenKind.End); i++)
        {
            depth += tokens[i].Kind == CodeTokenKind.Open ? 1 : tokens[i].Kind == CodeTokenKind.Close ? -1 : 0;
            if (depth == 0)
            {
                return tokens[i + 1].Kind;
            }
        }

        return CodeTokenKind.End;
    }

    /// <summary>Number of tokens up to the end of the line.</summary>
    public int LengthOfLine()
    {
        var end = _position;
        while (tokens[end].Kind is not (CodeTokenKind.LineEnd or CodeTokenKind.End))
        {
            end++;
        }

        return end - _position;
    }

    /// <summary>Reads to the end of the line, which stays.</summary>
    public void SkipToLineEnd()
    {
        while (Current.Kind is not (CodeTokenKind.LineEnd or CodeTokenKind.End))
        {
            _position++;
        }
    }

    /// <summary>Reads to the end of the line and over it.</summary>
    public void SkipLine()
    {
        SkipToLineEnd();
        Skip(CodeTokenKind.LineEnd);
        _line++;
    }

    /// <summary>Reads everything.</summary>
    public void SkipToEnd() => _position = tokens.Length - 1;

    /// <summary>The place from a token to the one read last.</summary>
    /// <param name="first">The token.</param>
    public TextLocation Since(CodeToken first)
    {
        var last = _position - 1;
        while (last > 0 && tokens[last].Kind == CodeTokenKind.LineEnd)
        {
            last--;
        }

        // Lines of an included file have a text of their own.
        var end = tokens[Math.Max(last, 0)].Location;
        return end.Source == first.Location.Source && end.Span.Start >= first.Location.Span.Start
            ? first.Location with { Span = first.Location.Span.Union(end.Span) }
            : first.Location;
    }

    /// <summary>Reports a problem: one a line, since the next ones follow from the first.</summary>
    /// <param name="diagnostic">The problem.</param>
    public void Report(Diagnostic diagnostic)
    {
        // What has no meaning has been reported already.
        if (_lineReported != _line && Current.Kind != CodeTokenKind.Unknown)
        {
            diagnostics.Add(diagnostic);
        }

        _lineReported = _line;
    }
}
