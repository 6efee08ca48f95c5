using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// Reads an expression as a linear form c1 A1 + ... + cn An + c0 in the amounts, with coefficients that contain neither
/// amounts nor anything else that varies. What is not of this form by its structure, such as a choice that depends on an
/// amount, counts as not linear: a wrong yes would be a wrong result, a wrong no costs time only.
/// </summary>
internal sealed class LinearForm
{
    private readonly Dictionary<Symbol, int> _positions;
    private readonly SymbolDependence _variant;
    private readonly Dictionary<Expr, Expr[]?> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Prepares the reading.</summary>
    /// <param name="amounts">The amounts.</param>
    /// <param name="changing">The other symbols that change between records.</param>
    public LinearForm(IReadOnlyList<Symbol> amounts, IReadOnlySet<Symbol> changing)
    {
        _positions = amounts.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => p.i);
        _variant = new SymbolDependence(s => changing.Contains(s) || _positions.ContainsKey(s));
    }

    /// <summary>The coefficients of the amounts in their order, then the constant; null when the expression is not linear.</summary>
    /// <param name="e">The expression, simplified.</param>
    public Expr[]? Read(Expr e)
    {
        if (!_known.TryGetValue(e, out var result))
        {
            _known[e] = result = ReadNode(e);
        }

        return result;
    }

    private Expr[]? ReadNode(Expr e)
    {
        if (!_variant.DependsOnAny(e))
        {
            return Unit(_positions.Count, e);
        }

        return e switch
        {
            SymbolExpr s when _positions.TryGetValue(s.Symbol, out var i) => Unit(i, Expr.One),
            SumExpr sum => Combine([.. sum.Terms.Select(Read)], Expr.Sum),
            ProductExpr product when product.Factors.Where(_variant.DependsOnAny).ToArray() is [var only] =>
                Combine([Read(only)], c => Expr.Product([.. product.Factors.Where(f => f != only), c[0]])),
            SelectExpr select when !_variant.DependsOnAny(select.Condition) =>
                Combine([Read(select.WhenTrue), Read(select.WhenFalse)], c => Expr.Select(select.Condition, c[0], c[1])),
            _ => null,
        };
    }

    private Expr[] Unit(int position, Expr value)
    {
        var form = new Expr[_positions.Count + 1];
        Array.Fill(form, Expr.Zero);
        form[position] = value;
        return form;
    }

    // Coefficients that are zero in every form stay zero.
    private Expr[]? Combine(Expr[]?[] forms, Func<Expr[], Expr> rule)
    {
        if (forms.Contains(null))
        {
            return null;
        }

        var result = new Expr[_positions.Count + 1];
        for (var i = 0; i < result.Length; i++)
        {
            var parts = forms.Select(f => f![i]).ToArray();
            result[i] = parts.All(p => p == Expr.Zero) ? Expr.Zero : rule(parts);
        }

        return result;
    }
}
