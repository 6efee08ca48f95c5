namespace PopPK.Language.Nonmem.Records;

/// <summary>What a token of a record is.</summary>
internal enum RecordTokenKind
{
    /// <summary>A name, a number, or anything else without blanks and signs.</summary>
    Word,

    /// <summary>A text between quotes.</summary>
    Quoted,

    /// <summary><c>=</c>.</summary>
    Equals,

    /// <summary><c>(</c>.</summary>
    Open,

    /// <summary><c>)</c>.</summary>
    Close,

    /// <summary><c>,</c>.</summary>
    Comma,

    /// <summary>The end of the record.</summary>
    End,
}
