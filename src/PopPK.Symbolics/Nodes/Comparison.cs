namespace PopPK.Symbolics;

/// <summary>How two values are compared.</summary>
public enum Comparison
{
    /// <summary>Less than.</summary>
    Less,

    /// <summary>Less than or equal.</summary>
    LessOrEqual,

    /// <summary>Greater than.</summary>
    Greater,

    /// <summary>Greater than or equal.</summary>
    GreaterOrEqual,

    /// <summary>Equal (exactly).</summary>
    Equal,

    /// <summary>Not equal (exactly).</summary>
    NotEqual,
}
