namespace PopPK.Symbolics;

/// <summary>
/// Total derivatives of expressions. Derivatives of shared parts are computed once and shared by all results of one
/// differentiator, so differentiate all outputs with the same instance. Not safe to share between threads.
/// </summary>
/// <remarks>
/// Results are lightly simplified: zeros and ones are dropped, constants folded; pass them to <see cref="Simplifier"/> for more.
/// A conditional is differentiated branch by branch; the jump between branches, if there is one, has no derivative here.
/// </remarks>
/// <param name="implicitDerivative">
/// The derivative of a symbol x with respect to another symbol, for symbols that are functions of others (a state of a
/// differential equation depends on its parameters: dA/dk is the symbol of the sensitivity). Null where there is none.
/// </param>
public sealed class Differentiator(Func<Symbol, Symbol, Expr?>? implicitDerivative = null)
{
    private static readonly double InverseSqrtTwoPi = 1 / Math.Sqrt(2 * Math.PI);

    private readonly Dictionary<Symbol, Dictionary<Expr, Expr>> _memos = new(ReferenceEqualityComparer.Instance);

    /// <summary>The total derivative of an expression.</summary>
    /// <param name="expression">What to differentiate.</param>
    /// <param name="by">With respect to which symbol.</param>
    /// <returns>The derivative; <see cref="Expr.Zero"/> when the expression does not depend on the symbol.</returns>
    /// <exception cref="NotSupportedException">The derivative of <see cref="ElementaryFunction.Trigamma"/> or <see cref="ElementaryFunction.ExpMeanCurvature"/> is needed; it is no elementary function here.</exception>
    public Expr Differentiate(Expr expression, Symbol by)
    {
        if (!_memos.TryGetValue(by, out var memo))
        {
            _memos[by] = memo = ExprGraph.Memo<Expr>();
        }

        ExprGraph.VisitChildrenFirst(expression, memo.ContainsKey, node => memo[node] = Derivative(node, by, memo));
        return memo[expression];
    }

    private Expr Derivative(Expr node, Symbol by, Dictionary<Expr, Expr> d) => node switch
    {
        ConstantExpr => Expr.Zero,
        SymbolExpr s when s.Symbol == by => Expr.One,
        SymbolExpr s => implicitDerivative?.Invoke(s.Symbol, by) ?? Expr.Zero,
        SumExpr s => Expr.Sum(s.Terms.Select(term => d[term])),
        ProductExpr p => Expr.Sum(p.Factors.Select((factor, i) => Times(d[factor], () => Expr.Product(p.Factors.RemoveAt(i))))),
        PowerExpr p => OfPower(p, d[p.Base], d[p.Exponent]),
        FunctionExpr f => Times(d[f.Argument], () => Slope(f)),
        SelectExpr s when IsZero(d[s.WhenTrue]) && IsZero(d[s.WhenFalse]) => Expr.Zero,
        SelectExpr s => Expr.Select(s.Condition, d[s.WhenTrue], d[s.WhenFalse]),
        _ => throw Interpreter.UnknownNode(node),
    };

    /// <summary>f'(x) of f(x).</summary>
    private static Expr Slope(FunctionExpr f) => Slope(f, f.Argument);

    private static Expr Slope(FunctionExpr f, Expr x) => f.Function switch
    {
        ElementaryFunction.Exp => f,
        ElementaryFunction.Log => 1 / x,
        ElementaryFunction.Sqrt => 0.5 / f,
        ElementaryFunction.Sin => Expr.Call(ElementaryFunction.Cos, x),
        ElementaryFunction.Cos => -Expr.Call(ElementaryFunction.Sin, x),
        ElementaryFunction.Tan => 1 + Expr.Power(f, 2),
        ElementaryFunction.Atan => 1 / (1 + Expr.Power(x, 2)),
        ElementaryFunction.Tanh => 1 - Expr.Power(f, 2),
        ElementaryFunction.Abs => Expr.Call(ElementaryFunction.Sign, x),
        ElementaryFunction.Sign => Expr.Zero,
        ElementaryFunction.Floor => Expr.Zero,
        ElementaryFunction.LogGamma => Expr.Call(ElementaryFunction.Digamma, x),
        ElementaryFunction.Digamma => Expr.Call(ElementaryFunction.Trigamma, x),
        ElementaryFunction.Trigamma => throw new NotSupportedException("The derivative of trigamma is not available: the expression is differentiated too often."),
        ElementaryFunction.NormalCdf => InverseSqrtTwoPi * Expr.Exp(-0.5 * Expr.Power(x, 2)),
        ElementaryFunction.LogNormalCdf => Expr.Call(ElementaryFunction.InverseMills, x),
        ElementaryFunction.InverseMills => -f * (x + f),
        ElementaryFunction.NormalQuantile => 1 / InverseSqrtTwoPi * Expr.Exp(0.5 * Expr.Power(f, 2)),
        ElementaryFunction.Expm1 => Expr.Exp(x),
        ElementaryFunction.ExpMean => Expr.Call(ElementaryFunction.ExpMeanSlope, x),
        ElementaryFunction.ExpMeanSlope => Expr.Call(ElementaryFunction.ExpMeanCurvature, x),
        ElementaryFunction.ExpMeanCurvature => throw new NotSupportedException("The derivative of expmean2 is not available: the expression is differentiated too often."),
        _ => throw new ArgumentOutOfRangeException(nameof(f), f.Function, "Unknown function."),
    };

    /// <summary>v u^(v-1) u' + u^v log(u) v'.</summary>
    private static Expr OfPower(PowerExpr power, Expr baseSlope, Expr exponentSlope)
    {
        var (u, v) = (power.Base, power.Exponent);
        return Times(baseSlope, () => v * Expr.Power(u, v - 1)) + Times(exponentSlope, () => power * LogOfBase(u));
    }

    /// <summary>
    /// log(u), but 0 at u = 0: u^v log(u) tends to 0 there for v > 0 (a Hill term at concentration 0), where 0 times
    /// the infinite logarithm would be NaN.
    /// </summary>
    private static Expr LogOfBase(Expr u) => u switch
    {
        FunctionExpr { Function: ElementaryFunction.Exp } exp => exp.Argument,
        ConstantExpr { Value: > 0 } c => Math.Log(c.Value),
        _ => Expr.Select(new ComparisonCondition(Comparison.Equal, u, Expr.Zero), Expr.Zero, Expr.Log(u)),
    };

    /// <summary>slope * factor; the factor is not even built when the slope is 0.</summary>
    private static Expr Times(Expr slope, Func<Expr> factor) => IsZero(slope) ? Expr.Zero : slope * factor();

    private static bool IsZero(Expr expression) => expression is ConstantExpr { Value: 0 };
}
