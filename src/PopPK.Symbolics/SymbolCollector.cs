namespace PopPK.Symbolics;

/// <summary>Lists the symbols an expression mentions. Stateless; safe to share between threads.</summary>
public static class SymbolCollector
{
    /// <summary>The symbols of an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <returns>Each symbol once, in the order of first occurrence from left to right.</returns>
    public static IReadOnlyList<Symbol> Symbols(this Expr expression) => Symbols([expression]);

    /// <summary>The symbols of several expressions.</summary>
    /// <param name="expressions">The expressions.</param>
    /// <returns>Each symbol once, in the order of first occurrence.</returns>
    public static IReadOnlyList<Symbol> Symbols(this IEnumerable<Expr> expressions)
    {
        var visited = new HashSet<Expr>(ReferenceEqualityComparer.Instance);
        var symbols = new OrderedDictionary<Symbol, bool>(ReferenceEqualityComparer.Instance);
        foreach (var expression in expressions)
        {
            ExprGraph.VisitChildrenFirst(expression, visited.Contains, node =>
            {
                visited.Add(node);
                if (node is SymbolExpr s)
                {
                    symbols.TryAdd(s.Symbol, true);
                }
            });
        }

        return [.. symbols.Keys];
    }

    /// <summary>The symbols of the values a condition compares.</summary>
    /// <param name="condition">The condition.</param>
    /// <returns>Each symbol once, in the order of first occurrence.</returns>
    public static IReadOnlyList<Symbol> Symbols(this Condition condition)
    {
        var operands = new List<Expr>();
        ExprGraph.AddOperands(condition, operands);
        return operands.Symbols();
    }
}
