using System.Globalization;
using System.Text;
using PopPK.Modeling;

namespace PopPK.Language.Poppk.Writing;

/// <summary>Shows a model as a person reads it: tables of what is estimated, the definitions, the numbered compartments, the endpoints. Stateless and safe for concurrent use.</summary>
public static class ModelPrinter
{
    /// <summary>Prints a model; the text ends with a line feed.</summary>
    /// <param name="model">The model.</param>
    public static string Print(PopulationModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var names = new SourceNames(model);
        var expressions = new ExpressionWriter(names.Of);
        var text = new StringBuilder();
        PrintHeader(text, model, expressions);
        PrintFixedEffects(text, model);
        PrintRandomEffects(text, model);
        PrintStatements(text, "priors", [.. PopulationWriter.Priors(model, names)]);
        if (model.Mixture is { } mixture)
        {
            PrintStatements(text, $"classes of {names.Of(mixture.Class)}", [.. PopulationWriter.Classes(mixture, expressions)]);
        }

        PrintCovariates(text, model);
        PrintStatements(text, "columns carried from record to record", [.. model.CarriedColumns.Select(c => $"{c.Name}, next = {expressions.Write(c.Next)}")]);
        PrintDefinitions(text, "individual parameters", model.Individual, expressions);
        PrintStructure(text, model.Structure, expressions);
        PrintProperties(text, model, names, expressions);
        PrintDefinitions(text, "predictions", model.Predictions, expressions);
        PrintEndpoints(text, model, names, expressions);
        return text.ToString();
    }

    private static void PrintHeader(StringBuilder text, PopulationModel model, ExpressionWriter expressions)
    {
        text.Append("model ").Append(model.Name).Append('\n');
        Table(text,
        [
            .. Row("title", model.Title),
            .. Row("data", model.Data?.Path),
            .. Row("rows", model.Data?.Filter is { } filter ? "where " + expressions.Write(filter) : null),
            .. Row("without", model.Data is { Dropped.IsEmpty: false } dropping ? "the columns " + string.Join(", ", dropping.Dropped) : null),
            .. Row("renamed", model.Data is { Renamed.IsEmpty: false } renaming ? string.Join(", ", renaming.Renamed.Select(r => $"{r.Key} is column {r.Value}")) : null),
            .. Row("doses", model.DefaultDoseCompartment > 0 ? $"without a compartment go to {model.Structure.Compartments[model.DefaultDoseCompartment].Name}" : null),
            .. Row("method", model.Method?.Replace(",", ", then ", StringComparison.Ordinal)),
        ]);
    }

    private static void PrintFixedEffects(StringBuilder text, PopulationModel model)
    {
        text.Append($"\nfixed effects: {model.FixedEffects.Length}\n");
        Table(text, [
            ["name", "initial", "bounds", "unit", "description"],
            .. model.FixedEffects.Select(f => (string[])[f.Name, ExpressionWriter.Number(f.Initial), Bounds(f), f.Unit ?? "", f.Description ?? ""]),
        ]);
    }

    private static string Bounds(FixedEffect effect)
    {
        if (effect.IsFixed)
        {
            return "fixed";
        }

        var hasBounds = double.IsFinite(effect.Lower) || double.IsFinite(effect.Upper);
        return hasBounds ? $"{ExpressionWriter.Number(effect.Lower)} .. {ExpressionWriter.Number(effect.Upper)}" : "";
    }

    private static void PrintRandomEffects(StringBuilder text, PopulationModel model)
    {
        text.Append($"\nrandom effects: {model.RandomEffects.Sum(b => b.Size)}\n");
        foreach (var group in model.RandomEffects.GroupBy(b => (b.Grouping, b.Within)))
        {
            text.Append($"  by {group.Key.Grouping}{(group.Key.Within is { } outer ? " within " + outer : "")}\n");
            Table(text, [
                .. group.Select(b => (string[])
                [
                    "  " + string.Join(", ", b.Effects.Select(e => e.Name)),
                    (b.Size == 1 ? "variance " : "covariance ") + (b.SameAs is { } earlier
                        ? "as of " + string.Join(", ", model.RandomEffects[earlier].Effects.Select(e => e.Name))
                        : ModelWriter.Covariance(b)),
                    b.IsFixed ? "fixed" : CoefficientOfVariation(b),
                ]),
            ]);
        }
    }

