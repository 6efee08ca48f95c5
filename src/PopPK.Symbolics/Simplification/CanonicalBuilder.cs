using System.Collections.Immutable;

namespace PopPK.Symbolics;

/// <summary>
/// Makes canonical nodes out of canonical operands: the rules of <see cref="Simplifier"/>, one method per kind of node.
/// Every node it returns is interned, so equal nodes of one builder are the same object.
/// </summary>
internal sealed class CanonicalBuilder
{
    private readonly InternTable _table = new();

    /// <summary>The canonical order of this builder's nodes.</summary>
    public IComparer<Expr> Order => _table.Order;

    /// <summary>The canonical form of a node.</summary>
    /// <param name="node">Any node.</param>
    /// <param name="map">The canonical form of each of its children.</param>
    public Expr Rebuild(Expr node, Func<Expr, Expr> map) => node switch
    {
        ConstantExpr c => Constant(c.Value),
        SymbolExpr s => _table.Intern(s),
        SumExpr s => Sum([.. s.Terms.Select(map)]),
        ProductExpr p => Product([.. p.Factors.Select(map)]),
        PowerExpr p => Power(map(p.Base), map(p.Exponent)),
        FunctionExpr f => Call(f.Function, map(f.Argument)),
        SelectExpr s => Select(Rebuild(s.Condition, map), map(s.WhenTrue), map(s.WhenFalse)),
        _ => throw Interpreter.UnknownNode(node),
    };

    /// <summary>The canonical form of a condition.</summary>
    /// <param name="condition">Any condition.</param>
    /// <param name="map">The canonical form of each of its operands.</param>
    public Condition Rebuild(Condition condition, Func<Expr, Expr> map) => condition switch
    {
        ComparisonCondition c => _table.Intern(new ComparisonCondition(c.Comparison, map(c.Left), map(c.Right))),
        AndCondition a => And(Rebuild(a.Left, map), Rebuild(a.Right, map)),
        OrCondition o => Or(Rebuild(o.Left, map), Rebuild(o.Right, map)),
        NotCondition n => Not(Rebuild(n.Operand, map)),
        _ => throw Interpreter.UnknownNode(condition),
    };

    /// <summary>A number.</summary>
    public Expr Constant(double value) => _table.Constant(value);

    /// <summary>A variable.</summary>
    public Expr Of(Symbol symbol) => _table.Intern(Expr.Of(symbol));

    /// <summary>A sum: flattened, like terms collected, in order, the number last.</summary>
    public Expr Sum(IReadOnlyList<Expr> terms)
    {
        if (terms is [var only])
        {
            return only;
        }

        var collector = new TermCollector(this);
        foreach (var term in terms)
        {
            collector.Add(term, 1);
        }

        var result = new List<Expr>();
        foreach (var (term, coefficient) in collector.Collected(Order))
        {
            result.Add(Scale(coefficient, term));
        }

        if (collector.Constant != 0 || result.Count == 0)
        {
            result.Add(Constant(collector.Constant));
        }

        return result.Count == 1 ? result[0] : _table.Intern(new SumExpr([.. result]));
    }

    /// <summary>A product: flattened, powers of one base joined, in order, the number first.</summary>
    public Expr Product(IReadOnlyList<Expr> factors)
    {
        if (factors is [var only])
        {
            return only;
        }

        var collector = new FactorCollector(this);
        foreach (var factor in factors)
        {
            collector.Add(factor, 1);
        }

        return FromCollected(collector);
    }

    /// <summary>A power.</summary>
    public Expr Power(Expr @base, Expr exponent)
    {
        if (exponent is ConstantExpr e)
        {
            var collector = new FactorCollector(this);
            collector.Add(@base, e.Value);
            return FromCollected(collector);
        }

        return @base switch
        {
            ConstantExpr { Value: 1 } => @base,
            FunctionExpr { Function: ElementaryFunction.Exp } exp => Call(ElementaryFunction.Exp, Product([exp.Argument, exponent])),
            _ => _table.Intern(new PowerExpr(@base, exponent)),
        };
    }

