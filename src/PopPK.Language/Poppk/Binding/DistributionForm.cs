using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Binding;

/// <summary>A way to write a distribution: what its arguments are called and what they make.</summary>
/// <param name="Name">The name it is written with.</param>
/// <param name="Parameters">Names of its arguments in order; the first is the mean, except of a likelihood.</param>
/// <param name="Build">Makes the distribution from the arguments.</param>
internal sealed record DistributionForm(
    string Name,
    ImmutableArray<string> Parameters,
    Func<ImmutableArray<Expr>, ObservationDistribution> Build)
{
    private static readonly ImmutableArray<DistributionForm> All =
    [
        new("normal", ["mean", "sd"], x => new NormalDistribution(x[0], x[1])),
        new("additive", ["mean", "a"], x => new NormalDistribution(x[0], x[1])),
        new("proportional", ["mean", "b"], x => new NormalDistribution(x[0], x[1] * x[0])),
        new("combined", ["mean", "a", "b"], x => new NormalDistribution(x[0], Expr.Sqrt(Square(x[1]) + Square(x[2] * x[0])))),
        new("combined1", ["mean", "a", "b"], x => new NormalDistribution(x[0], x[1] + (x[2] * x[0]))),
        new("power", ["mean", "b", "exponent"], x => new NormalDistribution(x[0], x[1] * PowerOfSize(x[0], x[2]))),
        new("lognormal", ["mean", "sd"], x => Transformed(x, new LogTransform())),
        new("boxcox", ["mean", "sd", "lambda"], x => Transformed(x, new BoxCoxTransform(x[2]))),
        new("yeojohnson", ["mean", "sd", "lambda"], x => Transformed(x, new YeoJohnsonTransform(x[2]))),
        new("logitnormal", ["mean", "sd", "lower", "upper"], x => Transformed(x, new LogitTransform(x[2], x[3]))),
        new("probitnormal", ["mean", "sd", "lower", "upper"], x => Transformed(x, new ProbitTransform(x[2], x[3]))),
        new("student_t", ["mean", "scale", "df"], x => new StudentTDistribution(x[0], x[1], x[2])),
        new("loglikelihood", ["expression"], x => new LikelihoodDistribution(x[0])),
    ];

    /// <summary>The names of all of them.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(d => d.Name)];

    /// <summary>The normal distribution with its variance; the binder has taken the root already.</summary>
    public static DistributionForm NormalByVariance { get; } =
        new("normal", ["mean", "variance"], x => new NormalDistribution(x[0], x[1]));

    /// <summary>True when it is a written-out likelihood, which may use the observed value.</summary>
    public bool IsLikelihood => Parameters is ["expression"];

    /// <summary>How it is written.</summary>
    public string Form => $"{Name}({string.Join(", ", Parameters)})";

    /// <summary>How all distributions of a name are written: <c>normal(mean, sd)</c>.</summary>
    public static IEnumerable<string> Forms => All.Select(d => d.Form);

    /// <summary>The distribution of a name, or null.</summary>
    /// <param name="name">The name.</param>
    public static DistributionForm? Find(string name) => All.FirstOrDefault(d => d.Name == name);

    private static NormalDistribution Transformed(ImmutableArray<Expr> x, ObservationTransform transform) =>
        new(x[0], x[1]) { Transform = transform };

    // A negative prediction to a broken power is not a number, so its size is taken. Whole powers need no help:
    // only the square of the standard deviation matters.
    private static Expr PowerOfSize(Expr mean, Expr exponent) =>
        exponent is ConstantExpr { Value: var value } && double.IsInteger(value)
            ? Expr.Power(mean, exponent)
            : Expr.Power(Expr.Call(ElementaryFunction.Abs, mean), exponent);

    private static Expr Square(Expr x) => Expr.Power(x, 2);
}
