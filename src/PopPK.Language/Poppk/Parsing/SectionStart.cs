using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;

namespace PopPK.Language.Poppk.Parsing;

/// <summary>Tells where sections begin: a section keyword that begins a line, or any other word in the first column that does not begin a statement.</summary>
internal static class SectionStart
{
    /// <summary>True when the token at an index begins a section, known or not.</summary>
    /// <param name="tokens">The tokens of the text.</param>
    /// <param name="index">Index of the token; may be behind the last.</param>
    public static bool IsAt(ImmutableArray<Token> tokens, int index)
    {
        if (index >= tokens.Length || tokens[index] is not { Kind: TokenKind.Identifier, IsFirstOnLine: true } token)
        {
            return false;
        }

        var next = index + 1 < tokens.Length ? tokens[index + 1].Kind : TokenKind.EndOfFile;
        var isStatement = next is TokenKind.Assign or TokenKind.Tilde or TokenKind.Comma or TokenKind.Slash
            or TokenKind.OpenParenthesis or TokenKind.OpenBracket or TokenKind.OpenBrace;
        return !isStatement
            && (Vocabulary.Sections.Contains(token.Text) || (token.IsAtColumnOne && !IsStatementWord(token.Text)));
    }

    /// <summary>True when the token at an index begins a definition, a distribution or an equation.</summary>
    /// <param name="tokens">The tokens of the text.</param>
    /// <param name="index">Index of the token; may be behind the last.</param>
    public static bool IsStatementAt(ImmutableArray<Token> tokens, int index) =>
        index + 1 < tokens.Length
        && tokens[index] is { Kind: TokenKind.Identifier, IsFirstOnLine: true } first
        && (tokens[index + 1].Kind is TokenKind.Assign or TokenKind.Tilde || (first.Text == "d" && tokens[index + 1].Kind == TokenKind.Slash));

    /// <summary>True when the token at an index is one of some words and begins neither a definition nor a distribution.</summary>
    /// <param name="tokens">The tokens of the text.</param>
    /// <param name="index">Index of the token; may be behind the last.</param>
    /// <param name="words">The words.</param>
    public static bool IsContinuationAt(ImmutableArray<Token> tokens, int index, ImmutableArray<string> words) =>
        index + 1 < tokens.Length
        && tokens[index].Kind == TokenKind.Identifier
        && words.Contains(tokens[index].Text)
        && tokens[index + 1].Kind is not (TokenKind.Assign or TokenKind.Tilde or TokenKind.OpenBracket);

    private static bool IsStatementWord(string word) =>
        Vocabulary.HeaderClauses.Contains(word) || Vocabulary.ExpressionWords.Contains(word) || Vocabulary.CensoringWords.Contains(word)
        || word is "none" or "solver";
}
