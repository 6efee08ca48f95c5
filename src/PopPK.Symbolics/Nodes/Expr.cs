using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace PopPK.Symbolics;

/// <summary>
/// A real-valued expression: an immutable tree whose shared parts are shared objects (a directed acyclic graph).
/// Equality is by reference. Quotients are products with powers of -1, differences are sums with factors of -1.
/// </summary>
/// <remarks>
/// The node set is closed: <see cref="ConstantExpr"/>, <see cref="SymbolExpr"/>, <see cref="SumExpr"/>,
/// <see cref="ProductExpr"/>, <see cref="PowerExpr"/>, <see cref="FunctionExpr"/>, <see cref="SelectExpr"/>.
/// Each operation on expressions (derivative, simplification, evaluation, compilation, printing) is one file with a rule per node.
/// The operators below fold constants and drop neutral elements only; <see cref="Simplifier"/> does more.
/// </remarks>
public abstract class Expr
{
    /// <summary>
    /// Nested sums are joined up to this many terms. Without a limit a chain of shared sums (x = x + x, repeated)
    /// would double the terms at every step.
    /// </summary>
    private const int LongestJoinedSum = 256;

    /// <summary>The same for products; lower, because the derivative of n factors has n terms of n factors.</summary>
    private const int LongestJoinedProduct = 32;

    private protected Expr()
    {
    }

    /// <summary>The constant 0.</summary>
    public static Expr Zero { get; } = new ConstantExpr(0);

    /// <summary>The constant 1.</summary>
    public static Expr One { get; } = new ConstantExpr(1);

    /// <summary>A constant.</summary>
    /// <param name="value">Its value.</param>
    public static Expr Constant(double value) => value switch
    {
        0 => Zero,
        1 => One,
        _ => new ConstantExpr(value),
    };

    /// <summary>A variable.</summary>
    /// <param name="symbol">Its symbol.</param>
    public static Expr Of(Symbol symbol) => new SymbolExpr(symbol);

    /// <summary>A function of one argument.</summary>
    /// <param name="function">The function.</param>
    /// <param name="argument">Its argument.</param>
    public static Expr Call(ElementaryFunction function, Expr argument) => new FunctionExpr(function, argument);

    /// <summary>e^x.</summary>
    /// <param name="x">The exponent.</param>
    public static Expr Exp(Expr x) => Call(ElementaryFunction.Exp, x);

    /// <summary>Natural logarithm.</summary>
    /// <param name="x">The argument.</param>
    public static Expr Log(Expr x) => Call(ElementaryFunction.Log, x);

    /// <summary>Square root.</summary>
    /// <param name="x">The argument.</param>
    public static Expr Sqrt(Expr x) => Call(ElementaryFunction.Sqrt, x);

    /// <summary>One of two values.</summary>
    /// <param name="condition">Chooses.</param>
    /// <param name="whenTrue">Value where the condition holds.</param>
    /// <param name="whenFalse">Value elsewhere.</param>
    public static Expr Select(Condition condition, Expr whenTrue, Expr whenFalse) => new SelectExpr(condition, whenTrue, whenFalse);

    /// <summary>A power.</summary>
    /// <param name="base">The base.</param>
    /// <param name="exponent">The exponent.</param>
    public static Expr Power(Expr @base, Expr exponent) => exponent switch
    {
        ConstantExpr { Value: 1 } => @base,
        ConstantExpr { Value: 0 } => One,
        ConstantExpr e when @base is ConstantExpr b => Constant(Math.Pow(b.Value, e.Value)),
        _ => new PowerExpr(@base, exponent),
    };

    /// <summary>A sum of terms; nested sums are joined and constants collected.</summary>
    /// <param name="terms">The terms.</param>
    public static Expr Sum(IEnumerable<Expr> terms)
    {
        var constant = 0.0;
        var list = ImmutableArray.CreateBuilder<Expr>();
        foreach (var term in terms)
        {
            if (term is SumExpr nested && list.Count + nested.Terms.Length <= LongestJoinedSum)
            {
                foreach (var inner in nested.Terms)
                {
                    Add(inner);
                }
            }
            else
            {
                Add(term);
            }
        }

        if (constant != 0 || list.Count == 0)
        {
            list.Add(Constant(constant));
        }

        return list.Count == 1 ? list[0] : new SumExpr(list.DrainToImmutable());

        void Add(Expr term)
        {
            if (term is ConstantExpr c)
            {
                constant += c.Value;
            }
            else
            {
                list.Add(term);
            }
        }
    }

    /// <summary>A product of factors; nested products are joined and constants collected in front.</summary>
    /// <remarks>
    /// A constant factor 0 makes the product 0 whatever the other factors are, as derivatives want it
    /// (0 times an infinite factor counts as 0).
    /// </remarks>
    /// <param name="factors">The factors.</param>
    public static Expr Product(IEnumerable<Expr> factors)
    {
        var constant = 1.0;
        var list = ImmutableArray.CreateBuilder<Expr>();
        foreach (var factor in factors)
        {
            if (factor is ProductExpr nested && list.Count + nested.Factors.Length <= LongestJoinedProduct)
            {
                foreach (var inner in nested.Factors)
                {
                    Add(inner);
                }
            }
            else
            {
                Add(factor);
            }
        }

        if (constant == 0)
        {
            return Zero;
        }

        if (constant != 1 || list.Count == 0)
        {
            list.Insert(0, Constant(constant));
        }

        return list.Count == 1 ? list[0] : new ProductExpr(list.DrainToImmutable());

        void Add(Expr factor)
        {
            if (factor is ConstantExpr c)
            {
                constant *= c.Value;
            }
            else
            {
                list.Add(factor);
            }
        }
    }

    /// <summary>Sum.</summary>
    public static Expr operator +(Expr left, Expr right) => Sum([left, right]);

    /// <summary>Difference.</summary>
    public static Expr operator -(Expr left, Expr right) => Sum([left, -right]);

    /// <summary>Negation.</summary>
    public static Expr operator -(Expr operand) => Product([new ConstantExpr(-1), operand]);

    /// <summary>Product.</summary>
    public static Expr operator *(Expr left, Expr right) => Product([left, right]);

    /// <summary>Quotient.</summary>
    public static Expr operator /(Expr left, Expr right) => Product([left, Power(right, new ConstantExpr(-1))]);

    /// <summary>A constant.</summary>
    public static implicit operator Expr(double value) => Constant(value);

    /// <summary>A variable; nothing for no symbol, so that <c>condition ? symbol : null</c> means what it says.</summary>
    [return: NotNullIfNotNull(nameof(symbol))]
    public static implicit operator Expr?(Symbol? symbol) => symbol is null ? null : Of(symbol);

    /// <summary>The expression as text, shortened when it is long; see <see cref="ExprPrinter"/>.</summary>
    public override string ToString() => ExprPrinter.Print(this);
}
