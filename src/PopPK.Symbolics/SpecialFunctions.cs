using MathNetFunctions = MathNet.Numerics.SpecialFunctions;

namespace PopPK.Symbolics;

/// <summary>
/// The values of the elementary functions the runtime library does not have. Pure functions; safe to share between threads.
/// </summary>
/// <remarks>
/// Nothing throws: outside a function's domain the value is NaN. The library's assembly is loaded when one of these
/// functions is first called, so models without them do not pay for it.
/// </remarks>
public static class SpecialFunctions
{
    /// <summary>From here on the asymptotic series of <see cref="Trigamma"/> is exact to rounding.</summary>
    private const double AsymptoticFrom = 15;

    /// <summary>log |gamma(x)|; for x below 0 by reflection (Abramowitz and Stegun 1964, 6.1.17).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, to about 1e-14 of max(1, |value|); +infinity at 0, -1, -2, ...</returns>
    public static double LogGamma(double x)
    {
        if (x > 0 || double.IsNaN(x))
        {
            return MathNetFunctions.GammaLn(x);
        }

        return x == Math.Floor(x)
            ? double.PositiveInfinity
            : Math.Log(Math.PI / Math.Abs(double.SinPi(x))) - MathNetFunctions.GammaLn(1 - x);
    }

    /// <summary>The derivative of <see cref="LogGamma"/>.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, to about 1e-14 of max(1, |value|); NaN at the poles 0, -1, -2, ...</returns>
    public static double Digamma(double x) => x <= 0 && x == Math.Floor(x) ? double.NaN : MathNetFunctions.DiGamma(x);

    /// <summary>
    /// The derivative of <see cref="Digamma"/>: recurrence (Abramowitz and Stegun 1964, 6.4.6) up to x = 15, then the
    /// asymptotic series (6.4.12); below 0 by reflection (6.4.7).
    /// </summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value, to about 1e-15 relative; +infinity at the poles 0, -1, -2, ...</returns>
    public static double Trigamma(double x)
    {
        if (x <= 0)
        {
            var sine = double.SinPi(x);
            return x == Math.Floor(x) ? double.PositiveInfinity : (Math.PI * Math.PI / (sine * sine)) - Trigamma(1 - x);
        }

        var head = 0.0;
        for (; x < AsymptoticFrom; x++)
        {
            head += 1 / (x * x);
        }

        // The coefficients are the Bernoulli numbers B2, B4, ... B14.
        var y = 1 / (x * x);
        var series = 1.0 / 6 + y * (-1.0 / 30 + y * (1.0 / 42 + y * (-1.0 / 30 + y * (5.0 / 66 + y * (-691.0 / 2730 + y * (7.0 / 6))))));
        return head + (1 / x) + (y / 2) + (series * y / x);
    }

    /// <summary>The standard normal distribution function, erfc(-x / sqrt 2) / 2.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The probability; in the lower tail, too, it is relatively exact, to about 1e-16 times max(1, x^2).</returns>
    public static double NormalCdf(double x) => 0.5 * MathNetFunctions.Erfc(-x / Math.Sqrt(2));

    /// <summary>-1, 0 or 1; NaN of NaN, where <see cref="Math.Sign(double)"/> throws.</summary>
    /// <param name="x">The argument.</param>
    public static double Sign(double x) => x > 0 ? 1 : x < 0 ? -1 : x;
}
