namespace PopPK.Symbolics;

/// <summary>A truth value inside an expression: a comparison or a combination of comparisons. Immutable.</summary>
public abstract class Condition
{
    private protected Condition()
    {
    }
}

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

/// <summary>A comparison of two values.</summary>
/// <param name="comparison">How they are compared.</param>
/// <param name="left">Left value.</param>
/// <param name="right">Right value.</param>
public sealed class ComparisonCondition(Comparison comparison, Expr left, Expr right) : Condition
{
    /// <summary>How the values are compared.</summary>
    public Comparison Comparison { get; } = comparison;

    /// <summary>Left value.</summary>
    public Expr Left { get; } = left;

    /// <summary>Right value.</summary>
    public Expr Right { get; } = right;
}

/// <summary>Both conditions hold.</summary>
/// <param name="left">First condition.</param>
/// <param name="right">Second condition.</param>
public sealed class AndCondition(Condition left, Condition right) : Condition
{
    /// <summary>First condition.</summary>
    public Condition Left { get; } = left;

    /// <summary>Second condition.</summary>
    public Condition Right { get; } = right;
}

/// <summary>At least one of the conditions holds.</summary>
/// <param name="left">First condition.</param>
/// <param name="right">Second condition.</param>
public sealed class OrCondition(Condition left, Condition right) : Condition
{
    /// <summary>First condition.</summary>
    public Condition Left { get; } = left;

    /// <summary>Second condition.</summary>
    public Condition Right { get; } = right;
}

/// <summary>The condition does not hold.</summary>
/// <param name="operand">The condition.</param>
public sealed class NotCondition(Condition operand) : Condition
{
    /// <summary>The condition.</summary>
    public Condition Operand { get; } = operand;
}
