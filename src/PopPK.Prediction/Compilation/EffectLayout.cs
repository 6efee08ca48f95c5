using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// The random numbers of a subject, and what an effect with several instances in a subject means: a record uses its own
/// instance. Every level with several instances has flags, hidden covariates of which a record's instance has 1 and the others 0.
/// An effect stays one symbol until hoisting has found the quantities that depend on it; each then becomes one quantity per
/// instance, and a sum of flag times quantity takes its place. Flags inside of the exponential of exp(eta + kappa)/V would
/// leave eta and every kappa quantities of their own; that makes fewer of them where several parameters share occasions, but
/// second derivatives that are not zero: measured to cost twice the time, in closed forms as in equations. Immutable.
/// </summary>
internal sealed class EffectLayout
{
    private readonly ImmutableArray<Level> _levels;

    /// <summary>Lays out the random effects that are present.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Knows how many instances a block has.</param>
    public EffectLayout(PopulationModel model, DataFeatures data)
    {
        var blocks = model.RandomEffects;
        var slots = new List<EffectSlot>();
        for (var b = 0; b < blocks.Length; b++)
        {
            var count = data.InstancesOf(b);
            var present = Enumerable.Range(0, blocks[b].Size).Where(e => !ModelCompiler.IsAbsent(blocks[b], e)).ToArray();
            for (var m = 0; m < count; m++)
            {
                slots.AddRange(present.Select(e => SlotOf(blocks[b].Effects[e], b, e, m, count)));
            }
        }

        Slots = [.. slots];
        Etas = [.. slots.Where(s => s.Instance == 0).Select(s => s.Effect)];
        _levels =
        [
            .. EffectLevel.Of(model)
                .Where(l => data.InstancesOf(l.Blocks[0]) > 1)
                .Select(l => new Level(
                    [.. Enumerable.Range(1, data.InstancesOf(l.Blocks[0])).Select(m => new Covariate(new Symbol($"{l.Grouping}_{m}")))],
                    Slots.Where(s => l.Blocks.Contains(s.Block)).ToLookup(s => s.Effect.Symbol, s => s.Symbol))),
        ];
        Flags = [.. _levels.SelectMany(l => l.Flags)];
        Changing = [.. _levels.SelectMany(l => l.SlotsOf.Select(s => s.Key))];
    }

    /// <summary>The random effects that are present, in the order of the model.</summary>
    public ImmutableArray<RandomEffect> Etas { get; }

    /// <summary>The random numbers of a subject: block by block, instance by instance, effect by effect.</summary>
    public ImmutableArray<EffectSlot> Slots { get; }

    /// <summary>The flags of the levels with several instances, in the order of <see cref="EffectLevel.Of"/>, instance by instance.</summary>
    public ImmutableArray<Covariate> Flags { get; }

    /// <summary>The effects with several instances in a subject.</summary>
    public ImmutableHashSet<Symbol> Changing { get; }

    /// <summary>Each effect with several instances as the sum of flag times slot.</summary>
    public IReadOnlyDictionary<Symbol, Expr> OfRecord =>
        (from level in _levels
         from effect in level.SlotsOf
         select (effect.Key, Value: Expr.Sum(effect.Select((slot, m) => level.Flags[m].Symbol * Expr.Of(slot)))))
        .ToDictionary(e => e.Key, e => e.Value);

    /// <summary>Makes one quantity per instance of each quantity that depends on effects with several instances.</summary>
    /// <param name="roots">Expressions that use the quantities.</param>
    /// <param name="quantities">The quantities; those that depend on such effects are replaced.</param>
    /// <returns>The expressions in terms of flags and the new quantities.</returns>
    public ImmutableArray<Expr> Expand(ImmutableArray<Expr> roots, List<(Symbol Symbol, Expr Value)> quantities)
    {
        if (_levels.IsEmpty)
        {
            return roots;
        }

        var replacements = new Dictionary<Symbol, Expr>();
        var expanded = new List<(Symbol Symbol, Expr Value)>();
        foreach (var (symbol, value) in quantities)
        {
            var instances = InstancesOf(value).ToArray();
            if (instances.Length == 1)
            {
                expanded.Add((symbol, value));
                continue;
            }

            var own = instances.Select((_, i) => new Symbol($"{symbol.Name}_{i + 1}")).ToArray();
            expanded.AddRange(own.Zip(instances, (s, instance) => (s, instance.Value)));
            replacements[symbol] = Expr.Sum(own.Zip(instances, (s, instance) => instance.Flag * Expr.Of(s)));
        }

        quantities.Clear();
        quantities.AddRange(expanded);
        return Substitution.Substitute(roots, replacements);
    }

    // What a quantity is in each instance; of several levels, in each combination of instances.
    private IEnumerable<(Expr Flag, Expr Value)> InstancesOf(Expr quantity)
    {
        var used = quantity.Symbols().ToHashSet();
        IEnumerable<(Expr Flag, Expr Value)> instances = [(Expr.One, quantity)];
        foreach (var level in _levels.Where(l => l.SlotsOf.Any(s => used.Contains(s.Key))))
        {
            instances = instances.SelectMany(i => level.Flags.Select((flag, m) => (i.Flag * flag.Symbol, Substitution.Substitute(i.Value, level.Instance(m)))));
        }

        return instances;
    }

    private static EffectSlot SlotOf(RandomEffect effect, int block, int position, int instance, int count)
    {
        var slot = new EffectSlot(effect, block, position, instance);
        return count == 1 ? slot : slot with { Symbol = new Symbol($"{effect.Name}[{instance + 1}]") };
    }

    // The effects of a level with several instances, each with its slots, instance by instance.
    private sealed record Level(ImmutableArray<Covariate> Flags, ILookup<Symbol, Symbol> SlotsOf)
    {
        public Dictionary<Symbol, Expr> Instance(int m) => SlotsOf.ToDictionary(s => s.Key, s => Expr.Of(s.ElementAt(m)));
    }
}
