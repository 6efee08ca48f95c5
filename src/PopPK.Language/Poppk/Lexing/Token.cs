using PopPK.Text;

namespace PopPK.Language.Poppk.Lexing;

/// <summary>One word of a model text. Immutable.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="Text">
/// What it means: the name, the digits, the content of a string without its quotes; a character that only looks
/// like one of the language's is already replaced by the one that was meant.
/// </param>
public sealed record Token(TokenKind Kind, TextSpan Span, string Text)
{
    /// <summary>The value of a number; 0 for every other kind.</summary>
    public double Value { get; init; }

    /// <summary>True for the first token of a line.</summary>
    public bool IsFirstOnLine { get; init; }

    /// <summary>True when it stands in the first column of its line, where sections begin.</summary>
    public bool IsAtColumnOne { get; init; }

    /// <summary>
    /// What is wrong with its characters, or null. It is reported only when the token is used as a word:
    /// a unit such as <c>[µg/L]</c> may contain any character.
    /// </summary>
    public Diagnostic? Problem { get; init; }
}
