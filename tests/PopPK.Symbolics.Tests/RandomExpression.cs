using FsCheck;
using FsCheck.Fluent;

namespace PopPK.Symbolics.Tests;

/// <summary>A random expression and a point to evaluate it at.</summary>
/// <param name="Expression">The expression; its parts may be shared.</param>
/// <param name="Values">The values of its symbols.</param>
internal sealed record RandomExpression(Expr Expression, IReadOnlyDictionary<Symbol, double> Values)
{
    /// <summary>Symbols whose values are positive and of order 1.</summary>
    public static Symbol X { get; } = new("x");

    /// <summary>See <see cref="X"/>.</summary>
    public static Symbol Y { get; } = new("y");

    /// <summary>See <see cref="X"/>.</summary>
    public static Symbol Z { get; } = new("z");

    /// <summary>The only symbol conditions of smooth expressions compare; nothing is differentiated by it.</summary>
    public static Symbol Switch { get; } = new("s");

    private static readonly Symbol[] _symbols = [X, Y, Z, Switch];

    private static readonly ElementaryFunction[] _anywhere =
        [ElementaryFunction.Sin, ElementaryFunction.Cos, ElementaryFunction.Atan, ElementaryFunction.Tanh, ElementaryFunction.NormalCdf];

    private static readonly ElementaryFunction[] _ofBounded =
        [ElementaryFunction.LogNormalCdf, ElementaryFunction.InverseMills, ElementaryFunction.Expm1, ElementaryFunction.ExpMean];

    private static readonly ElementaryFunction[] _awayFromZero =
        [ElementaryFunction.Log, ElementaryFunction.Sqrt, ElementaryFunction.LogGamma];

    private static readonly ElementaryFunction[] _withKinks =
        [ElementaryFunction.Abs, ElementaryFunction.Sign, ElementaryFunction.Floor];

    private static readonly ElementaryFunction[] _notTwiceDifferentiable =
        [ElementaryFunction.Digamma, ElementaryFunction.Trigamma, ElementaryFunction.ExpMeanSlope, ElementaryFunction.ExpMeanCurvature];

    /// <summary>Expressions over the whole node set.</summary>
    public static Gen<RandomExpression> Any { get; } = WithValues(Gen.Sized(size => Node(Math.Min(size, 40), isSmooth: false)));

    /// <summary>Expressions that can be differentiated in x, y and z everywhere near the point.</summary>
    public static Gen<RandomExpression> Smooth { get; } = WithValues(Gen.Sized(size => Node(Math.Min(size, 25), isSmooth: true)));

    /// <summary>The largest absolute value of any part, at least 1: what rounding errors of the whole are relative to.</summary>
    public double Magnitude
    {
        get
        {
            var values = ExprGraph.Memo<double>();
            ExprGraph.VisitChildrenFirst(Expression, values.ContainsKey, node =>
                values[node] = Interpreter.Evaluate(ExprGraph.MapChildren(node, child => values[child]), At));
            return values.Values.Max(value => Math.Max(1, Math.Abs(value)));
        }
    }

    /// <summary>The value by the definition.</summary>
    public double Value => Interpreter.Evaluate(Expression, At);

    /// <summary>The value of a symbol.</summary>
    public double At(Symbol symbol) => Values[symbol];

    /// <summary>The same expression at a point moved along one axis.</summary>
    public double ValueAt(Symbol symbol, double value) => Interpreter.Evaluate(Expression, s => s == symbol ? value : Values[s]);

    /// <summary>All distinct nodes of expressions.</summary>
    public static HashSet<Expr> AllNodes(params IEnumerable<Expr> roots)
    {
        var nodes = new HashSet<Expr>(ReferenceEqualityComparer.Instance);
        foreach (var root in roots)
        {
            ExprGraph.VisitChildrenFirst(root, nodes.Contains, node => nodes.Add(node));
        }

        return nodes;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{ExprPrinter.Print(Expression)} at {string.Join(", ", Values.Select(v => $"{v.Key} = {v.Value:R}"))}";

    private static Gen<RandomExpression> WithValues(Gen<Expr> expressions) =>
        from expression in expressions
        from values in Gen.ArrayOf(Gen.Choose(200, 2000), _symbols.Length)
        select new RandomExpression(expression, _symbols.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second / 1000.0));

