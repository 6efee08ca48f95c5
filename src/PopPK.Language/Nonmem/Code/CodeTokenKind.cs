namespace PopPK.Language.Nonmem.Code;

/// <summary>What a token of abbreviated code is.</summary>
internal enum CodeTokenKind
{
    /// <summary>A name or a word of the language.</summary>
    Name,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A text between quotes.</summary>
    Text,

    /// <summary><c>+</c>.</summary>
    Plus,

    /// <summary><c>-</c>.</summary>
    Minus,

    /// <summary><c>*</c>.</summary>
    Star,

    /// <summary><c>/</c>.</summary>
    Slash,

    /// <summary><c>**</c>.</summary>
    Power,

    /// <summary><c>(</c>.</summary>
    Open,

    /// <summary><c>)</c>.</summary>
    Close,

    /// <summary><c>,</c>.</summary>
    Comma,

    /// <summary><c>=</c>.</summary>
    Assign,

    /// <summary><c>==</c> or <c>.EQ.</c>.</summary>
    Equal,

    /// <summary><c>/=</c> or <c>.NE.</c>.</summary>
    NotEqual,

    /// <summary><c>&lt;</c> or <c>.LT.</c>.</summary>
    Less,

    /// <summary><c>&lt;=</c> or <c>.LE.</c>.</summary>
    LessOrEqual,

    /// <summary><c>&gt;</c> or <c>.GT.</c>.</summary>
    Greater,

    /// <summary><c>&gt;=</c> or <c>.GE.</c>.</summary>
    GreaterOrEqual,

    /// <summary><c>.AND.</c>.</summary>
    And,

    /// <summary><c>.OR.</c>.</summary>
    Or,

    /// <summary><c>.NOT.</c>.</summary>
    Not,

    /// <summary>A line of Fortran that is meant to be copied: it begins with a quote.</summary>
    Verbatim,

    /// <summary>Something with no meaning, which has been reported.</summary>
    Unknown,

    /// <summary>The end of a statement's line.</summary>
    LineEnd,

    /// <summary>The end of the code.</summary>
    End,
}
