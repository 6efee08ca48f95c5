namespace PopPK.Prediction.Kernels;

/// <summary>
/// The response w of w'' + s w' + p w = input, and its rate y = w': what every two-compartment model is made of. With
/// eigenvalues alpha and beta (the roots of x^2 - s x + p, s = k10 + k12 + k21, p = k10 k21; Gibaldi and Perrier 1982,
/// Pharmacokinetics, chapter 2) and the modes z of <see cref="ModeKernel"/>,
/// <code>
/// w = (z(beta) - z(alpha)) / (alpha - beta),   y = (alpha z(alpha) - beta z(beta)) / (alpha - beta)
/// </code>
/// Both are symmetric in the eigenvalues, hence smooth functions of s and p, also where the eigenvalues are equal.
/// </summary>
internal static class PairKernel
{
    /// <summary>Numbers w, or y, carries: the value, then derivatives by s, p, kappa, ss, sp, s kappa, pp, p kappa, kappa kappa.</summary>
    public const int JetSize = 10;

    /// <summary>Numbers a pair carries: w, then y.</summary>
    public const int PairSize = 2 * JetSize;

    /// <summary>
    /// Makes w and y of two modes. The derivatives divide by (alpha - beta) five times: not for nearly equal eigenvalues.
    /// </summary>
    /// <param name="fast">The six numbers of z(alpha).</param>
    /// <param name="slow">The six numbers of z(beta).</param>
    /// <param name="alpha">The larger eigenvalue [1/time].</param>
    /// <param name="beta">The smaller eigenvalue [1/time].</param>
    /// <param name="pair">Receives the pair's twenty numbers.</param>
    public static void Combine(ReadOnlySpan<double> fast, ReadOnlySpan<double> slow, double alpha, double beta, Span<double> pair)
    {
        DivideDifference(fast, slow, alpha, beta, pair[..JetSize]);

        // y is to -x z(x) what w is to z(x).
        Span<double> f = stackalloc double[ModeKernel.ModeSize];
        Span<double> g = stackalloc double[ModeKernel.ModeSize];
        MultiplyByNegativeRate(fast, alpha, f);
        MultiplyByNegativeRate(slow, beta, g);
        DivideDifference(f, g, alpha, beta, pair[JetSize..]);
    }

    // v = (g - f) / (alpha - beta) with f and g functions of alpha and beta (and kappa). From d alpha = (alpha ds - dp) / d,
    // d beta = (dp - beta ds) / d, d = alpha - beta: d^2 v_p = f' + g' + 2 v, d^2 v_s = -(alpha f' + beta g' + s v); the
    // second derivatives follow from these.
    private static void DivideDifference(ReadOnlySpan<double> f, ReadOnlySpan<double> g, double alpha, double beta, Span<double> v)
    {
        var s = alpha + beta;
        var i = 1 / (alpha - beta);
        var i2 = i * i;
        var value = (g[0] - f[0]) * i;
        var vs = -(alpha * f[1] + beta * g[1] + s * value) * i2;
        var vp = (f[1] + g[1] + 2 * value) * i2;
        var vk = (g[2] - f[2]) * i;
        var af = alpha * f[3];
        var bg = beta * g[3];
        v[0] = value;
        v[1] = vs;
        v[2] = vp;
        v[3] = vk;
        v[4] = -((alpha * (f[1] + af) - beta * (g[1] + bg)) * i + value + 3 * s * vs) * i2;
        v[5] = ((af - bg) * i + 2 * (vs - s * vp)) * i2;
        v[6] = -(alpha * f[4] + beta * g[4] + s * vk) * i2;
        v[7] = ((g[3] - f[3]) * i + 6 * vp) * i2;
        v[8] = (f[4] + g[4] + 2 * vk) * i2;
        v[9] = (g[5] - f[5]) * i;
    }

    private static void MultiplyByNegativeRate(ReadOnlySpan<double> z, double x, Span<double> f)
    {
        f[0] = -x * z[0];
        f[1] = -z[0] - x * z[1];
        f[2] = -x * z[2];
        f[3] = -2 * z[1] - x * z[3];
        f[4] = -z[2] - x * z[4];
        f[5] = -x * z[5];
    }
}
