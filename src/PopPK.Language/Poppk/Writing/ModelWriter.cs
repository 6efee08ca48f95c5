using System.Collections.Immutable;
using System.Text;
using PopPK.Modeling;

namespace PopPK.Language.Poppk.Writing;

/// <summary>
/// Writes a model in the language: reading the text gives the same model again. Closed forms are written with rate
/// constants and residual errors as normal distributions, which is what the model holds. Stateless and safe for concurrent use.
/// </summary>
public static class ModelWriter
{
    /// <summary>Writes a model.</summary>
    /// <param name="model">The model, of whatever origin; names that are no words of the language are changed so that they are.</param>
    /// <returns>The text, ending with a line feed.</returns>
    public static string Write(PopulationModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var names = new SourceNames(model);
        var expressions = new ExpressionWriter(names.Of);
        var text = new StringBuilder();
        WriteHeader(text, model, expressions);
        WriteParameters(text, model, names);
        WriteVariability(text, model, names);
        WriteStatements(text, "priors", PopulationWriter.Priors(model, names));
        if (model.Mixture is { } mixture)
        {
            WriteStatements(text, "mixture " + names.Of(mixture.Class), PopulationWriter.Classes(mixture, expressions));
        }

        WriteCovariates(text, model);
        WriteDefinitions(text, "individual", model.Individual, names, expressions);
        var endpoints = new EndpointNames(model, names);
        WriteStructure(text, model, names, endpoints, expressions);
        WriteObservations(text, model, names, endpoints, expressions);
        return text.ToString();
    }

    private static void WriteHeader(StringBuilder text, PopulationModel model, ExpressionWriter expressions)
    {
        Line(text, $"model {NameOrQuoted(model.Name)}");
        if (model.Title is { } title)
        {
            Line(text, "  " + Quoted(title));
        }

        if (model.Data is { } data)
        {
            Line(text, $"  data {Quoted(data.Path)}");
            if (data.Filter is { } filter)
            {
                Line(text, $"  where {expressions.Write(filter)}");
            }

            Clause(text, "drop", data.Dropped.Select(NameOrQuoted));
            Clause(text, "rename", data.Renamed.Select(r => $"{NameOrQuoted(r.Key)} = {NameOrQuoted(r.Value)}"));
        }

        if (model.Method is { } method)
        {
            Line(text, $"  method {method.Replace(",", ", ", StringComparison.Ordinal)}");
        }
    }

    private static void WriteParameters(StringBuilder text, PopulationModel model, SourceNames names)
    {
        Line(text, "\nparameters");
        foreach (var parameter in model.FixedEffects)
        {
            var line = $"  {names.Of(parameter.Symbol)} = {ExpressionWriter.Number(parameter.Initial)}";
            if (double.IsFinite(parameter.Lower) || double.IsFinite(parameter.Upper))
            {
                // A bound the initial estimate lies on must be included; the model does not tell bounds apart otherwise.
                var open = parameter.Initial == parameter.Lower ? "[" : "(";
                var close = parameter.Initial == parameter.Upper ? "]" : ")";
                line += $" in {open}{ExpressionWriter.Number(parameter.Lower)}, {ExpressionWriter.Number(parameter.Upper)}{close}";
            }

            line += parameter.IsFixed ? " fixed" : "";
            line += parameter.Description is { } description ? " " + Quoted(description) : "";
            Line(text, line + Unit(parameter.Unit));
        }
    }

    private static void WriteVariability(StringBuilder text, PopulationModel model, SourceNames names)
    {
        foreach (var group in model.RandomEffects.GroupBy(b => (b.Grouping, b.Within)))
        {
            var within = group.Key.Within is { } outer ? $" within {outer}" : "";
            Line(text, $"\nvariability by {group.Key.Grouping}{within}");
            foreach (var block in group)
            {
                var effects = string.Join(", ", block.Effects.Select(e => names.Of(e.Symbol)));
                var value = block.SameAs is { } earlier
                    ? "same " + string.Join(", ", model.RandomEffects[earlier].Effects.Select(e => names.Of(e.Symbol)))
                    : Covariance(block) + (block.IsFixed ? " fixed" : "");
                Line(text, $"  {effects} ~ {value}");
            }
        }
    }

    /// <summary>A block's initial covariance as the language writes it: one number, or a lower triangle in brackets.</summary>
    /// <param name="block">The block.</param>
    internal static string Covariance(RandomEffectBlock block) => Matrix(block.Size, block.InitialCovariance);

    /// <summary>A symmetric matrix as the language writes it: one number, or a lower triangle in brackets.</summary>
    /// <param name="size">Number of rows.</param>
    /// <param name="triangle">Its lower triangle row by row.</param>
    internal static string Matrix(int size, ImmutableArray<double> triangle)
    {
        var rows = Enumerable.Range(0, size).Select(row =>
            string.Join(", ", triangle.Skip(row * (row + 1) / 2).Take(row + 1).Select(ExpressionWriter.Number)));
        return size == 1 ? rows.First() : $"[{string.Join("; ", rows)}]";
    }

    private static void WriteStatements(StringBuilder text, string heading, IEnumerable<string> statements)
    {
        foreach (var (i, statement) in statements.Index())
        {
            Line(text, i == 0 ? $"\n{heading}\n  {statement}" : "  " + statement);
        }
    }

