namespace PopPK.Language.Poppk.Lexing;

/// <summary>The kinds of words a model text is made of. Keywords are identifiers; the parser knows them by their place.</summary>
public enum TokenKind
{
    /// <summary>A name or a keyword.</summary>
    Identifier,

    /// <summary>A number without a sign.</summary>
    Number,

    /// <summary>A text between double quotes.</summary>
    Text,

    /// <summary>The end of a line that has other tokens.</summary>
    NewLine,

    /// <summary>The end of the file; always the last token.</summary>
    EndOfFile,

    /// <summary><c>(</c></summary>
    OpenParenthesis,

    /// <summary><c>)</c></summary>
    CloseParenthesis,

    /// <summary><c>[</c></summary>
    OpenBracket,

    /// <summary><c>]</c></summary>
    CloseBracket,

    /// <summary><c>{</c></summary>
    OpenBrace,

    /// <summary><c>}</c></summary>
    CloseBrace,

    /// <summary><c>,</c></summary>
    Comma,

    /// <summary><c>;</c></summary>
    Semicolon,

    /// <summary><c>:</c></summary>
    Colon,

    /// <summary><c>=</c></summary>
    Assign,

    /// <summary><c>~</c></summary>
    Tilde,

    /// <summary><c>+</c></summary>
    Plus,

    /// <summary><c>-</c></summary>
    Minus,

    /// <summary><c>*</c></summary>
    Star,

    /// <summary><c>/</c></summary>
    Slash,

    /// <summary><c>^</c></summary>
    Caret,

    /// <summary><c>==</c></summary>
    EqualTo,

    /// <summary><c>!=</c></summary>
    NotEqualTo,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,

    /// <summary>A character the language does not have.</summary>
    Unknown,
}
