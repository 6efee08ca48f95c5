using System.Collections.Immutable;

namespace PopPK.Symbolics;

/// <summary>A sum of two or more terms.</summary>
public sealed class SumExpr : Expr
{
    internal SumExpr(ImmutableArray<Expr> terms) => Terms = terms;

    /// <summary>The terms.</summary>
    public ImmutableArray<Expr> Terms { get; }
}
