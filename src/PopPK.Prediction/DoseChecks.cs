using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Prediction;

/// <summary>Checks that doses in the data and properties of compartments in the model ask for each other. Stateless.</summary>
internal static class DoseChecks
{
    private static readonly ImmutableArray<(CompartmentPropertyKind Kind, DoseInput Input, int Rate, string Name)> Modelled =
    [
        (CompartmentPropertyKind.Rate, DoseInput.ModelledRate, -1, "rate"),
        (CompartmentPropertyKind.Duration, DoseInput.ModelledDuration, -2, "duration"),
    ];

    /// <summary>Checks a model with data.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="timelines">A timeline per subject.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static void Check(PopulationModel model, Dataset dataset, ImmutableArray<EventTimeline> timelines, DiagnosticBag diagnostics)
    {
        var doses = dataset.Subjects
            .Zip(timelines, (subject, timeline) => timeline.Doses.Select(d => (Dose: d, Record: subject.Records[d.Record])))
            .SelectMany(d => d)
            .ToArray();
        CheckModelledInfusions(model, dataset, doses, diagnostics);
        CheckUnusedProperties(model, [.. doses.Select(d => d.Dose)], diagnostics);
        CheckObserved(model, dataset, doses, diagnostics);
    }

    /// <summary>Warns of steady states whose meaning is not plain in equations that are integrated.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="diagnostics">Receives the warnings.</param>
    public static void WarnOfSteadyStates(PopulationModel model, Dataset dataset, DiagnosticBag diagnostics)
    {
        var steady = dataset.Subjects.SelectMany(s => s.Records).Where(r => r.SteadyState != 0).ToArray();
        if (steady.FirstOrDefault(r => r.SteadyState == 2) is { } added)
        {
            diagnostics.Warning(
                "PK3019",
                "a steady state is added (SS 2) to amounts of equations that are integrated",
                new CellLocation(dataset.Path, added.Row, "SS", "2"),
                "amounts of different regimens add up in linear models only; write the doses that lead to the steady state if this is not meant");
        }

        if (steady is [var first, ..] && MammillaryEquations.OfAny(model.Structure) is { } equations && equations.Rates.Symbols().Contains(model.Time))
        {
            diagnostics.Warning(
                "PK3020",
                "a steady state is asked of equations that depend on the time",
                new CellLocation(dataset.Path, first.Row, "SS", $"{first.SteadyState}"),
                "the dosing interval before the record is repeated, with conditions on the time as they are at the record; a rhythm has a steady state only when the interval is a whole number of its periods");
        }
    }

    // Doses whose rate or duration the model does not give.
    private static void CheckModelledInfusions(
        PopulationModel model, Dataset dataset, (Dose Dose, DataRecord Record)[] doses, DiagnosticBag diagnostics)
    {
        foreach (var (kind, input, rate, name) in Modelled)
        {
            foreach (var group in doses.Where(d => d.Dose.Input == input && !Has(model, kind, d.Dose.Compartment)).GroupBy(d => d.Dose.Compartment))
            {
                var compartment = model.Structure.Compartments[group.Key].Name;
                var others = group.Count() - 1;
                diagnostics.Error(
                    "PK3015",
                    $"the {name} of this infusion is the model's (RATE {rate}), but the model gives compartment {compartment} no {name}{(others > 0 ? $" ({others} more)" : "")}",
                    new CellLocation(dataset.Path, group.First().Record.Row, "RATE", $"{rate}"),
                    $"write '{name}({compartment}) = ...' in the section structure, or the rate as a number above 0");
            }
        }
    }

    private static void CheckUnusedProperties(PopulationModel model, Dose[] doses, DiagnosticBag diagnostics)
    {
        foreach (var property in model.CompartmentProperties.Where(p => p.Kind != CompartmentPropertyKind.InitialAmount))
        {
            var compartment = model.Structure.Compartments[property.Compartment].Name;
            var own = doses.Where(d => d.Compartment == property.Compartment).ToArray();
            var word = property.Kind.ToString().ToLowerInvariant();
            if (own.Length == 0)
            {
                diagnostics.Warning(
                    "PK3016", $"no dose goes to {compartment}, so its {word} has no effect", property.Location,
                    "parameters that only it uses cannot be estimated; look at CMT in the data");
            }
            else if (Modelled.FirstOrDefault(m => m.Kind == property.Kind) is { Name: not null } modelled && own.All(d => d.Input != modelled.Input))
            {
                diagnostics.Warning(
                    "PK3017", $"no dose into {compartment} asks for the model's {word}, so it has no effect", property.Location,
                    $"a dose asks for it with {modelled.Rate} in the column RATE");
            }
        }
    }

    // Doses into compartments from which no chain of rates leads to an observation.
    private static void CheckObserved(PopulationModel model, Dataset dataset, (Dose Dose, DataRecord Record)[] doses, DiagnosticBag diagnostics)
    {
        if (MammillaryEquations.OfAny(model.Structure) is not { } equations)
        {
            return;
        }

        var position = equations.Compartments.Select((c, i) => (c.Amount, i)).ToDictionary(p => p.Amount, p => p.i);
        var definitions = model.Individual.Concat(model.Predictions).ToDictionary(d => d.Symbol, d => d.Value);
        var reached = new HashSet<int>();
        var open = new Stack<Expr>(model.Endpoints.SelectMany(e => e.Expressions));
        while (open.TryPop(out var expression))
        {
            foreach (var symbol in expression.Symbols())
            {
                if (definitions.Remove(symbol, out var value))
                {
                    open.Push(value);
                }
                else if (position.TryGetValue(symbol, out var i) && reached.Add(i))
                {
                    open.Push(equations.Rates[i]);
                }
            }
        }

        foreach (var group in doses.Where(d => !reached.Contains(d.Dose.Compartment)).GroupBy(d => d.Dose.Compartment))
        {
            diagnostics.Warning(
                "PK3018",
                $"a dose goes to {model.Structure.Compartments[group.Key].Name}, from where nothing reaches an observation",
                new CellLocation(dataset.Path, group.First().Record.Row, "CMT", group.First().Record.CompartmentName ?? $"{group.Key + 1}"),
                "look at the number of the compartment, at the order of the equations, and at what the observations are made of");
        }
    }

    private static bool Has(PopulationModel model, CompartmentPropertyKind kind, int compartment) =>
        model.CompartmentProperties.Any(p => p.Kind == kind && p.Compartment == compartment);
}
