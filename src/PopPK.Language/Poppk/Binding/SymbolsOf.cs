using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Finds the symbols an expression uses.</summary>
internal static class SymbolsOf
{
    /// <summary>The symbols of an expression, each once.</summary>
    /// <param name="expression">The expression.</param>
    public static HashSet<Symbol> Expression(Expr expression)
    {
        var symbols = new HashSet<Symbol>();
        var seen = new HashSet<Expr>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Expr>([expression]);
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            if (next is SymbolExpr symbol)
            {
                symbols.Add(symbol.Symbol);
            }

            foreach (var part in PartsOf(next))
            {
                open.Push(part);
            }
        }

        return symbols;
    }

    /// <summary>The expressions an expression is made of directly, those of conditions included.</summary>
    /// <param name="expression">The expression.</param>
    public static ImmutableArray<Expr> PartsOf(Expr expression) => expression switch
    {
        SumExpr sum => sum.Terms,
        ProductExpr product => product.Factors,
        PowerExpr power => [power.Base, power.Exponent],
        FunctionExpr function => [function.Argument],
        SelectExpr select => [.. PartsOf(select.Condition), select.WhenTrue, select.WhenFalse],
        _ => [],
    };

    private static ImmutableArray<Expr> PartsOf(Condition condition) => condition switch
    {
        ComparisonCondition comparison => [comparison.Left, comparison.Right],
        AndCondition and => [.. PartsOf(and.Left), .. PartsOf(and.Right)],
        OrCondition or => [.. PartsOf(or.Left), .. PartsOf(or.Right)],
        NotCondition not => PartsOf(not.Operand),
        _ => [],
    };
}
