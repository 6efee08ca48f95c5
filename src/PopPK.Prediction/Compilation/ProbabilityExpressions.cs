using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>Logarithms of probabilities and densities as expressions that stay exact in the tails. Stateless.</summary>
internal static class ProbabilityExpressions
{
    /// <summary>Below this the square of an interval's width, in units of the scale on which the density changes, calls for the series.</summary>
    private const double NarrowBelow = 0.01;

    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>log P(Z &lt; z), Z standard normal.</summary>
    /// <param name="z">The limit.</param>
    public static Expr LogBelow(Expr z) => Expr.Call(ElementaryFunction.LogNormalCdf, z);

    /// <summary>log P(a &lt; Z &lt; b), Z standard normal.</summary>
    /// <param name="a">The lower limit.</param>
    /// <param name="b">The upper limit.</param>
    /// <param name="width">b - a; given beside them because their difference would lose digits.</param>
    public static Expr LogBetween(Expr a, Expr b, Expr width)
    {
        // Both limits in the upper tail are turned to the lower one, where probabilities keep their digits.
        var middle = 0.5 * (a + b);
        var isUpper = new ComparisonCondition(Comparison.Greater, middle, Expr.Zero);
        var lower = LogBelow(Expr.Select(isUpper, -b, a));
        var upper = LogBelow(Expr.Select(isUpper, -a, b));
        var wide = upper + Expr.Log(-Expr.Call(ElementaryFunction.Expm1, lower - upper));

        var (m2, w2) = (Expr.Power(middle, 2), Expr.Power(width, 2));
        var isNarrow = new ComparisonCondition(Comparison.Less, w2 * (1 + m2), NarrowBelow);
        return Expr.Select(isNarrow, LogNarrow(m2, width, w2), wide);
    }

    /// <summary>The log density of Student's t distribution with a location and a scale.</summary>
    /// <param name="x">Where.</param>
    /// <param name="location">The location.</param>
    /// <param name="scale">The scale; only its square matters.</param>
    /// <param name="degrees">The degrees of freedom.</param>
    public static Expr LogStudentT(Expr x, Expr location, Expr scale, Expr degrees)
    {
        var squared = scale * scale;
        return Expr.Call(ElementaryFunction.LogGamma, 0.5 * (degrees + 1))
            - Expr.Call(ElementaryFunction.LogGamma, 0.5 * degrees)
            - (0.5 * Expr.Log(Math.PI * degrees))
            - (0.5 * Expr.Log(squared))
            - (0.5 * (degrees + 1) * Expr.Log(1 + (Expr.Power(x - location, 2) / (degrees * squared))));
    }

    // The Taylor series of the distribution function around the middle of the interval; the terms are Hermite polynomials times
    // (width/2)^2k/(2k + 1)!, and the first one left out is below 1e-15.
    private static Expr LogNarrow(Expr m2, Expr width, Expr w2)
    {
        var second = (m2 - 1) / 24;
        var fourth = ((m2 * m2) - (6 * m2) + 3) / 1920;
        var sixth = ((m2 * m2 * m2) - (15 * m2 * m2) + (45 * m2) - 15) / 322560;
        return Expr.Log(width) - (0.5 * m2) - HalfLogTwoPi + Expr.Log(1 + (w2 * (second + (w2 * (fourth + (w2 * sixth))))));
    }
}
