using System.Runtime.CompilerServices;

namespace PopPK.Prediction.Kernels;

/// <summary>
/// The three functions of exponentials that every linear compartment model with first-order absorption is made of,
/// with first and second derivatives, without the singularities of their textbook forms:
/// <code>
/// E1(a; t)    = integral of exp(-a s) over 0..t                = (1 - exp(-a t)) / a
/// E2(a, b; t) = exp(-a s) convolved with exp(-b s) at t        = (exp(-a t) - exp(-b t)) / (b - a)
/// E3(a, b; t) = integral of E2(a, b; s) over 0..t              = (E1(a) - E1(b)) / (b - a)
/// </code>
/// E2 and E3 are (negative) divided differences, so their derivatives are divided differences with repeated nodes.
/// Near a = b (and near a = 0 for E1) each has a confluent branch: a power series or, for E3, Gauss-Legendre quadrature.
/// </summary>
internal static class ExponentialKernel
{
    /// <summary>Where |(b - a) t / 2| (or |a t| for E1) is below this, the confluent branch is taken.</summary>
    public const double ConfluentBelow = 1.0;

    /// <summary>A function of one rate with its derivatives.</summary>
    public struct Jet1
    {
        public double Value;
        public double A;
        public double AA;
    }

    /// <summary>A function of two rates with its derivatives.</summary>
    public struct Jet2
    {
        public double Value;
        public double A;
        public double B;
        public double AA;
        public double AB;
        public double BB;
    }

    /// <summary>E1 with derivatives by a; ea = exp(-a t).</summary>
    public static void E1(double a, double t, double ea, out Jet1 result)
    {
        // With z = a t: E1 = t p(z), p(z) = (1 - exp(-z)) / z, so the n-th derivative by a is t^(n+1) p^(n)(z).
        var z = a * t;
        double p, p1, p2;
        if (Math.Abs(z) < ConfluentBelow)
        {
            Phi1Series(z, out p, out p1, out p2);
        }
        else
        {
            p = (1 - ea) / z;
            p1 = (ea - p) / z;
            p2 = (-ea - 2 * p1) / z;
        }

        result.Value = t * p;
        result.A = t * t * p1;
        result.AA = t * t * t * p2;
    }

    /// <summary>E2 with derivatives by a and b; ea = exp(-a t), eb = exp(-b t).</summary>
    public static void E2(double a, double b, double t, double ea, double eb, out Jet2 result)
    {
        // With c = (a + b) / 2, h = (b - a) / 2, x = h t: E2 = t exp(-c t) S(x), S(x) = sinh(x) / x.
        var x = 0.5 * (b - a) * t;
        double s, s1, s2;
        if (Math.Abs(x) < ConfluentBelow)
        {
            var middle = Math.Exp(-0.5 * (a + b) * t);
            SinhcSeries(x, out s, out s1, out s2);
            s *= middle;
            s1 *= middle;
            s2 *= middle;
        }
        else
        {
            // exp(-c t) sinh(x) and exp(-c t) cosh(x) from the two exponentials, so that nothing overflows.
            s = 0.5 * (ea - eb) / x;
            s1 = (0.5 * (ea + eb) - s) / x;
            s2 = s - 2 * s1 / x;
        }

        // d/da = (d/dc)/2 - (d/dh)/2, d/db = (d/dc)/2 + (d/dh)/2, d/dc = -t, d/dh = t d/dx.
        var t2 = t * t;
        var t3 = t2 * t;
        result.Value = t * s;
        result.A = -0.5 * t2 * (s + s1);
        result.B = -0.5 * t2 * (s - s1);
        result.AA = 0.25 * t3 * (s + 2 * s1 + s2);
        result.AB = 0.25 * t3 * (s - s2);
        result.BB = 0.25 * t3 * (s - 2 * s1 + s2);
    }

