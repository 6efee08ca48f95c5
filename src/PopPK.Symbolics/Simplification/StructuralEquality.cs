namespace PopPK.Symbolics;

/// <summary>
/// Two nodes are equal when they are of the same kind and their children are the same objects. On graphs whose nodes
/// are interned from the leaves up this is structural equality, in constant time.
/// </summary>
internal sealed class StructuralEquality : IEqualityComparer<Expr>, IEqualityComparer<Condition>
{
    /// <inheritdoc/>
    public bool Equals(Expr? x, Expr? y) => ReferenceEquals(x, y) || (x, y) switch
    {
        // Equals, not ==: NaN is equal to itself here.
        (ConstantExpr a, ConstantExpr b) => a.Value.Equals(b.Value),
        (SymbolExpr a, SymbolExpr b) => a.Symbol == b.Symbol,
        (SumExpr a, SumExpr b) => SameNodes(a.Terms.AsSpan(), b.Terms.AsSpan()),
        (ProductExpr a, ProductExpr b) => SameNodes(a.Factors.AsSpan(), b.Factors.AsSpan()),
        (PowerExpr a, PowerExpr b) => a.Base == b.Base && a.Exponent == b.Exponent,
        (FunctionExpr a, FunctionExpr b) => a.Function == b.Function && a.Argument == b.Argument,
        (SelectExpr a, SelectExpr b) => a.Condition == b.Condition && a.WhenTrue == b.WhenTrue && a.WhenFalse == b.WhenFalse,
        _ => false,
    };

    /// <inheritdoc/>
    public int GetHashCode(Expr obj) => obj switch
    {
        ConstantExpr c => c.Value.GetHashCode(),
        SymbolExpr s => s.Symbol.GetHashCode(),
        SumExpr s => Combine(1, s.Terms.AsSpan()),
        ProductExpr p => Combine(2, p.Factors.AsSpan()),
        PowerExpr p => HashCode.Combine(3, p.Base, p.Exponent),
        FunctionExpr f => HashCode.Combine(4, (int)f.Function, f.Argument),
        SelectExpr s => HashCode.Combine(5, s.Condition, s.WhenTrue, s.WhenFalse),
        _ => throw Interpreter.UnknownNode(obj),
    };

    /// <inheritdoc/>
    public bool Equals(Condition? x, Condition? y) => ReferenceEquals(x, y) || (x, y) switch
    {
        (ComparisonCondition a, ComparisonCondition b) => a.Comparison == b.Comparison && a.Left == b.Left && a.Right == b.Right,
        (AndCondition a, AndCondition b) => a.Left == b.Left && a.Right == b.Right,
        (OrCondition a, OrCondition b) => a.Left == b.Left && a.Right == b.Right,
        (NotCondition a, NotCondition b) => a.Operand == b.Operand,
        _ => false,
    };

    /// <inheritdoc/>
    public int GetHashCode(Condition obj) => obj switch
    {
        ComparisonCondition c => HashCode.Combine((int)c.Comparison, c.Left, c.Right),
        AndCondition a => HashCode.Combine(11, a.Left, a.Right),
        OrCondition o => HashCode.Combine(12, o.Left, o.Right),
        NotCondition n => HashCode.Combine(13, n.Operand),
        _ => throw Interpreter.UnknownNode(obj),
    };

    private static bool SameNodes(ReadOnlySpan<Expr> a, ReadOnlySpan<Expr> b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i])
            {
                return false;
            }
        }

        return true;
    }

    private static int Combine(int kind, ReadOnlySpan<Expr> nodes)
    {
        var hash = new HashCode();
        hash.Add(kind);
        foreach (var node in nodes)
        {
            hash.Add(node);
        }

        return hash.ToHashCode();
    }
}