    private static void WriteCovariates(StringBuilder text, PopulationModel model)
    {
        if (model.Covariates.IsEmpty)
        {
            return;
        }

        Line(text, "\ncovariates");
        foreach (var covariate in model.Covariates)
        {
            var categories = string.Join(", ", covariate.Categories.Select(c => $"{ExpressionWriter.Number(c.Key)}: {c.Value}"));
            var interpolation = covariate.Interpolation == CovariateInterpolation.NextCarriedBackward
                ? ""
                : " " + Vocabulary.Interpolations.WordFor(covariate.Interpolation);
            Line(text, $"  {covariate.Name}{interpolation}{Unit(covariate.Unit)}{(categories == "" ? "" : $" in {{{categories}}}")}");
        }
    }

    private static void WriteDefinitions(
        StringBuilder text, string section, ImmutableArray<Definition> definitions, SourceNames names, ExpressionWriter expressions)
    {
        if (definitions.IsEmpty)
        {
            return;
        }

        Line(text, "\n" + section);
        foreach (var definition in definitions)
        {
            Line(text, $"  {names.Of(definition.Symbol)} = {expressions.Write(definition.Value)}{Unit(definition.Unit)}");
        }
    }

    private static void WriteStructure(
        StringBuilder text, PopulationModel model, SourceNames names, EndpointNames endpoints, ExpressionWriter expressions)
    {
        Line(text, "\nstructure");
        switch (model.Structure)
        {
            case ClosedFormStructure closed:
                Line(text, "  " + ClosedForm(closed, expressions));
                break;
            case EquationStructure equations:
                foreach (var (compartment, rate) in equations.Compartments.Zip(equations.Rates))
                {
                    Line(text, $"  d/dt {names.Of(compartment.Amount)} = {expressions.Write(rate)}");
                }

                break;
            default:
                Line(text, "  none");
                break;
        }

        foreach (var (name, value) in endpoints.Abbreviations)
        {
            Line(text, $"  {name} = {expressions.Write(value)}");
        }

        foreach (var property in model.CompartmentProperties)
        {
            var compartment = names.Of(model.Structure.Compartments[property.Compartment].Amount);
            Line(text, $"  {Vocabulary.CompartmentProperties.WordFor(property.Kind)}({compartment}) = {expressions.Write(property.Value)}");
        }

        // Without equations there is nothing to solve, and the language refuses the statement.
        if (model.Structure is not AlgebraicStructure && model.Solver != SolverSettings.Default)
        {
            Line(text, "  solver " + Solver(model.Solver));
        }
    }

    /// <summary>What a model asks of the integration, as the language writes it.</summary>
    /// <param name="solver">The settings; something differs from the default.</param>
    internal static string Solver(SolverSettings solver) => string.Join(", ", (string[])
    [
        .. solver.Method == OdeMethod.Automatic ? (string[])[] : [Vocabulary.SolverMethods.WordFor(solver.Method)],
        .. solver.RelativeTolerance is { } relative ? (string[])["rtol = " + ExpressionWriter.Number(relative)] : [],
        .. solver.AbsoluteTolerance is { } absolute ? (string[])["atol = " + ExpressionWriter.Number(absolute)] : [],
        .. solver.SteadyStateTolerance is { } steady ? (string[])["sstol = " + ExpressionWriter.Number(steady)] : [],
    ]);

    private static string ClosedForm(ClosedFormStructure closed, ExpressionWriter expressions)
    {
        var arguments = new List<string> { $"k = {expressions.Write(closed.EliminationRate)}" };
        for (var i = 0; i < closed.Exchange.Length; i++)
        {
            arguments.Add($"k1{i + 2} = {expressions.Write(closed.Exchange[i].FromCentral)}");
            arguments.Add($"k{i + 2}1 = {expressions.Write(closed.Exchange[i].ToCentral)}");
        }

        if (closed.AbsorptionRate is { } absorption)
        {
            arguments.Add($"ka = {expressions.Write(absorption)}");
        }

        var name = closed.Exchange.Length switch { 0 => "one", 1 => "two", _ => "three" };
        return $"{name}_compartment({string.Join(", ", arguments)})";
    }

    private static void WriteObservations(
        StringBuilder text, PopulationModel model, SourceNames names, EndpointNames endpoints, ExpressionWriter expressions)
    {
        Line(text, "\nobservations");
        foreach (var definition in model.Predictions)
        {
            Line(text, $"  {names.Of(definition.Symbol)} = {expressions.Write(definition.Value)}{Unit(definition.Unit)}");
        }

        foreach (var (i, endpoint) in model.Endpoints.Index())
        {
            var selector = endpoint.Selector is null ? "" : $"[{expressions.Write(endpoint.Selector)}]";
            var censored = endpoint.Censoring is { } censoring ? " censored " + ObservationWriter.Write(censoring, expressions) : "";
            Line(text, $"  DV{selector} ~ {ObservationWriter.Write(endpoint.Distribution, endpoints.MeanOf(i), expressions)}{censored}");
        }

        foreach (var correlation in model.Correlations)
        {
            Line(text, "  " + ObservationWriter.Write(correlation, endpoints, expressions));
        }
    }

    private static void Clause(StringBuilder text, string keyword, IEnumerable<string> entries)
    {
        var joined = string.Join(", ", entries);
        if (joined != "")
        {
            Line(text, $"  {keyword} {joined}");
        }
    }

    private static string Unit(string? unit) => unit is null ? "" : $" [{unit}]";

    private static string Quoted(string content) => $"\"{content.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string NameOrQuoted(string name) => SourceNames.IsName(name) ? name : Quoted(name);

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
