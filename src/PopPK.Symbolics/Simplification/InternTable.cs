namespace PopPK.Symbolics;

/// <summary>
/// Keeps one object per distinct expression (hash-consing), for the length of one pass: after interning, structurally
/// equal is the same as reference equal. There is no static table, so nothing outlives its pass.
/// </summary>
internal sealed class InternTable
{
    private readonly HashSet<Expr> _nodes;
    private readonly HashSet<Condition> _conditions;
    private readonly Dictionary<double, Expr> _constants = [];

    /// <summary>An empty table.</summary>
    public InternTable()
    {
        var equality = new StructuralEquality();
        _nodes = new HashSet<Expr>(equality);
        _conditions = new HashSet<Condition>(equality);
        Order = new StructuralOrder();
    }

    /// <summary>A total order of the table's nodes.</summary>
    public StructuralOrder Order { get; }

    /// <summary>The table's object for a node.</summary>
    /// <param name="node">A node whose children are the table's objects already.</param>
    public Expr Intern(Expr node)
    {
        if (_nodes.TryGetValue(node, out var known))
        {
            return known;
        }

        Order.Register(node);
        _nodes.Add(node);
        return node;
    }

    /// <summary>The table's object for a condition.</summary>
    /// <param name="condition">A condition whose operands, conditions included, are the table's objects already.</param>
    public Condition Intern(Condition condition)
    {
        if (_conditions.TryGetValue(condition, out var known))
        {
            return known;
        }

        _conditions.Add(condition);
        return condition;
    }

    /// <summary>The table's object for a number.</summary>
    public Expr Constant(double value)
    {
        if (!_constants.TryGetValue(value, out var known))
        {
            _constants[value] = known = Intern(Expr.Constant(value));
        }

        return known;
    }
}
