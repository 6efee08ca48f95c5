namespace PopPK.Symbolics;

/// <summary>
/// Evaluates expressions by walking them. This is the definition of what an expression means: everything faster is
/// tested against it. Stateless; safe to share between threads.
/// </summary>
/// <remarks>
/// Values are IEEE doubles: a logarithm of a negative number is NaN, a division by zero is infinite, nothing throws.
/// Powers are <see cref="Math.Pow"/>. A comparison with NaN is false, except that NaN is not equal to anything.
/// </remarks>
public static class Interpreter
{
    /// <summary>The value of an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="valueOf">The value of each symbol; asked for the symbols of both branches of a conditional.</param>
    public static double Evaluate(Expr expression, Func<Symbol, double> valueOf)
    {
        var memo = ExprGraph.Memo<double>();
        ExprGraph.VisitChildrenFirst(expression, memo.ContainsKey, node => memo[node] = Value(node));
        return memo[expression];

        double Value(Expr node) => node switch
        {
            ConstantExpr c => c.Value,
            SymbolExpr s => valueOf(s.Symbol),
            SumExpr s => s.Terms.Sum(term => memo[term]),
            ProductExpr p => p.Factors.Aggregate(1.0, (product, factor) => product * memo[factor]),
            PowerExpr p => Math.Pow(memo[p.Base], memo[p.Exponent]),
            FunctionExpr f => Apply(f.Function, memo[f.Argument]),
            SelectExpr s => Holds(s.Condition, operand => memo[operand]) ? memo[s.WhenTrue] : memo[s.WhenFalse],
            _ => throw UnknownNode(node),
        };
    }

    /// <summary>Whether a condition holds.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="valueOf">The value of each symbol.</param>
    public static bool Evaluate(Condition condition, Func<Symbol, double> valueOf) =>
        Holds(condition, operand => Evaluate(operand, valueOf));

    /// <summary>The value of a function.</summary>
    internal static double Apply(ElementaryFunction function, double x) => Implementation(function)(x);

    /// <summary>The static method that computes a function; compiled code calls the same one.</summary>
    internal static Func<double, double> Implementation(ElementaryFunction function) => function switch
    {
        ElementaryFunction.Exp => Math.Exp,
        ElementaryFunction.Log => Math.Log,
        ElementaryFunction.Sqrt => Math.Sqrt,
        ElementaryFunction.Sin => Math.Sin,
        ElementaryFunction.Cos => Math.Cos,
        ElementaryFunction.Tan => Math.Tan,
        ElementaryFunction.Atan => Math.Atan,
        ElementaryFunction.Tanh => Math.Tanh,
        ElementaryFunction.Abs => Math.Abs,
        ElementaryFunction.Sign => SpecialFunctions.Sign,
        ElementaryFunction.Floor => Math.Floor,
        ElementaryFunction.LogGamma => SpecialFunctions.LogGamma,
        ElementaryFunction.Digamma => SpecialFunctions.Digamma,
        ElementaryFunction.Trigamma => SpecialFunctions.Trigamma,
        ElementaryFunction.NormalCdf => SpecialFunctions.NormalCdf,
        ElementaryFunction.LogNormalCdf => NormalFunctions.LogCdf,
        ElementaryFunction.InverseMills => NormalFunctions.InverseMills,
        ElementaryFunction.NormalQuantile => NormalFunctions.Quantile,
        ElementaryFunction.Expm1 => ExponentialFunctions.Expm1,
        ElementaryFunction.ExpMean => ExponentialFunctions.Mean,
        ElementaryFunction.ExpMeanSlope => ExponentialFunctions.MeanSlope,
        ElementaryFunction.ExpMeanCurvature => ExponentialFunctions.MeanCurvature,
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "Unknown function."),
    };

    /// <summary>The truth of a comparison.</summary>
    internal static bool Compare(Comparison comparison, double left, double right) => comparison switch
    {
        Comparison.Less => left < right,
        Comparison.LessOrEqual => left <= right,
        Comparison.Greater => left > right,
        Comparison.GreaterOrEqual => left >= right,
        Comparison.Equal => left == right,
        Comparison.NotEqual => left != right,
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "Unknown comparison."),
    };

    /// <summary>What a pass throws when the node set grew and the pass did not.</summary>
    internal static ArgumentException UnknownNode(object node) => new($"Unknown node {node.GetType().Name}.", nameof(node));

    private static bool Holds(Condition condition, Func<Expr, double> valueOf) => condition switch
    {
        ComparisonCondition c => Compare(c.Comparison, valueOf(c.Left), valueOf(c.Right)),
        AndCondition a => Holds(a.Left, valueOf) && Holds(a.Right, valueOf),
        OrCondition o => Holds(o.Left, valueOf) || Holds(o.Right, valueOf),
        NotCondition n => !Holds(n.Operand, valueOf),
        _ => throw UnknownNode(condition),
    };
}
