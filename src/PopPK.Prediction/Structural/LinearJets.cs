using System.Collections.Immutable;
using PopPK.Prediction.Compilation;
using PopPK.Prediction.Kernels;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Where the derivatives of the amounts of a linear system stand, and what they are called. Only the phi of the system
/// itself are differentiated by, and derivatives that are zero for every input have no name. Immutable.
/// </summary>
internal sealed class LinearJets
{
    private readonly JetLayout _layout;
    private readonly Dictionary<Symbol, int> _positions;
    private readonly IReadOnlyDictionary<Symbol, int>[] _slots;

    /// <summary>Names the derivatives.</summary>
    /// <param name="amounts">The amounts.</param>
    /// <param name="terms">The terms of the system.</param>
    /// <param name="phi">The individual quantities.</param>
    public LinearJets(IReadOnlyList<Symbol> amounts, ImmutableArray<LinearTerm> terms, PhiTable phi)
    {
        var used = terms.Select(t => t.Quantity).OfType<SymbolExpr>().Select(s => s.Symbol).ToHashSet();
        var by = phi.Differentiated(DerivativeOrder.SecondAll).Where(used.Contains).ToArray();
        _positions = by.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => p.i);
        _layout = new JetLayout(by.Count(s => phi.Positions[s] < phi.Layout.Active), by.Length);
        var names = Name(amounts, terms, by);
        _slots = [.. Enum.GetValues<DerivativeOrder>().Select(order => Place(amounts, names, order))];
    }

    /// <summary>The names.</summary>
    public ImplicitDerivatives Derivatives { get; } = new();

    /// <summary>The blocks of an order; without second derivatives no phi counts as active.</summary>
    /// <param name="order">The order.</param>
    public JetLayout Layout(DerivativeOrder order)
    {
        var layout = _layout.For(order);
        return JetLayout.HasSecond(order) ? layout : new JetLayout(0, layout.Total);
    }

    /// <summary>Where each amount and each of its derivatives stands in a row.</summary>
    /// <param name="order">The order.</param>
    public IReadOnlyDictionary<Symbol, int> Slots(DerivativeOrder order) => _slots[(int)order];

    /// <summary>The position of a phi among those that are differentiated by; -1 for a constant one.</summary>
    /// <param name="phi">A phi of the system.</param>
    public int PositionOf(Symbol phi) => _positions.GetValueOrDefault(phi, -1);

    // The names of derivatives that can be different from zero, by amount and one or two positions.
    private Dictionary<(int Amount, int A, int B), Symbol> Name(IReadOnlyList<Symbol> amounts, ImmutableArray<LinearTerm> terms, Symbol[] by)
    {
        var present = FindDependences(terms);
        var names = new Dictionary<(int, int, int), Symbol>();
        foreach (var (i, a, _) in present.Where(p => p.B < 0))
        {
            names[(i, a, -1)] = new Symbol($"{amounts[i].Name}_{by[a].Name}");
            Derivatives.Add(amounts[i], by[a], names[(i, a, -1)]);
        }

        foreach (var (i, a, b) in present.Where(p => p.B >= 0 && p.A < _layout.Active))
        {
            var pair = names[(i, a, b)] = new Symbol($"{amounts[i].Name}_{by[a].Name}_{by[b].Name}");
            Derivatives.Add(names[(i, a, -1)], by[b], pair);
            if (a != b)
            {
                Derivatives.Add(names[(i, b, -1)], by[a], pair);
            }
        }

        return names;
    }

    // An amount depends on a phi when a term of its rate does or an amount its rate contains; on a pair (a, b), a <= b, when a
    // term contains the one phi and the amount in that term depends on the other, or an amount its rate contains depends on the pair.
    private SortedSet<(int Amount, int A, int B)> FindDependences(ImmutableArray<LinearTerm> terms)
    {
        var present = new SortedSet<(int Amount, int A, int B)>();
        int before;
        do
        {
            before = present.Count;
            foreach (var term in terms)
            {
                var a = term.Quantity is SymbolExpr s ? PositionOf(s.Symbol) : -1;
                if (a >= 0)
                {
                    present.Add((term.Row, a, -1));
                }

                foreach (var source in present.Where(p => p.Amount == term.Column).ToArray())
                {
                    present.Add(source with { Amount = term.Row });
                    if (a >= 0 && source.B < 0)
                    {
                        present.Add((term.Row, Math.Min(a, source.A), Math.Max(a, source.A)));
                    }
                }
            }
        }
        while (present.Count > before);
        return present;
    }

    private Dictionary<Symbol, int> Place(
        IReadOnlyList<Symbol> amounts, Dictionary<(int Amount, int A, int B), Symbol> names, DerivativeOrder order)
    {
        var layout = Layout(order);
        var blocks = JetMatrixKernel.Blocks(layout);
        var slots = new Dictionary<Symbol, int>();
        for (var i = 0; i < amounts.Count; i++)
        {
            slots[amounts[i]] = i * blocks;
        }

        foreach (var ((i, a, b), symbol) in names)
        {
            if (b < 0 && a < layout.Total)
            {
                slots[symbol] = i * blocks + 1 + a;
            }
            else if (b >= 0 && a < layout.Active && b < layout.Total)
            {
                slots[symbol] = i * blocks + 1 + layout.Total + layout.PairIndex(a, b);
            }
        }

        return slots;
    }
}
