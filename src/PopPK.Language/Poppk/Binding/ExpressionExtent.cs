using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Binding;

/// <summary>
/// How large an expression is when it is written out: shared parts count as often as they are used. A few nested
/// <c>max</c>, or definitions of the structure that use each other twice, grow beyond any memory.
/// </summary>
/// <param name="Size">Number of nodes; infinite beyond the range of numbers.</param>
/// <param name="Depth">Number of levels.</param>
internal readonly record struct ExpressionExtent(double Size, int Depth)
{
    private const double LargestSize = 100_000;
    private const int LargestDepth = 2_000;

    /// <summary>True when printing, differentiating and compiling the expression is out of the question.</summary>
    public bool IsTooLarge => Size > LargestSize || Depth > LargestDepth;

    /// <summary>Measures an expression.</summary>
    /// <param name="expression">The expression.</param>
    public static ExpressionExtent Of(Expr expression) => Of(expression, []);

    private static ExpressionExtent Of(Expr expression, Dictionary<Expr, ExpressionExtent> known)
    {
        if (known.TryGetValue(expression, out var extent))
        {
            return extent;
        }

        foreach (var part in SymbolsOf.PartsOf(expression))
        {
            var inner = Of(part, known);
            extent = new ExpressionExtent(extent.Size + inner.Size, Math.Max(extent.Depth, inner.Depth));
        }

        extent = new ExpressionExtent(extent.Size + 1, extent.Depth + 1);
        known.Add(expression, extent);
        return extent;
    }
}
