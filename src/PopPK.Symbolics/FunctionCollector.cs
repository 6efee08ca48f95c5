namespace PopPK.Symbolics;

/// <summary>Looks for elementary functions in expressions. Stateless; safe to share between threads.</summary>
public static class FunctionCollector
{
    /// <summary>True when some of the expressions apply one of the functions, in a condition or elsewhere.</summary>
    /// <param name="expressions">The expressions.</param>
    /// <param name="functions">The functions.</param>
    public static bool UseAny(this IEnumerable<Expr> expressions, params ReadOnlySpan<ElementaryFunction> functions)
    {
        ArgumentNullException.ThrowIfNull(expressions);
        var wanted = functions.ToArray();
        var visited = new HashSet<Expr>(ReferenceEqualityComparer.Instance);
        var isFound = false;
        foreach (var expression in expressions)
        {
            ExprGraph.VisitChildrenFirst(expression, visited.Contains, node =>
            {
                visited.Add(node);
                isFound |= node is FunctionExpr f && wanted.Contains(f.Function);
            });
        }

        return isFound;
    }
}
