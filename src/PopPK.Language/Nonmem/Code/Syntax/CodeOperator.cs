namespace PopPK.Language.Nonmem.Code.Syntax;

/// <summary>The operators of abbreviated code.</summary>
internal enum CodeOperator
{
    /// <summary>Sum.</summary>
    Add,

    /// <summary>Difference, or the negative.</summary>
    Subtract,

    /// <summary>Product.</summary>
    Multiply,

    /// <summary>Quotient.</summary>
    Divide,

    /// <summary>Power.</summary>
    Power,

    /// <summary>Equal.</summary>
    Equal,

    /// <summary>Not equal.</summary>
    NotEqual,

    /// <summary>Less than.</summary>
    Less,

    /// <summary>Less than or equal.</summary>
    LessOrEqual,

    /// <summary>Greater than.</summary>
    Greater,

    /// <summary>Greater than or equal.</summary>
    GreaterOrEqual,

    /// <summary>Both hold.</summary>
    And,

    /// <summary>At least one holds.</summary>
    Or,

    /// <summary>Does not hold.</summary>
    Not,
}
