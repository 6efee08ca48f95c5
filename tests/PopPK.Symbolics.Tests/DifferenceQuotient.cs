namespace PopPK.Symbolics.Tests;

/// <summary>A numerical derivative, the second opinion on the exact one.</summary>
internal static class DifferenceQuotient
{
    private const double Step = 2e-3;

    /// <summary>
    /// The central difference of order 6 with one Richardson extrapolation, so of order 8:
    /// (45 (f1 - f-1) - 9 (f2 - f-2) + (f3 - f-3)) / 60 h.
    /// </summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    public static double Of(Func<double, double> f, double x)
    {
        var (coarse, fine) = (OrderSix(f, x, Step), OrderSix(f, x, Step / 2));
        return fine + ((fine - coarse) / 63);
    }

    private static double OrderSix(Func<double, double> f, double x, double h)
    {
        double Difference(int k) => f(x + (k * h)) - f(x - (k * h));
        return ((45 * Difference(1)) - (9 * Difference(2)) + Difference(3)) / (60 * h);
    }
}
