using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Simulation.Design;

/// <summary>
/// Finds the values of data columns that make a record an observation of an endpoint, by trying the numbers its conditions compare
/// columns with, and their neighbours. Stateless.
/// </summary>
internal static class EndpointColumns
{
    private const int MostTries = 10_000;

    /// <summary>The columns that tell endpoints apart.</summary>
    /// <param name="model">The model.</param>
    public static ImmutableArray<Symbol> Of(PopulationModel model) =>
        [.. model.Endpoints.Select(e => e.Selector).OfType<Condition>().SelectMany(s => s.Symbols()).Distinct()];

    /// <summary>The values of those columns at an observation of an endpoint.</summary>
    /// <param name="model">The model.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="endpoint">Position of the endpoint.</param>
    /// <returns>A value per column, or null when none were found.</returns>
    public static double[]? Find(PopulationModel model, ImmutableArray<Symbol> columns, int endpoint)
    {
        var candidates = columns.Select(c => CandidatesFor(model, c)).ToArray();
        var tries = candidates.Aggregate(1.0, (n, c) => n * c.Length);
        if (tries > MostTries)
        {
            return null;
        }

        var values = new double[columns.Length];
        for (var i = 0; i < (int)tries; i++)
        {
            var rest = i;
            for (var k = 0; k < columns.Length; k++)
            {
                values[k] = candidates[k][rest % candidates[k].Length];
                rest /= candidates[k].Length;
            }

            if (IsChosen(model, endpoint, symbol => columns.IndexOf(symbol) is >= 0 and var k ? values[k] : double.NaN))
            {
                return values;
            }
        }

        return null;
    }

    // The endpoint's condition alone holds, or none does and it is the only one without.
    private static bool IsChosen(PopulationModel model, int endpoint, Func<Symbol, double> valueOf)
    {
        var holding = model.Endpoints.Count(e => e.Selector is { } s && Interpreter.Evaluate(s, valueOf));
        return model.Endpoints[endpoint].Selector is { } selector
            ? holding == 1 && Interpreter.Evaluate(selector, valueOf)
            : holding == 0 && model.Endpoints.Count(e => e.Selector is null) == 1;
    }

    private static double[] CandidatesFor(PopulationModel model, Symbol column)
    {
        if (model.Covariates.FirstOrDefault(c => c.Symbol == column) is { Categories.IsEmpty: false } covariate)
        {
            return [.. covariate.Categories.Keys];
        }

        var compared = model.Endpoints.Select(e => e.Selector).OfType<Condition>().SelectMany(s => NumbersBeside(s, column)).Distinct().ToArray();
        return [.. compared.Concat(compared.SelectMany(c => new[] { c + 1, c - 1 })).Append(1).Append(0).Distinct()];
    }

    private static IEnumerable<double> NumbersBeside(Condition condition, Symbol column) => condition switch
    {
        AndCondition and => NumbersBeside(and.Left, column).Concat(NumbersBeside(and.Right, column)),
        OrCondition or => NumbersBeside(or.Left, column).Concat(NumbersBeside(or.Right, column)),
        NotCondition not => NumbersBeside(not.Operand, column),
        ComparisonCondition { Left: SymbolExpr s, Right: ConstantExpr c } when s.Symbol == column => [c.Value],
        ComparisonCondition { Left: ConstantExpr c, Right: SymbolExpr s } when s.Symbol == column => [c.Value],
        _ => [],
    };
}
