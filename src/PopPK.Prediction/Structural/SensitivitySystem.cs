using System.Collections.Immutable;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// The equations of the amounts A and of their derivatives by phi for one derivative order. With f the rates,
/// dA_a/dt = f_a + sum_i f_i A_i,a is the total derivative of f by phi_a, and likewise for pairs (Leis and Kramer 1988,
/// ACM Trans Math Softw 14:45). Immutable.
/// </summary>
internal sealed class SensitivitySystem
{
    private readonly Lazy<SensitivityJacobian?> _jacobian;

    private SensitivitySystem(IReadOnlyList<SensitivityEquation> equations, PhiTable phi, Symbol time)
    {
        PhiOf = [.. equations.Select(e => e.PhiOf)];
        var slots = equations.Select((e, i) => (e.Variable, i)).ToDictionary(p => p.Variable, p => p.i);
        Slots = slots;
        var banks = new Dictionary<Symbol, Slot> { [time] = new Slot(2, 0) };
        foreach (var (symbol, index) in slots)
        {
            banks[symbol] = new Slot(0, index);
        }

        foreach (var (symbol, index) in phi.Positions)
        {
            banks[symbol] = new Slot(1, index);
        }

        Rates = FunctionCompiler.Compile(banks, [.. equations.Select(e => e.Rate)]);
        _jacobian = new(() => SensitivityJacobian.TryBuild(equations, banks, time));
    }

    /// <summary>For each equation, the phi its variable is a derivative by: none, one or two positions.</summary>
    public ImmutableArray<int[]> PhiOf { get; }

    /// <summary>Number of equations.</summary>
    public int Dimension => PhiOf.Length;

    /// <summary>Where each variable stands in the state; amounts come first, in their order.</summary>
    public IReadOnlyDictionary<Symbol, int> Slots { get; }

    /// <summary>The right-hand side without the doses; banks: state, phi, (time).</summary>
    public CompiledFunction Rates { get; }

    /// <summary>The Jacobian of the right-hand side, compiled when it is first asked for; null when there is none.</summary>
    public SensitivityJacobian? Jacobian => _jacobian.Value;

    /// <summary>Writes the system of an order down and compiles it.</summary>
    /// <param name="amounts">The amounts.</param>
    /// <param name="rates">Their rates in amounts, phi and time.</param>
    /// <param name="derivatives">The names of the amounts' derivatives.</param>
    /// <param name="phi">The individual quantities.</param>
    /// <param name="time">The model's time symbol.</param>
    /// <param name="order">The order.</param>
    public static SensitivitySystem Build(
        IReadOnlyList<Symbol> amounts,
        ImmutableArray<Expr> rates,
        ImplicitDerivatives derivatives,
        PhiTable phi,
        Symbol time,
        DerivativeOrder order)
    {
        var differentiator = new Differentiator(derivatives.Find);
        var layout = phi.Layout.For(order);
        var by = phi.Differentiated(order).ToArray();
        var equations = new List<SensitivityEquation>();
        var group = 0;
        void Add(int amount, Symbol variable, Expr rate, params int[] phiOf) =>
            equations.Add(new SensitivityEquation(variable, rate, amount, group, phiOf));

        for (var i = 0; i < amounts.Count; i++)
        {
            Add(i, amounts[i], rates[i]);
        }

        for (var a = 0; a < by.Length; a++)
        {
            group++;
            for (var i = 0; i < amounts.Count; i++)
            {
                if (derivatives.Find(amounts[i], by[a]) is SymbolExpr first)
                {
                    Add(i, first.Symbol, differentiator.Differentiate(rates[i], by[a]), a);
                }
            }
        }

        for (var a = 0; a < layout.Active && JetLayout.HasSecond(order); a++)
        {
            for (var b = a; b < layout.Total; b++)
            {
                group++;
                for (var i = 0; i < amounts.Count; i++)
                {
                    if (derivatives.Find(amounts[i], by[a]) is SymbolExpr first
                        && derivatives.Find(first.Symbol, by[b]) is SymbolExpr second)
                    {
                        var firstRate = differentiator.Differentiate(rates[i], by[a]);
                        Add(i, second.Symbol, differentiator.Differentiate(firstRate, by[b]), a, b);
                    }
                }
            }
        }

        return new SensitivitySystem(equations, phi, time);
    }

    /// <summary>
    /// Names the derivatives of the amounts by phi. An amount that no chain of rates connects with a phi has none, which
    /// keeps the systems small.
    /// </summary>
    /// <param name="amounts">The amounts.</param>
    /// <param name="rates">Their rates in amounts, phi and time.</param>
    /// <param name="phi">The individual quantities.</param>
    public static ImplicitDerivatives NameDerivatives(IReadOnlyList<Symbol> amounts, ImmutableArray<Expr> rates, PhiTable phi)
    {
        var by = phi.Differentiated(DerivativeOrder.SecondAll).ToArray();
        var position = by.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => p.i);
        var reached = FindDependences(amounts, rates, position);
        var result = new ImplicitDerivatives();
        for (var i = 0; i < amounts.Count; i++)
        {
            var first = reached[i].ToDictionary(a => a, a => new Symbol($"{amounts[i].Name}_{by[a].Name}"));
            foreach (var (a, symbol) in first)
            {
                result.Add(amounts[i], by[a], symbol);
            }

            foreach (var a in reached[i].Where(a => a < phi.Layout.Active))
            {
                foreach (var b in reached[i].Where(b => b >= a))
                {
                    var pair = new Symbol($"{first[a].Name}_{by[b].Name}");
                    result.Add(first[a], by[b], pair);
                    if (b != a)
                    {
                        result.Add(first[b], by[a], pair);
                    }
                }
            }
        }

        return result;
    }

    private static SortedSet<int>[] FindDependences(
        IReadOnlyList<Symbol> amounts,
        ImmutableArray<Expr> rates,
        Dictionary<Symbol, int> phi)
    {
        var amountPosition = amounts.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => p.i);
        var symbols = rates.Select(r => r.Symbols()).ToArray();
        var reached = symbols.Select(s => new SortedSet<int>(s.Where(phi.ContainsKey).Select(x => phi[x]))).ToArray();
        bool grew;
        do
        {
            grew = false;
            for (var i = 0; i < reached.Length; i++)
            {
                foreach (var source in symbols[i].Where(amountPosition.ContainsKey).Select(s => amountPosition[s]))
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
}
