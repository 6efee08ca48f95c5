namespace PopPK.Data;

/// <summary>How a condition compares an item with its value.</summary>
public enum RowComparison
{
    /// <summary>The characters are the same.</summary>
    SameText,

    /// <summary>The characters differ.</summary>
    OtherText,

    /// <summary>The numbers are equal.</summary>
    Equal,

    /// <summary>The numbers differ.</summary>
    NotEqual,

    /// <summary>The item is less.</summary>
    Less,

    /// <summary>The item is less or equal.</summary>
    LessOrEqual,

    /// <summary>The item is greater.</summary>
    Greater,

    /// <summary>The item is greater or equal.</summary>
    GreaterOrEqual,
}
