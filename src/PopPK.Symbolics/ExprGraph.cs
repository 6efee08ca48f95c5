namespace PopPK.Symbolics;

/// <summary>
/// Walks expressions as graphs: every shared node once, children before parents, without recursion.
/// All passes are built on it, so none is exponential in a graph's depth and none runs out of stack.
/// </summary>
internal static class ExprGraph
{
    /// <summary>A fresh memo from nodes to something; nodes are compared by reference.</summary>
    public static Dictionary<Expr, T> Memo<T>() => new(ReferenceEqualityComparer.Instance);

    /// <summary>Calls <paramref name="visit"/> for every node below and including <paramref name="root"/> that is not done, children first.</summary>
    /// <param name="root">Where to start.</param>
    /// <param name="isDone">Must hold for a node once it was visited; nodes for which it holds already are not entered.</param>
    /// <param name="visit">The work.</param>
    public static void VisitChildrenFirst(Expr root, Predicate<Expr> isDone, Action<Expr> visit)
    {
        var pending = new Stack<(Expr Node, bool ChildrenVisited)>();
        pending.Push((root, false));
        var children = new List<Expr>();
        while (pending.TryPop(out var item))
        {
            if (isDone(item.Node))
            {
                continue;
            }

            if (item.ChildrenVisited)
            {
                visit(item.Node);
                continue;
            }

            pending.Push((item.Node, true));
            children.Clear();
            AddChildren(item.Node, children);
            for (var i = children.Count - 1; i >= 0; i--)
            {
                if (!isDone(children[i]))
                {
                    pending.Push((children[i], false));
                }
            }
        }
    }

    /// <summary>Appends the direct children of a node, the operands of a condition first.</summary>
    public static void AddChildren(Expr node, List<Expr> children)
    {
        switch (node)
        {
            case SumExpr sum:
                children.AddRange(sum.Terms.AsSpan());
                break;
            case ProductExpr product:
                children.AddRange(product.Factors.AsSpan());
                break;
            case PowerExpr power:
                children.Add(power.Base);
                children.Add(power.Exponent);
                break;
            case FunctionExpr function:
                children.Add(function.Argument);
                break;
            case SelectExpr select:
                AddOperands(select.Condition, children);
                children.Add(select.WhenTrue);
                children.Add(select.WhenFalse);
                break;
        }
    }

    /// <summary>Appends the values a condition compares.</summary>
    public static void AddOperands(Condition condition, List<Expr> operands)
    {
        switch (condition)
        {
            case ComparisonCondition comparison:
                operands.Add(comparison.Left);
                operands.Add(comparison.Right);
                break;
            case AndCondition and:
                AddOperands(and.Left, operands);
                AddOperands(and.Right, operands);
                break;
            case OrCondition or:
                AddOperands(or.Left, operands);
                AddOperands(or.Right, operands);
                break;
            case NotCondition not:
                AddOperands(not.Operand, operands);
                break;
        }
    }

    /// <summary>The node with every child replaced; the same node when no child changed. Sums, products and powers are folded anew.</summary>
    public static Expr MapChildren(Expr node, Func<Expr, Expr> map)
    {
        switch (node)
        {
            case SumExpr sum:
                return MapAll(sum.Terms, map, out var terms) ? Expr.Sum(terms) : node;
            case ProductExpr product:
                return MapAll(product.Factors, map, out var factors) ? Expr.Product(factors) : node;
            case PowerExpr power:
                var (b, e) = (map(power.Base), map(power.Exponent));
                return b == power.Base && e == power.Exponent ? node : Expr.Power(b, e);
            case FunctionExpr function:
                var argument = map(function.Argument);
                return argument == function.Argument ? node : Expr.Call(function.Function, argument);
            case SelectExpr select:
                var condition = MapOperands(select.Condition, map);
                var (t, f) = (map(select.WhenTrue), map(select.WhenFalse));
                return condition == select.Condition && t == select.WhenTrue && f == select.WhenFalse
                    ? node
                    : Expr.Select(condition, t, f);
            default:
                return node;
        }
    }

    /// <summary>The condition with every compared value replaced; the same condition when none changed.</summary>
    public static Condition MapOperands(Condition condition, Func<Expr, Expr> map)
    {
        switch (condition)
        {
            case ComparisonCondition comparison:
                var (left, right) = (map(comparison.Left), map(comparison.Right));
                return left == comparison.Left && right == comparison.Right
                    ? condition
                    : new ComparisonCondition(comparison.Comparison, left, right);
            case AndCondition and:
                var (a, b) = (MapOperands(and.Left, map), MapOperands(and.Right, map));
                return a == and.Left && b == and.Right ? condition : new AndCondition(a, b);
            case OrCondition or:
                var (c, d) = (MapOperands(or.Left, map), MapOperands(or.Right, map));
                return c == or.Left && d == or.Right ? condition : new OrCondition(c, d);
            case NotCondition not:
                var operand = MapOperands(not.Operand, map);
                return operand == not.Operand ? condition : new NotCondition(operand);
            default:
                return condition;
        }
    }

    /// <summary>Whether the node is written with a minus in front: a number below 0, or a product with one.</summary>
    public static bool IsNegative(Expr node) =>
        node is ConstantExpr { Value: < 0 } or ProductExpr { Factors: [ConstantExpr { Value: < 0 }, ..] };

    private static bool MapAll(IReadOnlyList<Expr> nodes, Func<Expr, Expr> map, out Expr[] mapped)
    {
        mapped = new Expr[nodes.Count];
        var changed = false;
        for (var i = 0; i < mapped.Length; i++)
        {
            mapped[i] = map(nodes[i]);
            changed |= mapped[i] != nodes[i];
        }

        return changed;
    }
}
