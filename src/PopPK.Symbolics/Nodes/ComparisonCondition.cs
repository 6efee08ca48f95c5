namespace PopPK.Symbolics;

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
