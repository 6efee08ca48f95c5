using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// Makes a population model runnable. In order: write definitions out; express amounts in solver variables; hoist what
/// does not vary within a subject into individual quantities phi; order phi by what it depends on; hand the rest, in phi,
/// to the solver and the observation functions, which differentiate and compile when first needed.
/// Stateless; safe for concurrent use.
/// </summary>
public static class ModelCompiler
{
    /// <summary>Compiles a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">What the data ask for; null when there are no data.</param>
    public static ModelCompilation Compile(PopulationModel model, DataFeatures? data = null) =>
        Compile(model, data ?? DataFeatures.Unknown, CompilationOptions.Default);

    /// <summary>Compiles a model in a given way.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">What the data ask for.</param>
    /// <param name="options">How.</param>
    internal static ModelCompilation Compile(PopulationModel model, DataFeatures data, CompilationOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        var diagnostics = new DiagnosticBag();
        EndpointChecks.Check(model, diagnostics);
        MixtureChecks.Check(model, diagnostics);
        if (diagnostics.HasErrors)
        {
            return new ModelCompilation(null, [.. diagnostics]);
        }

        var effects = new EffectLayout(model, data);
        data = data with { VaryingCovariates = data.VaryingCovariates.AddRange(effects.Flags), VaryingEffects = effects.Changing };
        var definitions = WriteOut(model, effects.Etas);
        var structure = WriteOut(model.Structure, definitions);
        ImmutableArray<TimeSwitch> switches = [];
        if (structure is ClosedFormStructure closed && MammillaryEquations.Of(closed) is var written && written.Rates.Symbols().Contains(model.Time))
        {
            // No closed form anyway; as equations its conditions on the time are found.
            structure = written;
        }

        if (structure is EquationStructure equations)
        {
            (structure, switches, var unlocated) = TimeConditions.TakeOut(equations, model.Time, data);
            WarnOfUnlocated(unlocated, diagnostics);
        }

        var recordSymbols = new RecordSymbols(model.Observed);
        var forms = FormLowering.Lower(model, recordSymbols, data.CensoredForms);
        var moment = new MomentLayout(
            model.Time,
            data.VaryingCovariates,
            switches,
            recordSymbols.UsedBy(forms.SelectMany(f => f.Expressions).Concat(model.Predictions.Select(p => p.Value))));
        var properties = model.CompartmentProperties
            .Where(p => p.Kind == CompartmentPropertyKind.InitialAmount || data.DosedCompartments?.Contains(p.Compartment) != false)
            .Select(p => p with { Value = Substitution.Substitute(p.Value, definitions) })
            .ToImmutableArray();
        var plan = StructurePlan.For(structure, properties, model.Time, data, options);
        (forms, var correlations, var parts) = Hoist(model, effects, definitions, plan, properties, forms, moment);
        var solver = plan.MakeSolver(parts);
        var hasExtra = forms.Any(f => f.HasExtra);
        var observations = forms.Select(f => new ObservationFunctions(f, hasExtra, parts.Phi, solver, parts.Moment)).ToImmutableArray();
        var correlated = new CorrelationFunctions(correlations, parts.Phi, solver, parts.Moment);
        var individual = new IndividualFunctions(model, effects, parts.Phi);
        var reported = model.Individual
            .Select(d => d with { Value = definitions[d.Symbol] })
            .Where(d => !d.Value.Symbols().Contains(model.Time))
            .ToImmutableArray();
        return new ModelCompilation(
            new CompiledModel(model, effects, parts, solver, individual, observations, correlated, reported, plan, recordSymbols)
            {
                LanesFromObservations = options.LanesFromObservations,
            },
            [.. diagnostics]);
    }

    /// <summary>True when a random effect has a variance fixed to zero, which means that it is absent.</summary>
    /// <param name="block">Its block.</param>
    /// <param name="effect">Its position in the block.</param>
    public static bool IsAbsent(RandomEffectBlock block, int effect)
    {
        ArgumentNullException.ThrowIfNull(block);
        return block.IsFixed && block.InitialAt(effect, effect) == 0;
    }

