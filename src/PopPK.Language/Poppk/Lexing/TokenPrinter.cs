using System.Collections.Immutable;
using System.Text;
using PopPK.Text;

namespace PopPK.Language.Poppk.Lexing;

/// <summary>Shows the tokens of a model text, one a line: place, kind, text. Stateless and safe for concurrent use.</summary>
public static class TokenPrinter
{
    /// <summary>Prints tokens; the text ends with a line feed.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="source">The text they were cut from.</param>
    public static string Print(ImmutableArray<Token> tokens, SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var text = new StringBuilder();
        foreach (var token in tokens)
        {
            var position = source.PositionOf(token.Span.Start);
            var line = $"{position.Line + ":" + position.Column,-8} {token.Kind,-16} {Shown(token)}";
            text.Append(line.TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    private static string Shown(Token token) => (token.Kind, token.Problem) switch
    {
        (TokenKind.Text, null) => $"\"{token.Text}\"",
        (_, { } problem) => $"{token.Text}   <- {problem.Code}: {problem.Message}",
        _ => token.Text,
    };
}
