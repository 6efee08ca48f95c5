using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Warns of what a model declares and does not use. Runs only on models without errors.</summary>
internal static class UsageCheck
{
    /// <summary>Reports names that no expression uses and compartments nothing that is observed depends on.</summary>
    /// <param name="context">What all binders share.</param>
    /// <param name="model">The model.</param>
    /// <param name="structurePlace">Where the structure is written, or null.</param>
    public static void Run(BindingContext context, PopulationModel model, Text.DiagnosticLocation? structurePlace)
    {
        foreach (var name in context.Names.Declared.Where(n => !n.IsUsed && n.Kind != NameKind.Compartment))
        {
            context.Report(LanguageDiagnostics.Unused(context.At(name.Syntax), name.Syntax.Text, name.Kind));
        }

        var reached = ReachedCompartments(model);
        if (model.Structure is ClosedFormStructure && reached.Count == 0)
        {
            context.Report(LanguageDiagnostics.UnusedStructure(structurePlace));
        }
        else if (model.Structure is EquationStructure)
        {
            foreach (var name in context.Names.Declared.Where(n => n.Kind == NameKind.Compartment && !reached.Contains(n.Syntax.Text)))
            {
                context.Report(LanguageDiagnostics.UnusedCompartment(context.At(name.Syntax), name.Syntax.Text));
            }
        }
    }

    private static HashSet<string> ReachedCompartments(PopulationModel model)
    {
        var predictions = model.Predictions.ToDictionary(p => p.Symbol, p => p.Value);
        var rates = model.Structure is EquationStructure equations
            ? equations.Compartments.Zip(equations.Rates).ToDictionary(c => c.First.Amount, c => c.Second)
            : [];
        var amounts = model.Structure.Compartments.Select(c => c.Amount).ToHashSet();
        var seen = new HashSet<Symbol>();
        var open = new Stack<Symbol>(model.Endpoints.SelectMany(e => e.Expressions.SelectMany(x => SymbolsOf.Expression(x))));
        while (open.TryPop(out var symbol))
        {
            if (seen.Add(symbol) && (predictions.TryGetValue(symbol, out var value) || rates.TryGetValue(symbol, out value)))
            {
                foreach (var next in SymbolsOf.Expression(value))
                {
                    open.Push(next);
                }
            }
        }

        return [.. seen.Where(amounts.Contains).Select(s => s.Name)];
    }
}
