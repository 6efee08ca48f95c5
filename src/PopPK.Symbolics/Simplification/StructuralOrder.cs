namespace PopPK.Symbolics;

/// <summary>
/// The canonical order of terms and factors: the simpler one first, then by structure, symbols by name, so that it does not
/// depend on the order in which a pass happened to meet the nodes. A power stands beside its base.
/// </summary>
/// <remarks>
/// Nodes must be interned in one table: equal parts are then the same object and skipped at once, and a comparison
/// follows one path down to the first difference. Simpler means less deep; that alone decides most comparisons.
/// </remarks>
internal sealed class StructuralOrder : IComparer<Expr>
{
    private readonly Dictionary<Symbol, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, int> _depths = ExprGraph.Memo<int>();
    private readonly List<Expr> _children = [];

    /// <summary>Makes a node comparable; its children must be comparable already.</summary>
    public void Register(Expr node)
    {
        if (node is SymbolExpr s)
        {
            // The place among all symbols decides between different symbols of the same name.
            _numbers.TryAdd(s.Symbol, _numbers.Count);
        }

        _children.Clear();
        ExprGraph.AddChildren(node, _children);
        var depth = 0;
        foreach (var child in _children)
        {
            depth = Math.Max(depth, 1 + _depths[child]);
        }

        _depths[node] = depth;
    }

    /// <inheritdoc/>
    public int Compare(Expr? x, Expr? y)
    {
        if (ReferenceEquals(x, y))
        {
            return 0;
        }

        var (xBase, xExponent) = Split(x!);
        var (yBase, yExponent) = Split(y!);
        return xBase == yBase ? CompareExponents(xExponent, yExponent) : CompareBases(xBase, yBase);
    }

    private int CompareBases(Expr x, Expr y)
    {
        var byDepth = _depths[x].CompareTo(_depths[y]);
        return byDepth != 0 ? byDepth : CompareStructures(x, y);
    }

    private int CompareStructures(Expr x, Expr y) => (x, y) switch
    {
        (PowerExpr, _) or (_, PowerExpr) => Compare(x, y),
        (ConstantExpr a, ConstantExpr b) => a.Value.CompareTo(b.Value),
        (SymbolExpr a, SymbolExpr b) => CompareSymbols(a.Symbol, b.Symbol),
        (FunctionExpr a, FunctionExpr b) => a.Function != b.Function
            ? a.Function.CompareTo(b.Function)
            : Compare(a.Argument, b.Argument),
        (SelectExpr a, SelectExpr b) => CompareSelects(a, b),
        (ProductExpr a, ProductExpr b) => CompareLists(a.Factors.AsSpan(), b.Factors.AsSpan()),
        (SumExpr a, SumExpr b) => CompareLists(a.Terms.AsSpan(), b.Terms.AsSpan()),
        _ => Rank(x).CompareTo(Rank(y)),
    };

    private int CompareExponents(Expr? x, Expr? y) => (x, y) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        _ => Compare(x, y),
    };

    private int CompareSymbols(Symbol x, Symbol y)
    {
        var byName = string.CompareOrdinal(x.Name, y.Name);
        return byName != 0 ? byName : _numbers[x].CompareTo(_numbers[y]);
    }

    private int CompareSelects(SelectExpr x, SelectExpr y)
    {
        var (left, right) = (new List<Expr>(), new List<Expr>());
        ExprGraph.AddChildren(x, left);
        ExprGraph.AddChildren(y, right);
        var byParts = CompareLists([.. left], [.. right]);
        return byParts != 0 ? byParts : string.CompareOrdinal(Shape(x.Condition), Shape(y.Condition));
    }

    private int CompareLists(ReadOnlySpan<Expr> x, ReadOnlySpan<Expr> y)
    {
        for (var i = 0; i < Math.Min(x.Length, y.Length); i++)
        {
            var byPart = Compare(x[i], y[i]);
            if (byPart != 0)
            {
                return byPart;
            }
        }

        return x.Length.CompareTo(y.Length);
    }

    private static (Expr Base, Expr? Exponent) Split(Expr node) => node is PowerExpr p ? (p.Base, p.Exponent) : (node, null);

    /// <summary>How a condition combines its operands, without the operands.</summary>
    private static string Shape(Condition condition) => condition switch
    {
        ComparisonCondition c => c.Comparison.ToString(),
        AndCondition a => $"({Shape(a.Left)} and {Shape(a.Right)})",
        OrCondition o => $"({Shape(o.Left)} or {Shape(o.Right)})",
        NotCondition n => $"(not {Shape(n.Operand)})",
        _ => throw Interpreter.UnknownNode(condition),
    };

    private static int Rank(Expr node) => node switch
    {
        ConstantExpr => 0,
        SymbolExpr => 1,
        FunctionExpr => 2,
        SelectExpr => 3,
        ProductExpr => 4,
        SumExpr => 5,
        _ => throw Interpreter.UnknownNode(node),
    };
}