    /// <summary>A function of one argument.</summary>
    public Expr Call(ElementaryFunction function, Expr argument)
    {
        switch (function, argument)
        {
            case (ElementaryFunction.Exp, FunctionExpr { Function: ElementaryFunction.Log } log):
                return log.Argument;
            case (ElementaryFunction.Log, FunctionExpr { Function: ElementaryFunction.Exp } exp):
                return exp.Argument;
            case (ElementaryFunction.Sqrt, not ConstantExpr):
                return Power(argument, Constant(0.5));
            case (_, ConstantExpr c) when double.IsFinite(Interpreter.Apply(function, c.Value)):
                return Constant(Interpreter.Apply(function, c.Value));
            default:
                return _table.Intern(new FunctionExpr(function, argument));
        }
    }

    /// <summary>One of two values.</summary>
    public Expr Select(Condition condition, Expr whenTrue, Expr whenFalse) => Truth(condition) switch
    {
        true => whenTrue,
        false => whenFalse,
        null when whenTrue == whenFalse => whenTrue,
        null => _table.Intern(new SelectExpr(condition, whenTrue, whenFalse)),
    };

    /// <summary>coefficient * term, for a term that has no number in front.</summary>
    public Expr Scale(double coefficient, Expr term) => (coefficient, term) switch
    {
        (1, _) => term,
        (0, _) => Constant(0),
        (_, ConstantExpr c) => Constant(coefficient * c.Value),
        (_, ProductExpr p) => _table.Intern(new ProductExpr(p.Factors.Insert(0, Constant(coefficient)))),
        _ => _table.Intern(new ProductExpr([Constant(coefficient), term])),
    };

    /// <summary>Splits a term into its number in front and the rest.</summary>
    public (double Coefficient, Expr Term) SplitCoefficient(Expr term) => term switch
    {
        ProductExpr { Factors: [ConstantExpr c, var only] } => (c.Value, only),
        ProductExpr { Factors: [ConstantExpr c, ..] factors } => (c.Value, _table.Intern(new ProductExpr(factors.RemoveAt(0)))),
        _ => (1, term),
    };

    private Expr FromCollected(FactorCollector collector)
    {
        var factors = ImmutableArray.CreateBuilder<Expr>();
        foreach (var (@base, exponent) in collector.Collected(Order))
        {
            factors.Add(ConstantPower(@base, exponent));
        }

        if (collector.Constant == 0 || factors.Count == 0)
        {
            return Constant(collector.Constant);
        }

        return Scale(collector.Constant, factors.Count == 1 ? factors[0] : _table.Intern(new ProductExpr(factors.DrainToImmutable())));
    }

    /// <summary>A power whose base and exponent the collector has joined already.</summary>
    private Expr ConstantPower(Expr @base, double exponent) => exponent switch
    {
        1 => @base,
        0.5 => _table.Intern(new FunctionExpr(ElementaryFunction.Sqrt, @base)),
        _ => _table.Intern(new PowerExpr(@base, Constant(exponent))),
    };

    private Condition And(Condition left, Condition right) => (Truth(left), Truth(right)) switch
    {
        (true, _) or (_, false) => right,
        (_, true) or (false, _) => left,
        _ => left == right ? left : _table.Intern(new AndCondition(left, right)),
    };

    private Condition Or(Condition left, Condition right) => (Truth(left), Truth(right)) switch
    {
        (false, _) or (_, true) => right,
        (_, false) or (true, _) => left,
        _ => left == right ? left : _table.Intern(new OrCondition(left, right)),
    };

    private Condition Not(Condition operand) => Truth(operand) switch
    {
        { } known => _table.Intern(new ComparisonCondition(Comparison.Equal, Constant(known ? 0 : 1), Constant(1))),
        null when operand is NotCondition n => n.Operand,
        null => _table.Intern(new NotCondition(operand)),
    };

    /// <summary>Whether a condition always or never holds; null when that depends on symbols.</summary>
    private static bool? Truth(Condition condition) =>
        condition is ComparisonCondition { Left: ConstantExpr left, Right: ConstantExpr right } c
            ? Interpreter.Compare(c.Comparison, left.Value, right.Value)
            : null;
}
