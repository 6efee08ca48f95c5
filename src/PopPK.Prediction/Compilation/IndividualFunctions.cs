using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// The compiled functions from fixed effects, random effects and covariates to phi and its derivatives. Derivatives
/// that are zero for every input are not computed; <see cref="Scatter"/> tells where the others belong.
/// </summary>
internal sealed class IndividualFunctions
{
    private readonly PhiTable _phi;
    private readonly ImmutableArray<Symbol> _etas;
    private readonly ImmutableArray<Symbol> _freeThetas;
    private readonly Dictionary<Symbol, Slot> _slots;
    private readonly Lazy<Variant>[] _byOrder;

    /// <summary>Prepares the functions.</summary>
    /// <param name="model">The model, for its fixed effects and covariates.</param>
    /// <param name="effects">The random effects.</param>
    /// <param name="phi">The individual quantities.</param>
    public IndividualFunctions(PopulationModel model, EffectLayout effects, PhiTable phi)
    {
        _phi = phi;
        _etas = [.. effects.Slots.Select(s => s.Symbol)];
        _freeThetas = [.. model.FixedEffects.Where(f => !f.IsFixed).Select(f => f.Symbol)];
        _slots = SlotsOf(model, effects);
        _byOrder = [.. Enum.GetValues<DerivativeOrder>().Select(order => new Lazy<Variant>(() => Compile(order)))];
    }

    /// <summary>Where a compact list of derivatives belongs in its table.</summary>
    /// <param name="Table">0: phi by eta; 1: phi by pairs of eta; 2: phi by theta; 3: phi by (eta, theta).</param>
    /// <param name="Index">Position in the table.</param>
    public readonly record struct Scatter(int Table, int Index);

    /// <summary>A function whose outputs are all phi, then the derivatives <paramref name="Targets"/> names.</summary>
    /// <param name="Function">The function; banks: theta, eta, covariates.</param>
    /// <param name="Targets">Where each derivative belongs.</param>
    public sealed record Variant(CompiledFunction Function, Scatter[] Targets);

    /// <summary>The function of an order.</summary>
    /// <param name="order">Which derivatives are wanted.</param>
    public Variant this[DerivativeOrder order] => _byOrder[(int)order].Value;

    /// <summary>
    /// The banks of all functions of a subject's parameters: fixed effects; random effects; covariates, of which the model's own are
    /// followed by the hidden ones: the number of the class in a mixture, and the flags of the record's instances.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="effects">The random effects.</param>
    public static Dictionary<Symbol, Slot> SlotsOf(PopulationModel model, EffectLayout effects)
    {
        Symbol[][] banks =
        [
            [.. model.FixedEffects.Select(f => f.Symbol)],
            [.. effects.Slots.Select(s => s.Symbol)],
            [.. model.Covariates.Select(c => c.Symbol), .. model.Mixture is { } mixture ? [mixture.Class] : Array.Empty<Symbol>(), .. effects.Flags.Select(f => f.Symbol)],
        ];
        return banks
            .SelectMany((symbols, bank) => symbols.Select((symbol, i) => (Symbol: symbol, Slot: new Slot(bank, i))))
            .ToDictionary(entry => entry.Symbol, entry => entry.Slot);
    }

    private Variant Compile(DerivativeOrder order)
    {
        var outputs = _phi.Definitions.Select(d => d.Value).ToList();
        var targets = new List<Scatter>();
        void Add(int table, int index, Expr derivative)
        {
            if (derivative is not ConstantExpr { Value: 0 })
            {
                targets.Add(new Scatter(table, index));
                outputs.Add(derivative);
            }
        }

        var differentiator = new Differentiator();
        var layout = _phi.Layout;
        var n = _etas.Length;
        var pairs = n * (n + 1) / 2;
        for (var a = 0; a < layout.Active && order != DerivativeOrder.Value; a++)
        {
            for (var k = 0; k < n; k++)
            {
                var first = differentiator.Differentiate(_phi.Definitions[a].Value, _etas[k]);
                Add(0, a * n + k, first);
                for (var l = 0; l <= k && JetLayout.HasSecond(order); l++)
                {
                    Add(1, a * pairs + k * (k + 1) / 2 + l, differentiator.Differentiate(first, _etas[l]));
                }

                for (var p = 0; p < _freeThetas.Length && order == DerivativeOrder.SecondAll; p++)
                {
                    Add(3, (a * n + k) * _freeThetas.Length + p, differentiator.Differentiate(first, _freeThetas[p]));
                }
            }
        }

        for (var a = 0; a < layout.Total && order == DerivativeOrder.SecondAll; a++)
        {
            for (var p = 0; p < _freeThetas.Length; p++)
            {
                Add(2, a * _freeThetas.Length + p, differentiator.Differentiate(_phi.Definitions[a].Value, _freeThetas[p]));
            }
        }

        return new Variant(FunctionCompiler.Compile(_slots, outputs), [.. targets]);
    }
}
