namespace PopPK.Symbolics;

/// <summary>A number.</summary>
public sealed class ConstantExpr : Expr
{
    internal ConstantExpr(double value) => Value = value;

    /// <summary>The number.</summary>
    public double Value { get; }
}
