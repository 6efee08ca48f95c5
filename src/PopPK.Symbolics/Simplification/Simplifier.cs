using System.Collections.Immutable;

namespace PopPK.Symbolics;

/// <summary>
/// Brings expressions to a canonical, usually smaller form with the same values. Stateless; safe to share between threads.
/// </summary>
/// <remarks>
/// <para>
/// Sums and products are flattened and put into one order, numbers folded, like terms collected (2x + 3x), powers of one
/// base joined (x * x^-1), integer powers of products distributed; exp and log, sqrt and square cancel.
/// Symbolic exponents are left alone: x^g * x^g becomes (x^g)^2, not x^(2g), which would cost a second power.
/// </para>
/// <para>
/// The value is the same up to rounding wherever the original is a finite number. Removable singularities and holes in the domain may
/// vanish: x/x becomes 1 at 0 too, exp(log x) becomes x for negative x too, 0 * x becomes 0 for infinite x too. (x^2)^0.5 stays what it is.
/// </para>
/// <para>
/// The order depends on structure and names alone, so simplifying again changes nothing (of several symbols of one
/// name, the one met first comes first). Structurally equal parts of the results are the same objects, across all roots of a call.
/// </para>
/// </remarks>
public static class Simplifier
{
    /// <summary>The canonical form of an expression.</summary>
    /// <param name="expression">The expression.</param>
    public static Expr Simplify(Expr expression) => Simplify([expression])[0];

    /// <summary>The canonical forms of expressions; equal parts become shared parts.</summary>
    /// <param name="expressions">The expressions.</param>
    /// <returns>The canonical forms in the order of the expressions.</returns>
    public static ImmutableArray<Expr> Simplify(IEnumerable<Expr> expressions) =>
        Simplify(expressions, new CanonicalBuilder());

    /// <summary>The canonical forms, made of a builder's nodes.</summary>
    internal static ImmutableArray<Expr> Simplify(IEnumerable<Expr> expressions, CanonicalBuilder builder)
    {
        var memo = ExprGraph.Memo<Expr>();
        var result = ImmutableArray.CreateBuilder<Expr>();
        foreach (var expression in expressions)
        {
            ExprGraph.VisitChildrenFirst(expression, memo.ContainsKey, node => memo[node] = builder.Rebuild(node, child => memo[child]));
            result.Add(memo[expression]);
        }

        return result.DrainToImmutable();
    }
}