    private static Gen<Expr> Node(int size, bool isSmooth)
    {
        if (size <= 1)
        {
            return Leaf();
        }

        var (half, third, less) = (Later(size / 2, isSmooth), Later(size / 3, isSmooth), Later(size - 1, isSmooth));
        var positive = less.Select(Positive);
        return Gen.Frequency(
            (1, Leaf()),
            (4, Gen.Two(half).Select(p => p.Item1 + p.Item2)),
            (2, Gen.Two(half).Select(p => p.Item1 - p.Item2)),
            (2, Gen.Three(third).Select(p => Expr.Sum([p.Item1, p.Item2, p.Item1, p.Item3]))),
            (4, Gen.Two(half).Select(p => Bounded(p.Item1) * p.Item2)),
            (2, Gen.Two(half).Select(p => Bounded(p.Item1) / Positive(p.Item2))),
            (1, less.Select(e => Bounded(e) * Bounded(e) * e)),
            (1, half.Select(e => e + Expr.Exp(Bounded(e)) * e)),
            (2, from b in positive from e in Gen.Elements(-2, -1, -0.5, 0.5, 0.75, 1.5, 2, 3) select Expr.Power(b, e)),
            (1, from b in half.Select(Bounded) from e in Gen.Elements(2.0, 3.0) select Expr.Power(b, e)),
            (1, Gen.Two(half).Select(p => Expr.Power(Positive(p.Item1), Bounded(p.Item2)))),
            (2, less.Select(e => Expr.Exp(Bounded(e)))),
            (2, from f in Gen.Elements(_anywhere) from e in less select Expr.Call(f, e)),
            (1, less.Select(e => Expr.Call(ElementaryFunction.Tan, 0.7 * Bounded(e)))),
            (2, from f in Gen.Elements(_ofBounded) from e in less select Expr.Call(f, Bounded(e))),
            (1, positive.Select(e => Expr.Call(ElementaryFunction.NormalQuantile, 1 / (1 + e)))),
            (2, from f in Gen.Elements(_awayFromZero) from e in positive select Expr.Call(f, e)),
            (isSmooth ? 0 : 2, from f in Gen.Elements(_withKinks) from e in less select Expr.Call(f, e)),
            (isSmooth ? 0 : 1, from f in Gen.Elements(_notTwiceDifferentiable) from e in positive select Expr.Call(f, Bounded(e) + 1.7)),
            (2, from c in Condition(third, isSmooth) from p in Gen.Two(third) select Expr.Select(c, p.Item1, p.Item2)));
    }

    /// <summary>A part that is made only when it is chosen; made at once, all parts that might be would be very many.</summary>
    private static Gen<Expr> Later(int size, bool isSmooth) => Gen.Constant(size).SelectMany(s => Node(s, isSmooth));

    private static Gen<Condition> Condition(Gen<Expr> operands, bool isSmooth)
    {
        var left = isSmooth ? Gen.Constant<Expr>(Switch) : operands;
        var right = isSmooth ? Gen.Elements(0.5, 1.0, 1.5).Select(v => (Expr)v) : operands;
        var comparison =
            from c in Gen.Elements(Enum.GetValues<Comparison>())
            from l in left
            from r in right
            select (Condition)new ComparisonCondition(c, l, r);
        return Gen.Frequency(
            (4, comparison),
            (1, comparison.Select(c => (Condition)new NotCondition(c))),
            (1, Gen.Two(comparison).Select(p => (Condition)new AndCondition(p.Item1, p.Item2))),
            (1, Gen.Two(comparison).Select(p => (Condition)new OrCondition(p.Item1, p.Item2))));
    }

    private static Gen<Expr> Leaf() => Gen.Frequency(
        (2, Gen.Elements(-3, -2, -1, 0, 0.25, 0.5, 1, 2, 3, 70).Select(v => (Expr)v)),
        (5, Gen.Elements(_symbols).Select(s => (Expr)s)));

    /// <summary>Something between -1.6 and 1.6.</summary>
    private static Expr Bounded(Expr e) => e is SymbolExpr ? e : Expr.Call(ElementaryFunction.Atan, e);

    /// <summary>Something above 0.5.</summary>
    private static Expr Positive(Expr e) => e is SymbolExpr ? e + 0.5 : Expr.Power(Expr.Call(ElementaryFunction.Tanh, e), 2) + 0.5;
}