    /// <summary>Every individual definition in terms of fixed effects, random effects, covariates and time; effects that are absent are 0.</summary>
    /// <param name="model">The model.</param>
    /// <param name="etas">The random effects that are present.</param>
    internal static Dictionary<Symbol, Expr> WriteOut(PopulationModel model, ImmutableArray<RandomEffect> etas)
    {
        var values = new Dictionary<Symbol, Expr>();
        var present = etas.Select(e => e.Symbol).ToHashSet();
        foreach (var absent in model.RandomEffects.SelectMany(b => b.Effects).Where(e => !present.Contains(e.Symbol)))
        {
            values[absent.Symbol] = Expr.Zero;
        }

        foreach (var definition in model.Individual)
        {
            values[definition.Symbol] = Substitution.Substitute(definition.Value, values);
        }

        return values;
    }

    private static StructuralModel WriteOut(StructuralModel structure, Dictionary<Symbol, Expr> definitions)
    {
        Expr Write(Expr e) => Substitution.Substitute(e, definitions);
        return structure switch
        {
            ClosedFormStructure closed => closed with
            {
                AbsorptionRate = closed.AbsorptionRate is { } ka ? Write(ka) : null,
                EliminationRate = Write(closed.EliminationRate),
                Exchange = [.. closed.Exchange.Select(x => (Write(x.FromCentral), Write(x.ToCentral)))],
            },
            EquationStructure equations => equations with
            {
                Rates = Substitution.Substitute(equations.Rates, definitions),
            },
            _ => structure,
        };
    }

    private static void WarnOfUnlocated(int unlocated, DiagnosticBag diagnostics)
    {
        if (unlocated > 0)
        {
            diagnostics.Warning(
                "PK3003",
                $"{unlocated} condition{(unlocated == 1 ? "" : "s")} or step{(unlocated == 1 ? "" : "s")} of the equations depend{(unlocated == 1 ? "s" : "")} on the time in a way whose moment cannot be computed before",
                null,
                "the integrator finds such steps by making its own short; conditions such as 'time < lag' are met exactly");
        }
    }

    // Everything that does not vary within a subject becomes phi. Predictions the user named stay opaque while that
    // happens: in sqrt(add^2 + (prop cp)^2) the quantities to hoist are add^2 and prop^2, not prop^2/V^2.
    private static (ImmutableArray<ObservationForm> Forms, ImmutableArray<Expr> Correlations, SolverParts Parts) Hoist(
        PopulationModel model,
        EffectLayout effects,
        Dictionary<Symbol, Expr> definitions,
        StructurePlan plan,
        ImmutableArray<CompartmentProperty> properties,
        ImmutableArray<ObservationForm> forms,
        MomentLayout moment)
    {
        var variant = plan.Variables.Concat(moment.Slots.Keys).ToHashSet();
        var predictions = WriteOutPredictions(model, definitions, plan, variant);
        var roots = new List<Expr>(predictions.Select(p => p.Value));
        roots.AddRange(plan.Roots);
        roots.AddRange(properties.Select(p => p.Value));
        roots.AddRange(moment.Switches.SelectMany(s => new[] { s.Time, s.Difference }));
        var observing = forms.SelectMany(f => f.Expressions).Concat(model.Correlations.Select(c => c.Correlation));
        roots.AddRange(observing.Select(e => WriteOutVariant(e, definitions, plan)));

        var simplified = Simplifier.Simplify(roots);
        var hoisted = InvariantHoister.Hoist(Distribution.Distribute(simplified, variant.Contains), variant.Contains);
        var quantities = hoisted.Definitions.Select(d => (d.Symbol, d.Value)).ToList();
        var rewritten = new Queue<Expr>(effects.Expand(hoisted.Roots, quantities));
        ImmutableArray<Expr> Take(int count) => [.. Enumerable.Range(0, count).Select(_ => rewritten.Dequeue())];
        var values = new Dictionary<Symbol, Expr>();
        foreach (var (symbol, value) in predictions.Zip(Take(predictions.Count), (p, value) => (p.Symbol, value)))
        {
            values[symbol] = Substitution.Substitute(value, values);
        }

        var structural = Take(plan.Roots.Length);
        if (plan is ClosedFormPlan)
        {
            structural = NameRates(structural, quantities, variant);
        }

        var dosing = properties.Zip(Take(properties.Length), (p, value) => new DoseProperty(p.Kind, p.Compartment, value)).ToImmutableArray();
        var switches = moment.Switches.Select(s => s with { Time = rewritten.Dequeue(), Difference = rewritten.Dequeue() }).ToImmutableArray();
        var observed = Substitution.Substitute(Take(rewritten.Count), values);
        var used = observed
            .Concat(structural)
            .Concat(dosing.Select(d => d.Value))
            .Concat(switches.SelectMany(s => new[] { s.Time, s.Difference }))
            .Symbols()
            .ToHashSet();
        var phi = new PhiTable(Classify(model, effects, quantities.Where(q => used.Contains(q.Symbol))));
        var layout = new MomentLayout(moment.Time, moment.Covariates, switches, moment.RecordSymbols);
        var width = forms[0].Expressions.Length;
        return (
            [.. forms.Select((form, i) => form.With(observed.AsSpan(i * width, width)))],
            observed[(forms.Length * width)..],
            new SolverParts(structural, dosing, phi, layout, model.Solver));
    }

