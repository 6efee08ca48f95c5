namespace PopPK.Numerics.Approximation;

/// <summary>Polynomials on [-1, 1] by their Chebyshev coefficients. Stateless.</summary>
public static class ChebyshevSeries
{
    private const int MostIterations = 200;

    /// <summary>The value at a point, by Clenshaw's recurrence.</summary>
    /// <param name="coefficients">The coefficients, at least one.</param>
    /// <param name="x">The point.</param>
    public static double Evaluate(ReadOnlySpan<double> coefficients, double x)
    {
        var (one, two) = (0.0, 0.0);
        for (var k = coefficients.Length - 1; k > 0; k--)
        {
            (one, two) = (coefficients[k] + 2 * x * one - two, one);
        }

        return coefficients[0] + x * one - two;
    }

    /// <summary>The coefficients of the derivative.</summary>
    /// <param name="coefficients">The coefficients, at least one.</param>
    /// <param name="derivative">Receives as many, the last of them 0.</param>
    public static void Differentiate(ReadOnlySpan<double> coefficients, Span<double> derivative)
    {
        var n = coefficients.Length - 1;
        derivative[n] = 0;
        for (var k = n; k > 0; k--)
        {
            derivative[k - 1] = 2 * k * coefficients[k] + (k + 1 <= n ? derivative[k + 1] : 0);
        }

        derivative[0] *= 0.5;
    }

    /// <summary>Where the polynomial takes a value between two points, on whose sides it is above and below.</summary>
    /// <remarks>Inverse quadratic interpolation where it is safe, else halving (Chandrupatla 1997, Adv Eng Softw 28:145).</remarks>
    /// <param name="coefficients">The coefficients.</param>
    /// <param name="value">The value.</param>
    /// <param name="low">The one point.</param>
    /// <param name="high">The other.</param>
    public static double FindCrossing(ReadOnlySpan<double> coefficients, double value, double low, double high)
    {
        var (x1, x2) = (low, high);
        var (f1, f2) = (Evaluate(coefficients, x1) - value, Evaluate(coefficients, x2) - value);
        if (f1 == 0 || f2 == 0 || f1 > 0 == f2 > 0)
        {
            // Rounding may put both on one side: the nearer one is the best there is.
            return Math.Abs(f1) <= Math.Abs(f2) ? x1 : x2;
        }

        var share = 0.5;
        for (var i = 0; i < MostIterations; i++)
        {
            var x = x1 + share * (x2 - x1);
            var f = Evaluate(coefficients, x) - value;
            double x3, f3;
            if (f > 0 == f1 > 0)
            {
                (x3, f3) = (x1, f1);
            }
            else
            {
                (x3, f3, x2, f2) = (x2, f2, x1, f1);
            }

            (x1, f1) = (x, f);
            var (best, residual) = Math.Abs(f1) < Math.Abs(f2) ? (x1, f1) : (x2, f2);
            var tolerance = 2 * double.Epsilon + 4e-16 * Math.Abs(best);
            var limit = tolerance / Math.Abs(x2 - x1);
            if (limit > 0.5 || residual == 0)
            {
                return best;
            }

            var xi = (x1 - x2) / (x3 - x2);
            var phi = (f1 - f2) / (f3 - f2);
            share = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi
                ? f1 / (f2 - f1) * (f3 / (f2 - f3)) + (x3 - x1) / (x2 - x1) * (f1 / (f3 - f1)) * (f2 / (f3 - f2))
                : 0.5;
            share = Math.Clamp(share, limit, 1 - limit);
        }

        return Math.Abs(f1) < Math.Abs(f2) ? x1 : x2;
    }
}
