namespace PopPK.Symbolics;

/// <summary>One of two values, chosen by a condition.</summary>
public sealed class SelectExpr : Expr
{
    internal SelectExpr(Condition condition, Expr whenTrue, Expr whenFalse) =>
        (Condition, WhenTrue, WhenFalse) = (condition, whenTrue, whenFalse);

    /// <summary>Chooses.</summary>
    public Condition Condition { get; }

    /// <summary>Value where the condition holds.</summary>
    public Expr WhenTrue { get; }

    /// <summary>Value elsewhere.</summary>
    public Expr WhenFalse { get; }
}
