using PopPK.Symbolics;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>
/// How large expressions are when they are written out: loops make shared parts that are few in memory and endless on paper. What is
/// larger than the limits is refused, since models are printed and walked. One owner.
/// </summary>
internal sealed class ExpressionSize
{
    private const double MostNodes = 100_000;
    private const int DeepestNesting = 1000;
    private readonly Dictionary<Expr, (double Nodes, int Depth)> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>True when an expression is within the limits.</summary>
    /// <param name="expression">The expression.</param>
    public bool IsAdmissible(Expr expression)
    {
        var pending = new Stack<Expr>([expression]);
        while (pending.TryPeek(out var node))
        {
            var children = ChildrenOf(node);
            var open = false;
            foreach (var child in children)
            {
                if (!_known.ContainsKey(child))
                {
                    pending.Push(child);
                    open = true;
                }
            }

            if (!open)
            {
                pending.Pop();
                _known[node] = (1 + children.Sum(c => _known[c].Nodes), 1 + children.Select(c => _known[c].Depth).DefaultIfEmpty().Max());
            }
        }

        return _known[expression] is { Nodes: <= MostNodes, Depth: <= DeepestNesting };
    }

    private static List<Expr> ChildrenOf(Expr node)
    {
        var children = new List<Expr>();
        switch (node)
        {
            case SumExpr sum:
                children.AddRange(sum.Terms);
                break;
            case ProductExpr product:
                children.AddRange(product.Factors);
                break;
            case PowerExpr power:
                children.AddRange([power.Base, power.Exponent]);
                break;
            case FunctionExpr function:
                children.Add(function.Argument);
                break;
            case SelectExpr select:
                children.AddRange([select.WhenTrue, select.WhenFalse]);
                AddOperands(select.Condition, children);
                break;
        }

        return children;
    }

    private static void AddOperands(Condition condition, List<Expr> children)
    {
        switch (condition)
        {
            case ComparisonCondition comparison:
                children.AddRange([comparison.Left, comparison.Right]);
                break;
            case AndCondition and:
                AddOperands(and.Left, children);
                AddOperands(and.Right, children);
                break;
            case OrCondition or:
                AddOperands(or.Left, children);
                AddOperands(or.Right, children);
                break;
            case NotCondition not:
                AddOperands(not.Operand, children);
                break;
        }
    }
}
