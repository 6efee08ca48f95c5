namespace PopPK.Symbolics;

/// <summary>
/// e^x - 1 and the moments of e^(xs) over s from 0 to 1, exact near 0: what power transforms are made of. Pure functions; safe to
/// share between threads.
/// </summary>
public static class ExponentialFunctions
{
    /// <summary>Up to this size the moments are summed as series; beyond it the recurrence of the moments loses no digits.</summary>
    private const double SeriesUpTo = 1;

    /// <summary>Terms of a series; the next one is below 1e-17 of the sum.</summary>
    private const int Terms = 19;

    /// <summary>e^x - 1.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, to about 1e-15 relative.</returns>
    public static double Expm1(double x)
    {
        if (Math.Abs(x) > SeriesUpTo || double.IsNaN(x))
        {
            return Math.Exp(x) - 1;
        }

        return x * Mean(x);
    }

    /// <summary>(e^x - 1)/x, the mean of e^(xs).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, to about 1e-15 relative.</returns>
    public static double Mean(double x) => Math.Abs(x) <= SeriesUpTo ? Series(x, 0) : (Math.Exp(x) - 1) / x;

    /// <summary>The mean of s e^(xs).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, to about 1e-15 relative.</returns>
    public static double MeanSlope(double x) => Math.Abs(x) <= SeriesUpTo ? Series(x, 1) : (Math.Exp(x) - Mean(x)) / x;

    /// <summary>The mean of s^2 e^(xs).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, to about 1e-14 relative.</returns>
    public static double MeanCurvature(double x) => Math.Abs(x) <= SeriesUpTo ? Series(x, 2) : (Math.Exp(x) - (2 * MeanSlope(x))) / x;

    /// <summary>The sum of x^n / (n! (n + power + 1)).</summary>
    private static double Series(double x, int power)
    {
        var (sum, term) = (0.0, 1.0);
        for (var n = 0; n < Terms; n++)
        {
            sum += term / (n + power + 1);
            term *= x / (n + 1);
        }

        return sum;
    }
}