    // The coefficient of variation of exp(eta), which is how variances are usually talked about.
    private static string CoefficientOfVariation(RandomEffectBlock block) => string.Join(", ", Enumerable.Range(0, block.Size).Select(i =>
        $"{(100 * Math.Sqrt(Math.Exp(block.InitialAt(i, i)) - 1)).ToString("0.#", CultureInfo.InvariantCulture)} % CV if log-normal"));

    private static void PrintCovariates(StringBuilder text, PopulationModel model)
    {
        if (model.Covariates.IsEmpty)
        {
            return;
        }

        text.Append($"\ncovariates: {model.Covariates.Length}\n");
        Table(text, [
            .. model.Covariates.Select(c => (string[])
            [
                c.Name,
                c.Unit ?? "",
                string.Join(", ", c.Categories.Select(k => $"{ExpressionWriter.Number(k.Key)} {k.Value}")),
                Describe(c.Interpolation),
            ]),
        ]);
    }

    private static string Describe(CovariateInterpolation interpolation) => interpolation switch
    {
        CovariateInterpolation.LastCarriedForward => "last value carried forward",
        CovariateInterpolation.Linear => "linear between records",
        CovariateInterpolation.Constant => "first value throughout",
        _ => "",
    };

    private static void PrintDefinitions(StringBuilder text, string heading, IReadOnlyCollection<Definition> definitions, ExpressionWriter expressions)
    {
        if (definitions.Count == 0)
        {
            return;
        }

        text.Append($"\n{heading}: {definitions.Count}\n");
        Table(text, [.. definitions.Select(d => (string[])[d.Name, "= " + expressions.Write(d.Value), d.Unit ?? ""])]);
    }

    private static void PrintStructure(StringBuilder text, StructuralModel structure, ExpressionWriter expressions)
    {
        var rows = structure.Compartments.Select((c, i) => new List<string> { (i + 1).ToString(CultureInfo.InvariantCulture), c.Name }).ToList();
        switch (structure)
        {
            case ClosedFormStructure closed:
                var size = closed.Exchange.Length switch { 0 => "one compartment", 1 => "two compartments", 2 => "three compartments", var n => $"{n + 1} compartments" };
                text.Append($"\nstructure: {size}{(closed.AbsorptionRate is null ? "" : ", first-order absorption")}, in closed form\n");
                Table(text, [.. rows.Select(r => r.ToArray())]);
                Table(text, [.. RateConstants(closed, expressions)]);
                break;
            case EquationStructure equations:
                text.Append($"\nstructure: {equations.Rates.Length} equation{(equations.Rates.Length == 1 ? "" : "s")}\n");
                Table(text, [.. rows.Select((r, i) => (string[])[.. r, "d/dt = " + expressions.Write(equations.Rates[i])])]);
                break;
            default:
                text.Append("\nstructure: none\n");
                break;
        }
    }

    private static void PrintProperties(StringBuilder text, PopulationModel model, SourceNames names, ExpressionWriter expressions)
    {
        if (!model.CompartmentProperties.IsEmpty)
        {
            text.Append($"\ncompartment properties: {model.CompartmentProperties.Length}\n");
            Table(text, [.. model.CompartmentProperties.Select(p => (string[])
            [
                Vocabulary.CompartmentProperties.WordFor(p.Kind),
                names.Of(model.Structure.Compartments[p.Compartment].Amount),
                "= " + expressions.Write(p.Value),
            ])]);
        }

        if (model.Solver != SolverSettings.Default)
        {
            text.Append($"\nsolver: {ModelWriter.Solver(model.Solver)}\n");
        }
    }

    private static IEnumerable<string[]> RateConstants(ClosedFormStructure closed, ExpressionWriter expressions)
    {
        if (closed.AbsorptionRate is { } absorption)
        {
            yield return ["ka", "= " + expressions.Write(absorption)];
        }

        yield return ["k10", "= " + expressions.Write(closed.EliminationRate)];
        for (var i = 0; i < closed.Exchange.Length; i++)
        {
            yield return [$"k1{i + 2}", "= " + expressions.Write(closed.Exchange[i].FromCentral)];
            yield return [$"k{i + 2}1", "= " + expressions.Write(closed.Exchange[i].ToCentral)];
        }
    }

    private static void PrintEndpoints(StringBuilder text, PopulationModel model, SourceNames names, ExpressionWriter expressions)
    {
        text.Append($"\nendpoints: {model.Endpoints.Length}\n");
        foreach (var endpoint in model.Endpoints)
        {
            var where = endpoint.Selector is null ? "" : ", where " + expressions.Write(endpoint.Selector);
            text.Append($"  {endpoint.Name}{where}: {ObservationWriter.KindOf(endpoint.Distribution)}\n");
            Table(text,
            [
                .. ObservationWriter.PartsOf(endpoint.Distribution).Select(p => (string[])["  " + p.Name, expressions.Write(p.Value)]),
                .. Row("  censored", endpoint.Censoring is { } censoring ? ObservationWriter.Write(censoring, expressions) : null),
            ]);
        }

        var endpoints = new EndpointNames(model, names);
        PrintStatements(text, "correlations of residuals", [.. model.Correlations.Select(c => ObservationWriter.Write(c, endpoints, expressions))]);
    }

    private static void PrintStatements(StringBuilder text, string heading, IReadOnlyCollection<string> statements)
    {
        if (statements.Count > 0)
        {
            text.Append($"\n{heading}: {statements.Count}\n");
            Table(text, [.. statements.Select(s => (string[])[s])]);
        }
    }

    private static string[][] Row(string label, string? value) => value is null ? [] : [[label, value]];

    private static void Table(StringBuilder text, IReadOnlyList<string[]> rows)
    {
        var widths = new int[rows.Select(r => r.Length).DefaultIfEmpty(0).Max()];
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        foreach (var row in rows)
        {
            var line = string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i])));
            text.Append("  ").Append(line.TrimEnd()).Append('\n');
        }
    }
}
