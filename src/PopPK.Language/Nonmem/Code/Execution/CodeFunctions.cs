using System.Collections.Frozen;
using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Language.Nonmem.Code.Execution;

/// <summary>The functions of abbreviated code. Stateless.</summary>
internal static class CodeFunctions
{
    // What protecting functions take for zero.
    private const double Small = 2.8e-103;
    private const double LargestExponent = 100;

    private static readonly FrozenDictionary<string, (int Least, int Most, Func<ImmutableArray<Expr>, Expr> Build)> Rules = CreateRules();

    /// <summary>The functions' names.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Rules.Keys.Order(StringComparer.Ordinal)];

    /// <summary>True when there is such a function.</summary>
    /// <param name="name">The name, upper case.</param>
    public static bool Contains(string name) => Rules.ContainsKey(name);

    /// <summary>True for a function that users would write in Fortran: FUNCA to FUNCI.</summary>
    /// <param name="name">The name, upper case.</param>
    public static bool IsUserFunction(string name) => name is ['F', 'U', 'N', 'C', >= 'A' and <= 'I'];

    /// <summary>How many arguments a function takes, for people; null when that many are right.</summary>
    /// <param name="name">The name, upper case.</param>
    /// <param name="count">Number of arguments.</param>
    public static string? ExpectedCount(string name, int count)
    {
        var (least, most, _) = Rules[name];
        return count >= least && count <= most ? null
            : most == int.MaxValue ? $"{least} or more arguments"
            : least == 1 ? "one argument" : "two arguments";
    }

    /// <summary>The value of a function.</summary>
    /// <param name="name">The name, upper case.</param>
    /// <param name="arguments">As many as it takes.</param>
    public static Expr Call(string name, ImmutableArray<Expr> arguments)
    {
        var value = Rules[name].Build(arguments);
        return arguments.All(a => a is ConstantExpr) ? Expr.Constant(Interpreter.Evaluate(value, _ => double.NaN)) : value;
    }

    private static FrozenDictionary<string, (int, int, Func<ImmutableArray<Expr>, Expr>)> CreateRules()
    {
        var rules = new Dictionary<string, (int, int, Func<ImmutableArray<Expr>, Expr>)>();
        void One(string name, Func<Expr, Expr> build) => rules.Add(name, (1, 1, x => build(x[0])));

        foreach (var function in new[]
        {
            ElementaryFunction.Exp, ElementaryFunction.Log, ElementaryFunction.Sqrt, ElementaryFunction.Sin, ElementaryFunction.Cos,
            ElementaryFunction.Tan, ElementaryFunction.Atan, ElementaryFunction.Tanh, ElementaryFunction.Abs,
        })
        {
            // The double precision names of Fortran mean the same.
            var name = function.ToString().ToUpperInvariant();
            One(name, x => Expr.Call(function, x));
            One("D" + name, x => Expr.Call(function, x));
        }

        One("LOG10", LogTen);
        One("DLOG10", LogTen);
        One("ASIN", ArcSine);
        One("ACOS", ArcCosine);
        One("SINH", x => (Expr.Exp(x) - Expr.Exp(-x)) / 2);
        One("COSH", x => (Expr.Exp(x) + Expr.Exp(-x)) / 2);
        One("INT", Truncate);
        One("PHI", x => Expr.Call(ElementaryFunction.NormalCdf, x));
        One("GAMLN", x => Expr.Call(ElementaryFunction.LogGamma, x));
        One("PEXP", x => Expr.Exp(AtMost(x, LargestExponent)));
        One("PLOG", x => Expr.Log(AtLeast(x, Small)));
        One("PLOG10", x => LogTen(AtLeast(x, Small)));
        One("PSQRT", Expr.Sqrt);
        One("PDZ", x => 1 / AwayFromZero(x));
        One("PZR", AwayFromZero);
        One("PNP", x => AtLeast(x, Small));
        One("PHE", x => AtMost(x, LargestExponent));
        One("PNG", x => AtLeast(x, 0));
        One("PTAN", x => Expr.Call(ElementaryFunction.Tan, x));
        One("PATAN", x => Expr.Call(ElementaryFunction.Atan, x));
        One("PASIN", ArcSine);
        One("PACOS", ArcCosine);
        rules.Add("MOD", (2, 2, x => x[0] - x[1] * Truncate(x[0] / x[1])));
        rules.Add("MIN", (2, int.MaxValue, x => Extreme(x, Comparison.Less)));
        rules.Add("MAX", (2, int.MaxValue, x => Extreme(x, Comparison.Greater)));
        return rules.ToFrozenDictionary();
    }

    private static Expr LogTen(Expr x) => Expr.Log(x) / Math.Log(10);

    private static Expr ArcSine(Expr x) => Expr.Call(ElementaryFunction.Atan, x / Expr.Sqrt(1 - x * x));

    private static Expr ArcCosine(Expr x) => Math.PI / 2 - ArcSine(x);

    private static Expr Truncate(Expr x) => Expr.Select(
        new ComparisonCondition(Comparison.Less, x, Expr.Zero),
        -Expr.Call(ElementaryFunction.Floor, -x),
        Expr.Call(ElementaryFunction.Floor, x));

    private static Expr AtLeast(Expr x, double bound) => Expr.Select(new ComparisonCondition(Comparison.Less, x, bound), bound, x);

    private static Expr AtMost(Expr x, double bound) => Expr.Select(new ComparisonCondition(Comparison.Greater, x, bound), bound, x);

    private static Expr AwayFromZero(Expr x) =>
        Expr.Select(new ComparisonCondition(Comparison.Less, Expr.Call(ElementaryFunction.Abs, x), Small), Small, x);

    private static Expr Extreme(ImmutableArray<Expr> values, Comparison comparison) =>
        values[1..].Aggregate(values[0], (best, next) => Expr.Select(new ComparisonCondition(comparison, next, best), next, best));
}
