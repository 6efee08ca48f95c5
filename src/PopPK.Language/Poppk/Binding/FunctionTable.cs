using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Binding;

/// <summary>The functions of the language and what they become.</summary>
internal static class FunctionTable
{
    // What derivatives and observation forms need beside the functions people write.
    private static readonly ImmutableArray<ElementaryFunction> OnlyInDerivatives =
    [
        ElementaryFunction.InverseMills,
        ElementaryFunction.ExpMean,
        ElementaryFunction.ExpMeanSlope,
        ElementaryFunction.ExpMeanCurvature,
    ];

    private static readonly ImmutableDictionary<string, FunctionRule> Rules = CreateRules();

    /// <summary>The functions' names in alphabetical order.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Rules.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The rule of a function, or null when there is no such function.</summary>
    /// <param name="name">The function's name.</param>
    public static FunctionRule? Find(string name) => Rules.GetValueOrDefault(name);

    /// <summary>The name a function of the middle form has in the language.</summary>
    /// <param name="function">The function.</param>
    public static string NameOf(ElementaryFunction function) => function switch
    {
        ElementaryFunction.LogGamma => "lgamma",
        ElementaryFunction.NormalCdf => "normcdf",
        ElementaryFunction.LogNormalCdf => "lognormcdf",
        ElementaryFunction.NormalQuantile => "probit",
        _ => function.ToString().ToLowerInvariant(),
    };

    private static ImmutableDictionary<string, FunctionRule> CreateRules()
    {
        var rules = ImmutableDictionary.CreateBuilder<string, FunctionRule>();
        foreach (var function in Enum.GetValues<ElementaryFunction>().Except(OnlyInDerivatives))
        {
            rules.Add(NameOf(function), new FunctionRule(1, 1, x => Expr.Call(function, x[0])));
        }

        rules.Add("ln", rules["log"]);
        rules.Add("log10", new FunctionRule(1, 1, x => Expr.Log(x[0]) / Math.Log(10)));
        rules.Add("logit", new FunctionRule(1, 1, x => Expr.Log(x[0] / (1 - x[0]))));
        rules.Add("expit", new FunctionRule(1, 1, x => 1 / (1 + Expr.Exp(-x[0]))));
        rules.Add("pow", new FunctionRule(2, 2, x => Expr.Power(x[0], x[1])));
        rules.Add("min", new FunctionRule(2, int.MaxValue, x => Extreme(x, Comparison.Less)));
        rules.Add("max", new FunctionRule(2, int.MaxValue, x => Extreme(x, Comparison.Greater)));
        return rules.ToImmutable();
    }

    private static Expr Extreme(ImmutableArray<Expr> values, Comparison comparison) =>
        values[1..].Aggregate(values[0], (best, next) => Expr.Select(new ComparisonCondition(comparison, next, best), next, best));
}
