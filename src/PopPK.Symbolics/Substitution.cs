using System.Collections.Immutable;

namespace PopPK.Symbolics;

/// <summary>Replaces symbols by expressions, for example definitions by what they stand for. Stateless; safe to share between threads.</summary>
/// <remarks>
/// All symbols are replaced at once: what is put in is not searched again. A chain of definitions is inlined by
/// substituting each definition's value first. Parts that are shared stay shared, across all roots of one call;
/// parts without a replaced symbol are returned as the same objects.
/// </remarks>
public static class Substitution
{
    /// <summary>The expression with symbols replaced.</summary>
    /// <param name="expression">Where to replace.</param>
    /// <param name="replacements">What to put for which symbol; other symbols stay.</param>
    /// <returns>The new expression; constants that meet are folded.</returns>
    public static Expr Substitute(Expr expression, IReadOnlyDictionary<Symbol, Expr> replacements) =>
        Substitute([expression], replacements)[0];

    /// <summary>The expressions with symbols replaced; sharing between them is kept.</summary>
    /// <param name="expressions">Where to replace.</param>
    /// <param name="replacements">What to put for which symbol; other symbols stay.</param>
    /// <returns>The new expressions in the order of the old ones.</returns>
    public static ImmutableArray<Expr> Substitute(IEnumerable<Expr> expressions, IReadOnlyDictionary<Symbol, Expr> replacements)
    {
        var memo = ExprGraph.Memo<Expr>();
        var result = ImmutableArray.CreateBuilder<Expr>();
        foreach (var expression in expressions)
        {
            ExprGraph.VisitChildrenFirst(expression, memo.ContainsKey, node => memo[node] = Rewrite(node));
            result.Add(memo[expression]);
        }

        return result.DrainToImmutable();

        Expr Rewrite(Expr node) => node is SymbolExpr s
            ? replacements.GetValueOrDefault(s.Symbol, node)
            : ExprGraph.MapChildren(node, child => memo[child]);
    }

    /// <summary>The condition with symbols replaced.</summary>
    /// <param name="condition">Where to replace.</param>
    /// <param name="replacements">What to put for which symbol; other symbols stay.</param>
    public static Condition Substitute(Condition condition, IReadOnlyDictionary<Symbol, Expr> replacements) =>
        ExprGraph.MapOperands(condition, operand => Substitute(operand, replacements));
}
