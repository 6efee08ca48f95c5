using System.Collections.Immutable;

namespace PopPK.Symbolics;

/// <summary>A product of two or more factors.</summary>
public sealed class ProductExpr : Expr
{
    internal ProductExpr(ImmutableArray<Expr> factors) => Factors = factors;

    /// <summary>The factors.</summary>
    public ImmutableArray<Expr> Factors { get; }
}
