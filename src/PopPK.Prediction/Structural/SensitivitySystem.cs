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

    private SensitivitySystem(
        IReadOnlyList<SensitivityEquation> equations, IReadOnlyDictionary<Symbol, int> phi, MomentLayout moment)
    {
        ScaleOf = [.. equations.Select(e => e.PhiOf)];
        AmountOf = [.. equations.Select(e => e.Amount)];
        PlaceOf = [.. equations.Select(e => e.Place)];
        Slots = equations.Select((e, i) => (e.Variable, i)).ToDictionary(p => p.Variable, p => p.i);
        var banks = moment.Banks(phi, Slots);
        Rates = FunctionCompiler.Compile(banks, [.. equations.Select(e => e.Rate)]);
        _jacobian = new(() => SensitivityJacobian.TryBuild(equations, banks, moment));
    }

    /// <summary>For each equation, the phi its variable is a derivative by, whose reciprocals belong to its scale: none, one or two positions.</summary>
    public ImmutableArray<int[]> ScaleOf { get; }

    /// <summary>For each equation, which amount its variable is or is a derivative of.</summary>
    public ImmutableArray<int> AmountOf { get; }

    /// <summary>For each equation, the place of its variable in a state of all amounts and blocks (see <see cref="StateJets"/>).</summary>
    public ImmutableArray<int> PlaceOf { get; }

    /// <summary>Number of equations.</summary>
    public int Dimension => ScaleOf.Length;

    /// <summary>Where each variable stands in the state; amounts come first, in their order.</summary>
    public IReadOnlyDictionary<Symbol, int> Slots { get; }

    /// <summary>The right-hand side without the doses; banks: state, phi, moment.</summary>
    public CompiledFunction Rates { get; }

    /// <summary>The Jacobian of the right-hand side, compiled when it is first asked for; null when there is none.</summary>
    public SensitivityJacobian? Jacobian => _jacobian.Value;

    /// <summary>Writes the system of an order down and compiles it.</summary>
    /// <param name="amounts">The amounts.</param>
    /// <param name="rates">Their rates in amounts, phi and the moment.</param>
    /// <param name="derivatives">The names of the amounts' derivatives.</param>
    /// <param name="by">What to differentiate by.</param>
    /// <param name="layout">The blocks.</param>
    /// <param name="phi">Position of every individual quantity.</param>
    /// <param name="moment">What else varies within a subject.</param>
    public static SensitivitySystem Build(
        IReadOnlyList<Symbol> amounts,
        ImmutableArray<Expr> rates,
        ImplicitDerivatives derivatives,
        ReadOnlySpan<Symbol> by,
        JetLayout layout,
        IReadOnlyDictionary<Symbol, int> phi,
        MomentLayout moment)
    {
        // What is no phi (an amount at an earlier time) has the scale of an amount, which needs no factor.
        int[] PhiOf(Symbol symbol) => phi.TryGetValue(symbol, out var position) ? [position] : [];

        var differentiator = new Differentiator(derivatives.Find);
        var blocks = Kernels.JetMatrixKernel.Blocks(layout);
        var equations = new List<SensitivityEquation>();
        for (var i = 0; i < amounts.Count; i++)
        {
            equations.Add(new SensitivityEquation(amounts[i], rates[i], i, 0, i * blocks, []));
        }

        var group = 0;
        for (var a = 0; a < by.Length; a++)
        {
            group++;
            for (var i = 0; i < amounts.Count; i++)
            {
                if (derivatives.Find(amounts[i], by[a]) is SymbolExpr first)
                {
                    var rate = differentiator.Differentiate(rates[i], by[a]);
                    equations.Add(new SensitivityEquation(first.Symbol, rate, i, group, i * blocks + 1 + a, PhiOf(by[a])));
                }
            }
        }

        for (var a = 0; a < layout.Active; a++)
        {
            for (var b = a; b < layout.Total; b++)
            {
                group++;
                for (var i = 0; i < amounts.Count; i++)
                {
                    if (derivatives.Find(amounts[i], by[a]) is SymbolExpr first
                        && derivatives.Find(first.Symbol, by[b]) is SymbolExpr second)
                    {
                        var rate = differentiator.Differentiate(differentiator.Differentiate(rates[i], by[a]), by[b]);
                        var place = i * blocks + 1 + layout.Total + layout.PairIndex(a, b);
                        equations.Add(new SensitivityEquation(second.Symbol, rate, i, group, place, [.. PhiOf(by[a]), .. PhiOf(by[b])]));
                    }
                }
            }
        }

        return new SensitivitySystem(equations, phi, moment);
    }
}
