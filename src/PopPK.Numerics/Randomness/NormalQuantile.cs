namespace PopPK.Numerics.Randomness;

/// <summary>
/// The quantile of the standard normal distribution (Wichura 1988, Algorithm AS 241, Appl Stat 37:477), relative error about 1e-16.
/// Only operations that IEEE 754 defines to the last bit are used, so that random numbers made with it are the same everywhere.
/// Stateless.
/// </summary>
public static class NormalQuantile
{
    private const double CentralHalfWidth = 0.425;
    private const double TailFrom = 5;
    private const double Log2 = 0.6931471805599453;

    private static ReadOnlySpan<double> CentralNumerator =>
    [
        3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
    ];

    private static ReadOnlySpan<double> CentralDenominator =>
    [
        1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
    ];

    private static ReadOnlySpan<double> MiddleNumerator =>
    [
        1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
        1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ];

    private static ReadOnlySpan<double> MiddleDenominator =>
    [
        1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];

    private static ReadOnlySpan<double> TailNumerator =>
    [
        6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ];

    private static ReadOnlySpan<double> TailDenominator =>
    [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ];

    /// <summary>The number below which a standard normal number is with some probability.</summary>
    /// <param name="probability">The probability.</param>
    /// <returns>The quantile; negative or positive infinity at 0 or 1, NaN outside.</returns>
    public static double At(double probability)
    {
        if (probability is 0 or 1)
        {
            return probability == 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (!(probability is > 0 and < 1))
        {
            return double.NaN;
        }

        var q = probability - 0.5;
        if (Math.Abs(q) <= CentralHalfWidth)
        {
            var square = CentralHalfWidth * CentralHalfWidth - q * q;
            return q * Polynomial(CentralNumerator, square) / Polynomial(CentralDenominator, square);
        }

        var r = Math.Sqrt(-Logarithm(q < 0 ? probability : 1 - probability));
        var size = r <= TailFrom
            ? Polynomial(MiddleNumerator, r - 1.6) / Polynomial(MiddleDenominator, r - 1.6)
            : Polynomial(TailNumerator, r - TailFrom) / Polynomial(TailDenominator, r - TailFrom);
        return q < 0 ? -size : size;
    }

    /// <summary>The natural logarithm by a series, 2 artanh((m - 1) / (m + 1)) + e log 2: the library's differs between platforms.</summary>
    /// <param name="x">Positive and normal.</param>
    internal static double Logarithm(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // |s| < 0.172, so that s^24 is below rounding.
        var s = (mantissa - 1) / (mantissa + 1);
        var square = s * s;
        var sum = 0.0;
        for (var k = 23; k >= 1; k -= 2)
        {
            sum = sum * square + 1.0 / k;
        }

        return exponent * Log2 + 2 * s * sum;
    }

    private static double Polynomial(ReadOnlySpan<double> coefficients, double x)
    {
        var sum = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            sum = sum * x + coefficients[i];
        }

        return sum;
    }
}
