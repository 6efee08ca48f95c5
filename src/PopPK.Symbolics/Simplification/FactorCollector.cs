namespace PopPK.Symbolics;

/// <summary>Collects the factors of a product: the exponent of each distinct base, and the product of the plain numbers.</summary>
/// <remarks>Only numeric exponents are joined; a power with a symbolic exponent is a base of its own.</remarks>
internal sealed class FactorCollector(CanonicalBuilder builder)
{
    /// <summary>Longer products stay whole: flattened at every level, nested products would cost the square of their length.</summary>
    private const int LongestFlattened = 64;

    private readonly Dictionary<Expr, double> _exponents = ExprGraph.Memo<double>();

    /// <summary>The product of the plain numbers.</summary>
    public double Constant { get; private set; } = 1;

    /// <summary>Multiplies by base^exponent.</summary>
    /// <param name="base">A canonical node.</param>
    /// <param name="exponent">Its exponent.</param>
    public void Add(Expr @base, double exponent)
    {
        switch (@base)
        {
            case var _ when exponent == 0:
                break;
            case ConstantExpr c:
                Constant *= Math.Pow(c.Value, exponent);
                break;
            case FunctionExpr { Function: ElementaryFunction.Sqrt } root:
                Add(root.Argument, 0.5 * exponent);
                break;
            case FunctionExpr { Function: ElementaryFunction.Exp } exp when !double.IsInteger(exponent):
                Add(builder.Call(ElementaryFunction.Exp, builder.Product([builder.Constant(exponent), exp.Argument])), 1);
                break;
            case PowerExpr { Exponent: ConstantExpr inner } power when MayMultiply(inner.Value, exponent):
                Add(power.Base, inner.Value * exponent);
                break;
            case ProductExpr { Factors.Length: <= LongestFlattened } product when double.IsInteger(exponent):
                foreach (var factor in product.Factors)
                {
                    Add(factor, exponent);
                }

                break;
            default:
                _exponents[@base] = _exponents.GetValueOrDefault(@base) + exponent;
                break;
        }
    }

    /// <summary>The distinct bases in order, with their exponents, none of them 0.</summary>
    public List<(Expr Base, double Exponent)> Collected(IComparer<Expr> order)
    {
        // Joining may complete an exponent (sqrt(a b) * sqrt(a b)) so that the base can be taken apart after all.
        while (_exponents.FirstOrDefault(pair => IsDivisible(pair.Key) && double.IsInteger(pair.Value)) is { Key: { } composed } found)
        {
            _exponents.Remove(composed);
            Add(composed, found.Value);
        }

        var result = new List<(Expr Base, double Exponent)>();
        foreach (var (@base, exponent) in _exponents)
        {
            if (exponent != 0)
            {
                result.Add((@base, exponent));
            }
        }

        result.Sort((a, b) => order.Compare(a.Base, b.Base));
        return result;
    }

    /// <summary>
    /// (x^a)^b = x^(ab) for integer b, and for other b unless a is even: (x^2)^0.5 is |x|. (For odd or broken a both
    /// sides are undefined below 0, or the right side closes the hole.)
    /// </summary>
    private static bool MayMultiply(double inner, double outer) => double.IsInteger(outer) || !double.IsEvenInteger(inner);

    private static bool IsDivisible(Expr @base) => @base is ProductExpr { Factors.Length: <= LongestFlattened } or PowerExpr { Exponent: ConstantExpr };
}
