using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// Multiplies factors that do not vary within a subject into sums that do: (y + k21 w) / V becomes
/// (1/V) y + (k21/V) w. Afterwards each variable has one weight, so hoisting finds fewer individual quantities and
/// every observation has fewer derivatives.
/// </summary>
internal static class Distribution
{
    /// <summary>Rewrites expressions; shared parts stay shared.</summary>
    /// <param name="roots">The expressions.</param>
    /// <param name="isVariant">Tells the symbols that vary within a subject.</param>
    public static ImmutableArray<Expr> Distribute(IEnumerable<Expr> roots, Func<Symbol, bool> isVariant)
    {
        var variant = new SymbolDependence(s => isVariant(s));
        var known = new Dictionary<Expr, Expr>(ReferenceEqualityComparer.Instance);
        Expr Rewrite(Expr e)
        {
            if (!variant.DependsOnAny(e))
            {
                return e;
            }

            if (!known.TryGetValue(e, out var result))
            {
                known[e] = result = RewriteNode(e, Rewrite, variant);
            }

            return result;
        }

        return [.. roots.Select(Rewrite)];
    }

    private static Expr RewriteNode(Expr e, Func<Expr, Expr> rewrite, SymbolDependence variant) => e switch
    {
        SumExpr sum => Expr.Sum(sum.Terms.Select(rewrite)),
        ProductExpr product => Multiply(Expr.Product(product.Factors.Select(rewrite)), variant),
        PowerExpr power => Expr.Power(rewrite(power.Base), rewrite(power.Exponent)),
        FunctionExpr function => Expr.Call(function.Function, rewrite(function.Argument)),
        _ => e,
    };

    private static Expr Multiply(Expr e, SymbolDependence variant)
    {
        if (e is not ProductExpr product)
        {
            return e;
        }

        var varying = product.Factors.Where(variant.DependsOnAny).ToArray();
        if (varying is not [SumExpr sum])
        {
            return e;
        }

        var factor = Expr.Product(product.Factors.Where(f => !variant.DependsOnAny(f)));
        return Expr.Sum(sum.Terms.Select(t => factor * t));
    }
}
