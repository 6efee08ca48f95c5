using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Binding;

/// <summary>A way to write a normal distribution: what its arguments are called and the standard deviation they make.</summary>
/// <param name="Name">The name it is written with.</param>
/// <param name="Parameters">Names of its arguments in order; the first is the mean.</param>
/// <param name="StandardDeviation">Makes the standard deviation from the arguments.</param>
internal sealed record ResidualDistribution(
    string Name,
    ImmutableArray<string> Parameters,
    Func<ImmutableArray<Expr>, Expr> StandardDeviation)
{
    private static readonly ImmutableArray<ResidualDistribution> All =
    [
        new("normal", ["mean", "sd"], x => x[1]),
        new("additive", ["mean", "a"], x => x[1]),
        new("proportional", ["mean", "b"], x => x[1] * x[0]),
        new("combined", ["mean", "a", "b"], x => Expr.Sqrt(Square(x[1]) + Square(x[2] * x[0]))),
        new("combined1", ["mean", "a", "b"], x => x[1] + (x[2] * x[0])),
    ];

    /// <summary>The names of all of them.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(d => d.Name)];

    /// <summary>The normal distribution with its variance; the binder has taken the root already.</summary>
    public static ResidualDistribution NormalByVariance { get; } = new("normal", ["mean", "variance"], x => x[1]);

    /// <summary>How it is written.</summary>
    public string Form => $"{Name}({string.Join(", ", Parameters)})";

    /// <summary>The distribution of a name, or null.</summary>
    /// <param name="name">The name.</param>
    public static ResidualDistribution? Find(string name) => All.FirstOrDefault(d => d.Name == name);

    private static Expr Square(Expr x) => Expr.Power(x, 2);
}
