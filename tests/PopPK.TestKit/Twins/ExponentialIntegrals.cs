namespace PopPK.TestKit.Twins;

/// <summary>
/// The plain twin of <see cref="PopPK.Prediction.Kernels.ExponentialKernel"/>: the functions as the integrals they are, by quadrature. Every derivative is
/// the same integral with powers of the integration variables as weights; nothing ever cancels.
/// <code>
/// E1: integral over s in 0..t of (-s)^i exp(-a s)
/// E2: integral over s in 0..t of (-s)^i (-(t-s))^j exp(-a s - b (t-s))
/// E3: integral over u in 0..t of the E2 integrand's integral to u
/// </code>
/// </summary>
public static class ExponentialIntegrals
{
    private const int NodesPerPanel = 20;
    private const int PanelsPerHalf = 7;
    private static readonly (double Node, double Weight)[] Rule = GaussLegendre(NodesPerPanel);

    /// <summary>The i-th derivative of E1 by a.</summary>
    public static double E1(double a, double t, int i) => Integrate(s => Power(-s, i) * Math.Exp(-a * s), t);

    /// <summary>The derivative of E2, i times by a and j times by b.</summary>
    public static double E2(double a, double b, double t, int i, int j) =>
        Integrate((s, rest) => Power(-s, i) * Power(-rest, j) * Math.Exp(-a * s - b * rest), t);

    /// <summary>The derivative of E3, i times by a and j times by b.</summary>
    public static double E3(double a, double b, double t, int i, int j) =>
        Integrate((s, rest) => Power(-s, i) * Math.Exp(-a * s) * E1(b, rest, j), t);

    private static double Power(double x, int n) => n == 0 ? 1 : x * Power(x, n - 1);

    private static double Integrate(Func<double, double> f, double t) => Integrate((s, _) => f(s), t);

    // Panels that shrink fourfold towards both ends resolve boundary layers of any width.
    private static double Integrate(Func<double, double, double> f, double t)
    {
        var sum = 0.0;
        var outer = 0.5 * t;
        for (var panel = 0; panel < PanelsPerHalf; panel++)
        {
            var inner = panel == PanelsPerHalf - 1 ? 0 : outer / 4;
            foreach (var (node, weight) in Rule)
            {
                var s = inner + 0.5 * (1 + node) * (outer - inner);
                sum += 0.5 * (outer - inner) * weight * (f(s, t - s) + f(t - s, s));
            }

            outer = inner;
        }

        return sum;
    }

    // Roots of the Legendre polynomial by Newton's method from Tricomi's guesses.
    private static (double Node, double Weight)[] GaussLegendre(int n)
    {
        var rule = new (double, double)[n];
        for (var i = 0; i < n; i++)
        {
            var x = Math.Cos(Math.PI * (i + 0.75) / (n + 0.5));
            double slope = 0;
            for (var iteration = 0; iteration < 20; iteration++)
            {
                var (previous, current) = (1.0, x);
                for (var k = 2; k <= n; k++)
                {
                    (previous, current) = (current, ((2 * k - 1) * x * current - (k - 1) * previous) / k);
                }

                slope = n * (x * current - previous) / (x * x - 1);
                x -= current / slope;
            }

            rule[i] = (x, 2 / ((1 - x * x) * slope * slope));
        }

        return rule;
    }
}
