using PopPK.Prediction.Compilation;
using PopPK.Prediction.Kernels;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Where the derivatives of amounts stand, and what they are called. Only phi that some amount depends on are differentiated by,
/// and derivatives that are zero for every input have no name. A state lies amount by amount, each in the blocks of a
/// <see cref="JetLayout"/>: value, first derivatives, pairs. Immutable.
/// </summary>
internal sealed class StateJets
{
    private readonly JetLayout _layout;
    private readonly Symbol[] _by;
    private readonly Dictionary<Symbol, int> _positions;
    private readonly SortedSet<int>[] _reached;
    private readonly IReadOnlyDictionary<Symbol, int>[] _slots;

    /// <summary>Names the derivatives.</summary>
    /// <param name="amounts">The amounts.</param>
    /// <param name="influences">For each amount the symbols (amounts and phi) its rate and its doses depend on directly.</param>
    /// <param name="phi">The individual quantities.</param>
    public StateJets(IReadOnlyList<Symbol> amounts, IReadOnlyList<IReadOnlyCollection<Symbol>> influences, PhiTable phi)
    {
        _by = [.. phi.Differentiated(DerivativeOrder.SecondAll).Where(s => influences.Any(i => i.Contains(s)))];
        _positions = _by.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => p.i);
        _layout = new JetLayout(_by.Count(s => phi.Positions[s] < phi.Layout.Active), _by.Length);
        _reached = FindDependences(amounts, influences);
        var names = Name(amounts);
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

    /// <summary>Number of blocks of an order.</summary>
    /// <param name="order">The order.</param>
    public int Blocks(DerivativeOrder order) => JetMatrixKernel.Blocks(Layout(order));

    /// <summary>The phi an order differentiates by.</summary>
    /// <param name="order">The order.</param>
    public ReadOnlySpan<Symbol> By(DerivativeOrder order) => _by.AsSpan(0, Layout(order).Total);

    /// <summary>Where each amount and each of its derivatives stands in a state.</summary>
    /// <param name="order">The order.</param>
    public IReadOnlyDictionary<Symbol, int> Slots(DerivativeOrder order) => _slots[(int)order];

    // The positions among the differentiated phi that an amount depends on, directly or through other amounts.
    private SortedSet<int>[] FindDependences(IReadOnlyList<Symbol> amounts, IReadOnlyList<IReadOnlyCollection<Symbol>> influences)
    {
        var amount = amounts.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => p.i);
        var reached = influences.Select(s => new SortedSet<int>(s.Where(_positions.ContainsKey).Select(x => _positions[x]))).ToArray();
        bool grew;
        do
        {
            grew = false;
            for (var i = 0; i < reached.Length; i++)
            {
                foreach (var source in influences[i].Where(amount.ContainsKey).Select(s => amount[s]))
                {
                    var before = reached[i].Count;
                    reached[i].UnionWith(reached[source]);
                    grew |= reached[i].Count > before;
                }
            }
        }
        while (grew);
        return reached;
    }

    // The names of derivatives, by amount and one or two positions.
    private Dictionary<(int Amount, int A, int B), Symbol> Name(IReadOnlyList<Symbol> amounts)
    {
        var names = new Dictionary<(int, int, int), Symbol>();
        for (var i = 0; i < amounts.Count; i++)
        {
            foreach (var a in _reached[i])
            {
                names[(i, a, -1)] = new Symbol($"{amounts[i].Name}_{_by[a].Name}");
                Derivatives.Add(amounts[i], _by[a], names[(i, a, -1)]);
            }

            foreach (var a in _reached[i].Where(a => a < _layout.Active))
            {
                foreach (var b in _reached[i].Where(b => b >= a))
                {
                    var pair = names[(i, a, b)] = new Symbol($"{amounts[i].Name}_{_by[a].Name}_{_by[b].Name}");
                    Derivatives.Add(names[(i, a, -1)], _by[b], pair);
                    if (a != b)
                    {
                        Derivatives.Add(names[(i, b, -1)], _by[a], pair);
                    }
                }
            }
        }

        return names;
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