    /// <summary>E3 with derivatives by a and b; ea = exp(-a t), eb = exp(-b t).</summary>
    public static void E3(double a, double b, double t, double ea, double eb, out Jet2 result)
    {
        var gap = b - a;
        if (Math.Abs(0.5 * gap * t) < ConfluentBelow)
        {
            E3ByQuadrature(a, b, t, out result);
            return;
        }

        E1(a, t, ea, out var fa);
        E1(b, t, eb, out var fb);
        var inverse = 1 / gap;
        // -F[a,b], then the divided differences with one node repeated (F is E1).
        var f = (fb.Value - fa.Value) * inverse;
        var faab = (f - fa.A) * inverse;
        var fabb = (fb.A - f) * inverse;
        result.Value = -f;
        result.A = -faab;
        result.B = -fabb;
        result.AA = -2 * (faab - 0.5 * fa.AA) * inverse;
        result.AB = -(fabb - faab) * inverse;
        result.BB = -2 * (0.5 * fb.AA - fabb) * inverse;
    }

    // integral of E2(a, b; s) ds. The interval is cut so that the integrand is a smooth function the 10-point rule
    // integrates to rounding on each piece.
    private static void E3ByQuadrature(double a, double b, double t, out Jet2 result)
    {
        result = default;
        // Behind 80 time constants the integrand is below 1e-30 of the integral.
        var slowest = Math.Min(a, b);
        var end = slowest * t > 80 ? 80 / slowest : t;
        var pieces = Math.Max(1, (int)Math.Ceiling(Math.Max(Math.Abs(a), Math.Abs(b)) * end / 2));
        var width = end / pieces;
        for (var piece = 0; piece < pieces; piece++)
        {
            for (var node = 0; node < 10; node++)
            {
                var position = node < 5 ? -GaussNode(4 - node) : GaussNode(node - 5);
                var weight = 0.5 * width * GaussWeight(node < 5 ? 4 - node : node - 5);
                var s = (piece + 0.5 * (1 + position)) * width;
                E2(a, b, s, Math.Exp(-a * s), Math.Exp(-b * s), out var e);
                result.Value += weight * e.Value;
                result.A += weight * e.A;
                result.B += weight * e.B;
                result.AA += weight * e.AA;
                result.AB += weight * e.AB;
                result.BB += weight * e.BB;
            }
        }
    }

    // p(z) = sum (-z)^k / (k+1)! with its first two derivatives, for |z| < 1.
    private static void Phi1Series(double z, out double p, out double p1, out double p2)
    {
        p = p1 = p2 = 0;
        for (var k = 19; k >= 0; k--)
        {
            var coefficient = (k % 2 == 0 ? 1 : -1) * InverseFactorial(k + 1);
            p2 = p2 * z + 2 * p1;
            p1 = p1 * z + p;
            p = p * z + coefficient;
        }
    }

    // S(x) = sum x^(2k) / (2k+1)! with its first two derivatives, for |x| < 1.
    private static void SinhcSeries(double x, out double s, out double s1, out double s2)
    {
        var y = x * x;
        double v = 0, v1 = 0, v2 = 0;
        for (var k = 9; k >= 0; k--)
        {
            v2 = v2 * y + 2 * v1;
            v1 = v1 * y + v;
            v = v * y + InverseFactorial(2 * k + 1);
        }

        s = v;
        s1 = 2 * x * v1;
        s2 = 2 * v1 + 4 * y * v2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double InverseFactorial(int n) => InverseFactorials[n];

    private static ReadOnlySpan<double> InverseFactorials =>
    [
        1.0, 1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880,
        1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800, 1.0 / 87178291200, 1.0 / 1307674368000,
        1.0 / 20922789888000, 1.0 / 355687428096000, 1.0 / 6402373705728000, 1.0 / 121645100408832000,
        1.0 / 2432902008176640000,
    ];

    // Positive nodes and weights of the 10-point Gauss-Legendre rule on (-1, 1).
    private static double GaussNode(int i) => GaussNodes[i];

    private static double GaussWeight(int i) => GaussWeights[i];

    private static ReadOnlySpan<double> GaussNodes =>
        [0.14887433898163122, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717];

    private static ReadOnlySpan<double> GaussWeights =>
        [0.29552422471475287, 0.26926671930999635, 0.21908636251598204, 0.1494513491505806, 0.06667134430868814];
}
