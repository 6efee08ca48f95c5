namespace PopPK.Symbolics;

/// <summary>
/// Answers whether expressions depend on any symbol of a set. Answers are remembered per node, so asking about every
/// node of a shared graph costs one walk. Not safe to share between threads.
/// </summary>
/// <param name="isMember">Whether a symbol belongs to the set; must not change its mind.</param>
public sealed class SymbolDependence(Func<Symbol, bool> isMember)
{
    private readonly Dictionary<Expr, bool> _memo = ExprGraph.Memo<bool>();
    private readonly List<Expr> _children = [];

    /// <summary>Whether the expression mentions a symbol of the set, in a condition or elsewhere.</summary>
    /// <param name="expression">The expression.</param>
    public bool DependsOnAny(Expr expression)
    {
        ExprGraph.VisitChildrenFirst(expression, _memo.ContainsKey, node => _memo[node] = Visit(node));
        return _memo[expression];
    }

    /// <summary>Whether a value the condition compares mentions a symbol of the set.</summary>
    /// <param name="condition">The condition.</param>
    public bool DependsOnAny(Condition condition)
    {
        var operands = new List<Expr>();
        ExprGraph.AddOperands(condition, operands);
        return operands.Exists(DependsOnAny);
    }

    private bool Visit(Expr node)
    {
        if (node is SymbolExpr s)
        {
            return isMember(s.Symbol);
        }

        _children.Clear();
        ExprGraph.AddChildren(node, _children);
        return _children.Exists(child => _memo[child]);
    }
}