    // Named predictions that vary within a subject, in order; those that do not join the definitions.
    private static List<(Symbol Symbol, Expr Value)> WriteOutPredictions(
        PopulationModel model,
        Dictionary<Symbol, Expr> definitions,
        StructurePlan plan,
        HashSet<Symbol> variant)
    {
        var varying = new List<(Symbol, Expr)>();
        foreach (var definition in model.Predictions)
        {
            var value = WriteOutVariant(definition.Value, definitions, plan);
            if (value.Symbols().Any(variant.Contains))
            {
                varying.Add((definition.Symbol, value));
                variant.Add(definition.Symbol);
            }
            else
            {
                definitions[definition.Symbol] = value;
            }
        }

        return varying;
    }

    private static Expr WriteOutVariant(Expr e, Dictionary<Symbol, Expr> definitions, StructurePlan plan) =>
        Substitution.Substitute(Substitution.Substitute(e, definitions), plan.Amounts);

    // The solver of a closed form reads every rate constant from phi: a plain number too, and one that hoisting left with
    // a sign outside.
    private static ImmutableArray<Expr> NameRates(ImmutableArray<Expr> rates, List<(Symbol Symbol, Expr Value)> quantities, HashSet<Symbol> variant)
    {
        var named = rates.ToBuilder();
        for (var i = 0; i < named.Count; i++)
        {
            if (named[i] is not SymbolExpr && !named[i].Symbols().Any(variant.Contains))
            {
                var symbol = new Symbol($"rate{i + 1}");
                quantities.Add((symbol, Substitution.Substitute(named[i], quantities.ToDictionary(q => q.Symbol, q => q.Value))));
                named[i] = symbol;
            }
        }

        return named.ToImmutable();
    }

    private static IEnumerable<PhiDefinition> Classify(
        PopulationModel model,
        EffectLayout effects,
        IEnumerable<(Symbol Symbol, Expr Value)> quantities)
    {
        var random = new SymbolDependence(effects.Slots.Select(s => s.Symbol).ToHashSet().Contains);
        var estimated = new SymbolDependence(model.FixedEffects.Where(f => !f.IsFixed).Select(f => f.Symbol).ToHashSet().Contains);
        return quantities.Select(q => new PhiDefinition(
            q.Symbol,
            q.Value,
            random.DependsOnAny(q.Value) ? PhiRole.Active : estimated.DependsOnAny(q.Value) ? PhiRole.Passive : PhiRole.Constant));
    }
}
