namespace PopPK.TestKit;

/// <summary>
/// Integrals over a normal random effect by the trapezoidal rule, whose error falls exponentially with the number of points for smooth
/// functions that vanish at both ends: a second opinion on every approximation of a marginal likelihood. Nest them for several effects.
/// </summary>
public static class NormalIntegral
{
    private const double Reach = 12;

    /// <summary>-2 log of the integral of exp(-m(x)/2) over x ~ N(0, variance).</summary>
    /// <param name="minus2Log">m.</param>
    /// <param name="variance">The variance.</param>
    /// <param name="points">Number of points between -12 and 12 standard deviations.</param>
    public static double Minus2Log(Func<double, double> minus2Log, double variance, int points = 1500)
    {
        var step = 2 * Reach / points;
        var exponents = Enumerable.Range(0, points + 1)
            .Select(i => -Reach + (i * step))
            .Select(z => -0.5 * (minus2Log(z * Math.Sqrt(variance)) + (z * z)))
            .ToArray();
        var largest = exponents.Max();
        return -2 * (largest + Math.Log(exponents.Sum(e => Math.Exp(e - largest)) * step / Math.Sqrt(2 * Math.PI)));
    }
}
