namespace PopPK.Numerics.Ode.Tableaus;

/// <summary>
/// Dormand and Prince (1980), J. Comput. Appl. Math. 6, 19-26, table 2 (RK5(4)7M); also Hairer, Norsett and Wanner (1993),
/// Solving Ordinary Differential Equations I, table II.5.2.
/// </summary>
internal static class DormandPrince54Coefficients
{
    public static ExplicitRungeKuttaTableau Create() =>
        new("Dormand-Prince 5(4)", order: 5, embeddedOrder: 4, Nodes, Coefficients, Weights, ErrorWeights, CreateExtension());

    private static ReadOnlySpan<double> Nodes => [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1];

    private static ReadOnlySpan<double> Coefficients =>
    [
        1.0 / 5,
        3.0 / 40, 9.0 / 40,
        44.0 / 45, -56.0 / 15, 32.0 / 9,
        19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729,
        9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656,
        35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84,
    ];

    private static ReadOnlySpan<double> Weights => [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84, 0];

    // b - b^ with b^ = (5179/57600, 0, 7571/16695, 393/640, -92097/339200, 187/2100, 1/40).
    private static ReadOnlySpan<double> ErrorWeights =>
        [71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40];

    // Hairer, Norsett and Wanner (1993), section II.6: d of the order 4 formula of Shampine (1986).
    private static ReadOnlySpan<double> Curvatures =>
    [
        -12715105075.0 / 11282082432, 0, 87487479700.0 / 32700410799, -10690763975.0 / 1880347072, 701980252875.0 / 199316789632,
        -1453857185.0 / 822651844, 69997945.0 / 29380423,
    ];

    // The cubic through both ends with the rates there, plus theta^2 (1 - theta)^2 h sum_i d_i k_i, in powers of theta.
    private static ContinuousExtension CreateExtension()
    {
        const int degree = 4;
        var b = Weights;
        var d = Curvatures;
        var coefficients = new double[degree * b.Length];
        for (var i = 0; i < b.Length; i++)
        {
            var (first, last) = (i == 0 ? 1 : 0, i == b.Length - 1 ? 1 : 0);
            coefficients[degree * i] = first;
            coefficients[(degree * i) + 1] = (3 * b[i]) - (2 * first) - last + d[i];
            coefficients[(degree * i) + 2] = (-2 * b[i]) + first + last - (2 * d[i]);
            coefficients[(degree * i) + 3] = d[i];
        }

        return new ContinuousExtension(order: 4, degree, coefficients);
    }
}
