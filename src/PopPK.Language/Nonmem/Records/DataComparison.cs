namespace PopPK.Language.Nonmem.Records;

/// <summary>How a condition of IGNORE or ACCEPT compares.</summary>
public enum DataComparison
{
    /// <summary><c>=</c>, <c>==</c>, <c>.EQ.</c> or nothing: the characters are the same.</summary>
    SameText,

    /// <summary><c>/=</c>, <c>.NE.</c>: the characters differ.</summary>
    OtherText,

    /// <summary><c>.EQN.</c>: the numbers are equal.</summary>
    EqualNumber,

    /// <summary><c>.NEN.</c>: the numbers differ.</summary>
    OtherNumber,

    /// <summary><c>.LT.</c>.</summary>
    Less,

    /// <summary><c>.LE.</c>.</summary>
    LessOrEqual,

    /// <summary><c>.GT.</c>.</summary>
    Greater,

    /// <summary><c>.GE.</c>.</summary>
    GreaterOrEqual,
}
