using System.Collections.Immutable;
using System.Globalization;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Prediction;

/// <summary>Finds covariates that have one value in all records, and the fixed effects that only they would inform. Stateless.</summary>
internal static class CovariateChecks
{
    /// <summary>Checks a model with data.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="diagnostics">Receives what is found.</param>
    public static void Check(PopulationModel model, Dataset dataset, DiagnosticBag diagnostics)
    {
        var used = CohortBuilder.UsedOutsideSelectors(model);
        foreach (var covariate in model.Covariates.Where(c => used.Contains(c.Symbol)))
        {
            if (ConstantOf(dataset, dataset.IndexOf(covariate.Name)) is { } value)
            {
                Report(model, dataset, covariate, value, diagnostics);
            }
        }
    }

    private static double? ConstantOf(Dataset dataset, int column)
    {
        double? value = null;
        foreach (var record in column < 0 ? [] : dataset.Subjects.SelectMany(s => s.Records))
        {
            if (!double.IsFinite(record.Values[column]) || (value is { } first && first != record.Values[column]))
            {
                return null;
            }

            value = record.Values[column];
        }

        // One subject's covariate is constant as a matter of course.
        return dataset.Subjects.Length > 1 ? value : null;
    }

    private static void Report(PopulationModel model, Dataset dataset, Covariate covariate, double value, DiagnosticBag diagnostics)
    {
        var own = OwnEffects(model, covariate.Symbol);
        var where = covariate.Location ?? new FileLocation(dataset.Path);
        var text = $"{covariate.Name} is {value.ToString("G6", CultureInfo.InvariantCulture)} in all records";
        if (own.IsEmpty)
        {
            diagnostics.Note("PK3063", text, where, "its effect cannot be told from a constant; that is harmless while no parameter is estimated for it");
        }
        else
        {
            diagnostics.Warning(
                "PK3063", $"{text}, so the data say nothing about {string.Join(", ", own.Select(e => e.Name))}", where,
                $"fix {(own.Length == 1 ? own[0].Name : "these")} to a known value, or leave {covariate.Name} out");
        }
    }

    /// <summary>The estimated fixed effects that stand with a covariate alone: in (WT/70)^expo that is expo.</summary>
    /// <param name="model">The model.</param>
    /// <param name="covariate">The covariate.</param>
    internal static ImmutableArray<FixedEffect> OwnEffects(PopulationModel model, Symbol covariate)
    {
        var estimated = model.FixedEffects.Where(f => !f.IsFixed).ToDictionary(f => f.Symbol);
        var varied = estimated.Keys.Concat(model.RandomEffects.SelectMany(b => b.Effects.Select(e => e.Symbol))).ToHashSet();
        var carriers = new HashSet<Symbol> { covariate };
        foreach (var definition in model.Individual)
        {
            // A definition made of the covariate and numbers stands for it.
            var symbols = definition.Value.Symbols();
            if (symbols.Any(carriers.Contains) && !symbols.Any(varied.Contains))
            {
                carriers.Add(definition.Symbol);
            }
        }

        var own = new HashSet<Symbol>();
        var other = new HashSet<Symbol>();
        var roots = model.Individual.Concat(model.Predictions).Select(d => d.Value)
            .Concat(model.Endpoints.SelectMany(e => e.Expressions))
            .Concat(model.CompartmentProperties.Select(p => p.Value))
            .Concat(Compilation.MammillaryEquations.OfAny(model.Structure)?.Rates ?? [])
            .Concat(model.Correlations.Select(c => c.Correlation));
        foreach (var root in roots)
        {
            foreach (var symbol in root.Symbols().Where(estimated.ContainsKey))
            {
                (!IsScale(root, symbol) && IsAlone(root, symbol, carriers, varied, []) ? own : other).Add(symbol);
            }
        }

        return [.. model.FixedEffects.Where(f => own.Contains(f.Symbol) && !other.Contains(f.Symbol))];
    }

    // In k = tvk*(WT/70)^0.75 the effect is the typical value itself, which needs no covariate.
    private static bool IsScale(Expr root, Symbol effect) => root is SumExpr or ProductExpr && PartsOf(root).Any(p => p is SymbolExpr s && s.Symbol == effect);

    // Descends to the smallest parts with the effect and the covariate: none of them may have another effect. Shared parts are seen once.
    private static bool IsAlone(Expr node, Symbol effect, HashSet<Symbol> carriers, HashSet<Symbol> varied, Dictionary<Expr, bool> known)
    {
        if (known.TryGetValue(node, out var isAlone))
        {
            return isAlone;
        }

        var symbols = node.Symbols();
        if (!symbols.Contains(effect))
        {
            isAlone = true;
        }
        else if (symbols.Any(carriers.Contains))
        {
            var parts = PartsOf(node);
            isAlone = symbols.All(s => s == effect || !varied.Contains(s))
                || (parts.Any(p => p.Symbols().Contains(effect)) && parts.All(p => IsAlone(p, effect, carriers, varied, known)));
        }

        return known[node] = isAlone;
    }

    private static ImmutableArray<Expr> PartsOf(Expr node) => node switch
    {
        SumExpr sum => sum.Terms,
        ProductExpr product => product.Factors,
        PowerExpr power => [power.Base, power.Exponent],
        FunctionExpr function => [function.Argument],
        SelectExpr select => [select.WhenTrue, select.WhenFalse],
        _ => [],
    };
}
