using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;

namespace PopPK.Language.Regimens;

/// <summary>The words of regimen texts, and where their sections begin.</summary>
internal static class RegimenWords
{
    /// <summary>Words that introduce sections.</summary>
    public static ImmutableArray<string> Sections { get; } = ["regimen", "population", "arm"];

    /// <summary>Words that introduce statements of a regimen or an arm.</summary>
    public static ImmutableArray<string> Statements { get; } = ["dose", "sample", "titrate", "occasion", "reset"];

    /// <summary>Words that go on with a dose.</summary>
    public static ImmutableArray<string> DoseClauses { get; } = ["into", "at", "over", "every", "times", "for", "until"];

    /// <summary>Distributions of covariates.</summary>
    public static ImmutableArray<string> Distributions { get; } = ["normal", "lognormal", "uniform", "bernoulli", "categorical"];

    /// <summary>True when the token at an index begins a section, known or not.</summary>
    /// <param name="tokens">The tokens of the text.</param>
    /// <param name="index">Index of the token; may be behind the last.</param>
    public static bool IsSectionAt(ImmutableArray<Token> tokens, int index)
    {
        if (index >= tokens.Length || tokens[index] is not { Kind: TokenKind.Identifier, IsFirstOnLine: true } token)
        {
            return false;
        }

        var next = index + 1 < tokens.Length ? tokens[index + 1].Kind : TokenKind.EndOfFile;
        return next is not (TokenKind.Assign or TokenKind.Tilde or TokenKind.Comma)
            && (Sections.Contains(token.Text) || (token.IsAtColumnOne && !IsStatementWord(token.Text)));
    }

    private static bool IsStatementWord(string word) =>
        Statements.Contains(word) || DoseClauses.Contains(word) || word is "from" or "separate" or "if" or "else" or "and" or "or" or "in";
}
