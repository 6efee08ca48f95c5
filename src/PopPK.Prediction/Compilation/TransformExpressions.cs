using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// Transforms of both sides as expressions that are smooth in their parameters: powers are written with (e^u - 1)/u, which has no
/// hole at 0, so that lambda = 0 needs no branch. Stateless.
/// </summary>
public static class TransformExpressions
{
    /// <summary>h(x); x itself without a transform.</summary>
    /// <param name="transform">The transform, or null.</param>
    /// <param name="x">The argument.</param>
    public static Expr Apply(ObservationTransform? transform, Expr x) => transform switch
    {
        null => x,
        LogTransform => Expr.Log(x),
        BoxCoxTransform t => Power(Expr.Log(x), t.Lambda),
        YeoJohnsonTransform t => Expr.Select(
            IsNotNegative(x),
            Power(Expr.Log(1 + x), t.Lambda),
            -Power(Expr.Log(1 - x), 2 - t.Lambda)),
        LogitTransform t => Expr.Log(x - t.Lower) - Expr.Log(t.Upper - x),
        ProbitTransform t => Probit(t, x),
        _ => throw Unknown(transform),
    };

    /// <summary>log h'(x); 0 without a transform.</summary>
    /// <param name="transform">The transform, or null.</param>
    /// <param name="x">The argument.</param>
    public static Expr LogSlope(ObservationTransform? transform, Expr x) => transform switch
    {
        null => Expr.Zero,
        LogTransform => -Expr.Log(x),
        BoxCoxTransform t => (t.Lambda - 1) * Expr.Log(x),
        YeoJohnsonTransform t => (t.Lambda - 1) * Expr.Select(IsNotNegative(x), Expr.Log(1 + x), -Expr.Log(1 - x)),
        LogitTransform t => Expr.Log(t.Upper - t.Lower) - Expr.Log(x - t.Lower) - Expr.Log(t.Upper - x),
        ProbitTransform t => (0.5 * Expr.Power(Probit(t, x), 2)) + (0.5 * Math.Log(2 * Math.PI)) - Expr.Log(t.Upper - t.Lower),
        _ => throw Unknown(transform),
    };

    /// <summary>The bounds between which x must lie; infinite where there is none.</summary>
    /// <param name="transform">The transform, or null.</param>
    /// <param name="valueOf">The value of a parameter; NaN when it is not known.</param>
    public static (double Lower, double Upper) Bounds(ObservationTransform? transform, Func<Expr, double> valueOf) => transform switch
    {
        LogTransform or BoxCoxTransform => (0, double.PositiveInfinity),
        LogitTransform t => (valueOf(t.Lower), valueOf(t.Upper)),
        ProbitTransform t => (valueOf(t.Lower), valueOf(t.Upper)),
        _ => (double.NegativeInfinity, double.PositiveInfinity),
    };

    /// <summary>A value at which h is 0: what stands for DV in records that have none, so that they can be shown.</summary>
    /// <param name="transform">The transform, or null.</param>
    /// <param name="valueOf">The value of a parameter; NaN when it is not known.</param>
    public static double Neutral(ObservationTransform? transform, Func<Expr, double> valueOf) => transform switch
    {
        YeoJohnsonTransform => 0,
        LogitTransform t => 0.5 * (valueOf(t.Lower) + valueOf(t.Upper)),
        ProbitTransform t => 0.5 * (valueOf(t.Lower) + valueOf(t.Upper)),
        _ => 1,
    };

    // (e^(lambda l) - 1)/lambda.
    private static Expr Power(Expr logarithm, Expr lambda) => logarithm * Expr.Call(ElementaryFunction.ExpMean, lambda * logarithm);

    // From the nearer bound: the quantile of a probability near 1 is known badly, that of its complement well.
    private static Expr Probit(ProbitTransform t, Expr x)
    {
        Expr Quantile(Expr part) => Expr.Call(ElementaryFunction.NormalQuantile, part / (t.Upper - t.Lower));
        return Expr.Select(
            new ComparisonCondition(Comparison.Less, 2 * x, t.Lower + t.Upper),
            Quantile(x - t.Lower),
            -Quantile(t.Upper - x));
    }

    private static ComparisonCondition IsNotNegative(Expr x) => new(Comparison.GreaterOrEqual, x, Expr.Zero);

    private static ArgumentException Unknown(ObservationTransform transform) => new($"Unknown transform {transform.GetType().Name}.", nameof(transform));
}
