namespace PopPK.Symbolics;

/// <summary>A power.</summary>
public sealed class PowerExpr : Expr
{
    internal PowerExpr(Expr @base, Expr exponent) => (Base, Exponent) = (@base, exponent);

    /// <summary>The base.</summary>
    public Expr Base { get; }

    /// <summary>The exponent.</summary>
    public Expr Exponent { get; }
}
