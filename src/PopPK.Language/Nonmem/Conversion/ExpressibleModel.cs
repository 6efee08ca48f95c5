using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Conversion;

/// <summary>Takes from the model of a control stream what observations depend on, and refuses what the PopPK language cannot say. Stateless.</summary>
internal static class ExpressibleModel
{
    /// <summary>The part of a model that is needed.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stream">The control stream.</param>
    /// <param name="place">Where messages about the whole point.</param>
    /// <param name="diagnostics">Receives what cannot be said and what is left out.</param>
    public static PopulationModel Of(PopulationModel model, ControlStream stream, DiagnosticLocation place, DiagnosticBag diagnostics)
    {
        var used = Needed(model);
        var individual = model.Individual.Where(d => used.Contains(d.Symbol)).ToImmutableArray();
        var predictions = model.Predictions.Where(d => used.Contains(d.Symbol)).ToImmutableArray();
        var covariates = model.Covariates.Where(c => used.Contains(c.Symbol)).ToImmutableArray();
        NoteLeftOut(model, used, place, diagnostics);
        RefuseCovariates(model, covariates, place, diagnostics);
        if (model.DefaultDoseCompartment > 0)
        {
            diagnostics.Add(ConversionDiagnostics.DefaultDose(place, model.Structure.Compartments[model.DefaultDoseCompartment].Name));
        }

        if (stream.Sigma.FirstOrDefault(b => b.Size > 1 && !b.IsFixed) is { } block)
        {
            diagnostics.Add(ConversionDiagnostics.BlockOfResiduals(block.Location));
        }

        return model with
        {
            Individual = individual,
            Predictions = predictions,
            Covariates = covariates,
            CarriedColumns = [],
            RecordPosition = null,
            FixedEffects = [.. model.FixedEffects.Where(f => f.Residual is null || used.Contains(f.Symbol)).Select(f => f with { Residual = null })],
        };
    }

    // Everything structure, doses and observations need, through definitions.
    private static HashSet<Symbol> Needed(PopulationModel model)
    {
        var definitions = model.Individual.Concat(model.Predictions).ToDictionary(d => d.Symbol, d => d.Value);
        var used = new HashSet<Symbol>();
        var pending = new Stack<Symbol>(
        [
            .. model.CompartmentProperties.Select(p => p.Value)
                .Concat(ExpressionsOf(model.Structure))
                .Concat(model.Endpoints.SelectMany(e => e.Expressions))
                .Concat(model.Mixture?.Classes.Select(c => c.Probability) ?? [])
                .Symbols(),
            .. model.Endpoints.SelectMany(e => e.Selector?.Symbols() ?? []),
        ]);
        while (pending.TryPop(out var symbol))
        {
            if (used.Add(symbol) && definitions.TryGetValue(symbol, out var value))
            {
                foreach (var next in value.Symbols())
                {
                    pending.Push(next);
                }
            }
        }

        return used;
    }

    private static ImmutableArray<Expr> ExpressionsOf(StructuralModel structure) => structure switch
    {
        ClosedFormStructure closed =>
            [closed.EliminationRate, .. closed.Exchange.SelectMany(x => new[] { x.FromCentral, x.ToCentral }), .. closed.AbsorptionRate is { } ka ? [ka] : Array.Empty<Expr>()],
        EquationStructure equations => equations.Rates,
        _ => [],
    };

    private static void NoteLeftOut(PopulationModel model, HashSet<Symbol> used, DiagnosticLocation place, DiagnosticBag diagnostics)
    {
        var unused = model.Individual.Concat(model.Predictions).Where(d => !used.Contains(d.Symbol)).Select(d => d.Name).ToArray();
        if (unused.Length > 0)
        {
            diagnostics.Add(ConversionDiagnostics.LeftOut(place, string.Join(", ", unused)));
        }
    }

    private static void RefuseCovariates(PopulationModel model, ImmutableArray<Covariate> covariates, DiagnosticLocation place, DiagnosticBag diagnostics)
    {
        var made = covariates.Where(c => c.Symbol == model.RecordPosition || model.CarriedColumns.Any(m => m.Symbol == c.Symbol)).ToArray();
        if (made.Length > 0)
        {
            diagnostics.Add(ConversionDiagnostics.Carried(place, string.Join(", ", made.Select(c => c.Name.Replace(".before", "", StringComparison.Ordinal)))));
        }

        foreach (var covariate in covariates.Where(c => c.Name is "TIME" or "DV" or "ID"))
        {
            diagnostics.Add(ConversionDiagnostics.RecordItem(covariate.Location ?? place, covariate.Name));
        }

        foreach (var twice in covariates.GroupBy(c => c.Name).Where(g => g.Count() > 1))
        {
            diagnostics.Add(ConversionDiagnostics.TwoInterpolations(twice.First().Location ?? place, twice.Key));
        }
    }
}
