namespace PopPK.Prediction.Kernels;

/// <summary>
/// The three functions of exponentials that every linear compartment model with first-order absorption is made of,
/// with first and second derivatives, without the singularities of their textbook forms:
/// <code>
/// E1(a; t)    = integral of exp(-a s) over 0..t                = (1 - exp(-a t)) / a
/// E2(a, b; t) = exp(-a s) convolved with exp(-b s) at t        = (exp(-a t) - exp(-b t)) / (b - a)
/// E3(a, b; t) = integral of E2(a, b; s) over 0..t              = (E1(a) - E1(b)) / (b - a)
/// </code>
/// All are divided differences of the exponential function and analytic in a and b (A. McCurdy, K. C. Ng, B. N. Parlett 1984,
/// Accurate computation of divided differences of the exponential function, Math. Comput. 43, 501-528). Where the textbook
/// form cancels, a power series is summed instead; elsewhere derivatives come from the linear relations that define the
/// functions, so that every number has a relative error of a few roundings, however far apart a and b are.
/// Rates and times are not negative.
/// </summary>
internal static class ExponentialKernel
{
    /// <summary>Where a t (E1), |b - a| t / 2 (E2) or the larger of a t and b t (E3) is below this, a series is summed.</summary>
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
        // The relation is z p = 1 - exp(-z), differentiated.
        var z = a * t;
        double p, p1, p2;
        if (z < ConfluentBelow)
        {
            OneNodeSeries(-z, out p, out p1, out p2);
            p1 = -p1;
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
        var gap = b - a;
        var x = 0.5 * gap * t;
        if (Math.Abs(x) < ConfluentBelow)
        {
            E2NearlyEqual(x, t, Math.Exp(-0.5 * (a + b) * t), out result);
            return;
        }

        // (b - a) E2 = ea - eb, differentiated.
        var inverse = 1 / gap;
        var ta = t * ea;
        var tb = t * eb;
        result.Value = (ea - eb) * inverse;
        result.A = (result.Value - ta) * inverse;
        result.B = (tb - result.Value) * inverse;
        result.AA = (t * ta + 2 * result.A) * inverse;
        result.AB = (result.B - result.A) * inverse;
        result.BB = -(t * tb + 2 * result.B) * inverse;
    }

    /// <summary>E3 with derivatives by a and b; ea = exp(-a t), eb = exp(-b t).</summary>
    public static void E3(double a, double b, double t, double ea, double eb, out Jet2 result)
    {
        if (Math.Max(a, b) * t < ConfluentBelow)
        {
            E3Series(a, b, t, out result);
        }
        else if (a > b)
        {
            E3ByBalance(b, a, t, eb, ea, out var swapped);
            result.Value = swapped.Value;
            result.A = swapped.B;
            result.B = swapped.A;
            result.AA = swapped.BB;
            result.AB = swapped.AB;
            result.BB = swapped.AA;
        }
        else
        {
            E3ByBalance(a, b, t, ea, eb, out result);
        }
    }

    // With c = (a + b) / 2, h = (b - a) / 2, x = h t: E2 = t exp(-c t) S(x), S(x) = sinh(x) / x.
    private static void E2NearlyEqual(double x, double t, double middle, out Jet2 result)
    {
        HyperbolicSineSeries(x, out var s, out var s1, out var s2);

        // d/da = (d/dc)/2 - (d/dh)/2, d/db = (d/dc)/2 + (d/dh)/2, d/dc = -t, d/dh = t d/dx.
        var t1 = t * middle;
        var t2 = t * t1;
        var t3 = t * t2;
        result.Value = t1 * s;
        result.A = -0.5 * t2 * (s + s1);
        result.B = -0.5 * t2 * (s - s1);
        result.AA = 0.25 * t3 * (s + 2 * s1 + s2);
        result.AB = 0.25 * t3 * (s - s2);
        result.BB = 0.25 * t3 * (s - 2 * s1 + s2);
    }

    // What entered a chain of two pools and has not left the second is there still: b E3 = E1(a) - E2, differentiated;
    // b is the larger rate, b t not small.
    private static void E3ByBalance(double a, double b, double t, double ea, double eb, out Jet2 result)
    {
        E1(a, t, ea, out var e1);
        E2(a, b, t, ea, eb, out var e2);
        var inverse = 1 / b;
        result.Value = (e1.Value - e2.Value) * inverse;
        result.A = (e1.A - e2.A) * inverse;
        result.B = -(e2.B + result.Value) * inverse;
        result.AA = (e1.AA - e2.AA) * inverse;
        result.AB = -(e2.AB + result.A) * inverse;
        result.BB = -(e2.BB + 2 * result.B) * inverse;
    }

    // E3 = t^2 sum h_n(x, y) / (n + 2)! with x = -a t, y = -b t and h_n = sum of x^i y^(n-i), for which
    // h_n = x h_(n-1) + y^n = y h_(n-1) + x^n; the differentiated recurrences give the derivatives.
    private static void E3Series(double a, double b, double t, out Jet2 result)
    {
        var x = -a * t;
        var y = -b * t;
        double power = 1, h = 1, hx = 0, hy = 0, hxx = 0, hxy = 0, hyy = 0;
        double g = 0.5, gx = 0, gy = 0, gxx = 0, gxy = 0, gyy = 0;
        for (var n = 3; n < InverseFactorials.Length; n++)
        {
            hxx = 2 * hx + x * hxx;
            hyy = 2 * hy + y * hyy;
            hxy = hy + x * hxy;
            hx = h + x * hx;
            hy = h + y * hy;
            power *= y;
            h = x * h + power;
            var c = InverseFactorials[n];
            g += c * h;
            gx += c * hx;
            gy += c * hy;
            gxx += c * hxx;
            gxy += c * hxy;
            gyy += c * hyy;
        }

        var t2 = t * t;
        var t3 = t2 * t;
        var t4 = t2 * t2;
        result.Value = t2 * g;
        result.A = -t3 * gx;
        result.B = -t3 * gy;
        result.AA = t4 * gxx;
        result.AB = t4 * gxy;
        result.BB = t4 * gyy;
    }

    // (exp(y) - 1) / y = sum y^k / (k+1)! with its first two derivatives, for |y| < 1.
    private static void OneNodeSeries(double y, out double p, out double p1, out double p2)
    {
        p = p1 = p2 = 0;
        for (var n = InverseFactorials.Length - 1; n > 0; n--)
        {
            p2 = p2 * y + 2 * p1;
            p1 = p1 * y + p;
            p = p * y + InverseFactorials[n];
        }
    }

    // S(x) = sum x^(2k) / (2k+1)! with its first two derivatives, for |x| < 1.
    private static void HyperbolicSineSeries(double x, out double s, out double s1, out double s2)
    {
        var y = x * x;
        double v = 0, v1 = 0, v2 = 0;
        for (var n = 19; n > 0; n -= 2)
        {
            v2 = v2 * y + 2 * v1;
            v1 = v1 * y + v;
            v = v * y + InverseFactorials[n];
        }

        s = v;
        s1 = 2 * x * v1;
        s2 = 2 * v1 + 4 * y * v2;
    }

    // 1/n!, as far as a series for arguments below 1 counts.
    internal static ReadOnlySpan<double> InverseFactorials =>
    [
        1.0, 1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880,
        1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800, 1.0 / 87178291200, 1.0 / 1307674368000,
        1.0 / 20922789888000, 1.0 / 355687428096000, 1.0 / 6402373705728000, 1.0 / 121645100408832000,
        1.0 / 2432902008176640000, 1.0 / 51090942171709440000.0, 1.0 / 1124000727777607680000.0,
    ];
}
