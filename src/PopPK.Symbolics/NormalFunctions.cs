using MathNet.Numerics.Distributions;

namespace PopPK.Symbolics;

/// <summary>
/// Functions of the standard normal distribution that stay exact in its tails. Pure functions; safe to share between threads.
/// </summary>
/// <remarks>Nothing throws: outside a function's domain the value is NaN.</remarks>
public static class NormalFunctions
{
    /// <summary>Below this the continued fraction of <see cref="TailRatio"/> is exact to rounding.</summary>
    private const double TailBelow = -5;

    /// <summary>Levels of the continued fraction; at <see cref="TailBelow"/>, where most are needed, 40 would do.</summary>
    private const int Levels = 60;

    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private static readonly double InverseSqrtTwoPi = 1 / Math.Sqrt(2 * Math.PI);

    /// <summary>The logarithm of the distribution function.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, to about 1e-14 relative in both tails.</returns>
    public static double LogCdf(double x)
    {
        if (x < TailBelow)
        {
            return (-0.5 * x * x) - HalfLogTwoPi - Math.Log(TailRatio(-x));
        }

        return x > 0 ? LogOnePlus(-SpecialFunctions.NormalCdf(-x)) : Math.Log(SpecialFunctions.NormalCdf(x));
    }

    /// <summary>The density divided by the distribution function.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, to about 1e-14 relative.</returns>
    public static double InverseMills(double x) => x < TailBelow
        ? TailRatio(-x)
        : InverseSqrtTwoPi * Math.Exp(-0.5 * x * x) / SpecialFunctions.NormalCdf(x);

    /// <summary>The inverse of the distribution function: the library's, and a step of Newton's method in the logarithm of the probability.</summary>
    /// <param name="p">A probability.</param>
    /// <returns>The value, to about 1e-15 of max(1, |value|) below 1/2; above it p itself is known to no more than 1 - p is.</returns>
    public static double Quantile(double p)
    {
        if (p > 0.5)
        {
            return -Quantile(1 - p);
        }

        if (!(p > 0))
        {
            return p == 0 ? double.NegativeInfinity : double.NaN;
        }

        var x = Normal.InvCDF(0, 1, p);
        return double.IsFinite(x) ? x - ((LogCdf(x) - Math.Log(p)) / InverseMills(x)) : x;
    }

    /// <summary>log(1 + y) for y between -1 and 0, exact near 0.</summary>
    private static double LogOnePlus(double y)
    {
        // The rounding error of 1 + y cancels in the quotient.
        var sum = 1 + y;
        return sum == 1 ? y : y * Math.Log(sum) / (sum - 1);
    }

    /// <summary>Density over upper tail probability at t, as Laplace's continued fraction t + 1/(t + 2/(t + 3/...)) (Abramowitz and Stegun 1964, 26.2.14).</summary>
    private static double TailRatio(double t)
    {
        var rest = t;
        for (var level = Levels; level > 0; level--)
        {
            rest = t + (level / rest);
        }

        return rest;
    }
}
