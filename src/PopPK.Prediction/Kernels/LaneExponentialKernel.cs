using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector512<double>;

namespace PopPK.Prediction.Kernels;

/// <summary>E1 and E2 of <see cref="ExponentialKernel"/> for eight times at once, by the same formulas.</summary>
internal static class LaneExponentialKernel
{
    /// <summary>E1 with derivatives by a, of eight times.</summary>
    /// <param name="a">The rate.</param>
    /// <param name="t">The times.</param>
    /// <param name="ea">exp(-a t).</param>
    public static (Lanes Value, Lanes A, Lanes AA) E1(double a, in Lanes t, in Lanes ea)
    {
        var z = t * a;
        var isSmall = Vector512.LessThan(z, Vector512.Create(ExponentialKernel.ConfluentBelow));
        var p = Lanes.Zero;
        var p1 = Lanes.Zero;
        var p2 = Lanes.Zero;
        if (isSmall != Lanes.Zero)
        {
            OneNodeSeries(-z, out p, out p1, out p2);
            p1 = -p1;
        }

        if (isSmall != Lanes.AllBitsSet)
        {
            var q = (Lanes.One - ea) / z;
            var q1 = (ea - q) / z;
            var q2 = (-ea - 2 * q1) / z;
            p = Vector512.ConditionalSelect(isSmall, p, q);
            p1 = Vector512.ConditionalSelect(isSmall, p1, q1);
            p2 = Vector512.ConditionalSelect(isSmall, p2, q2);
        }

        return (t * p, t * t * p1, t * t * t * p2);
    }

    /// <summary>E2 with derivatives by a and b, of eight times.</summary>
    /// <param name="a">The first rate.</param>
    /// <param name="b">The second rate.</param>
    /// <param name="t">The times.</param>
    /// <param name="ea">exp(-a t).</param>
    /// <param name="eb">exp(-b t).</param>
    /// <param name="result">Receives value, A, B, AA, AB, BB.</param>
    public static void E2(double a, double b, in Lanes t, in Lanes ea, in Lanes eb, out Jet result)
    {
        var gap = b - a;
        var x = 0.5 * gap * t;
        var isSmall = Vector512.LessThan(Vector512.Abs(x), Vector512.Create(ExponentialKernel.ConfluentBelow));
        if (isSmall == Lanes.AllBitsSet)
        {
            NearlyEqual(x, t, Vector512.Exp(-0.5 * (a + b) * t), out result);
            return;
        }

        var inverse = 1 / gap;
        var ta = t * ea;
        var tb = t * eb;
        result.Value = (ea - eb) * inverse;
        result.A = (result.Value - ta) * inverse;
        result.B = (tb - result.Value) * inverse;
        result.AA = (t * ta + 2 * result.A) * inverse;
        result.AB = (result.B - result.A) * inverse;
        result.BB = (t * tb + 2 * result.B) * -inverse;
        if (isSmall != Lanes.Zero)
        {
            NearlyEqual(x, t, Vector512.Exp(-0.5 * (a + b) * t), out var near);
            result.Value = Vector512.ConditionalSelect(isSmall, near.Value, result.Value);
            result.A = Vector512.ConditionalSelect(isSmall, near.A, result.A);
            result.B = Vector512.ConditionalSelect(isSmall, near.B, result.B);
            result.AA = Vector512.ConditionalSelect(isSmall, near.AA, result.AA);
            result.AB = Vector512.ConditionalSelect(isSmall, near.AB, result.AB);
            result.BB = Vector512.ConditionalSelect(isSmall, near.BB, result.BB);
        }
    }

    private static void NearlyEqual(in Lanes x, in Lanes t, in Lanes middle, out Jet result)
    {
        var y = x * x;
        var (v, v1, v2) = (Lanes.Zero, Lanes.Zero, Lanes.Zero);
        for (var n = 19; n > 0; n -= 2)
        {
            v2 = v2 * y + 2 * v1;
            v1 = v1 * y + v;
            v = v * y + Vector512.Create(ExponentialKernel.InverseFactorials[n]);
        }

        var s = v;
        var s1 = 2 * x * v1;
        var s2 = 2 * v1 + 4 * y * v2;
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OneNodeSeries(in Lanes y, out Lanes p, out Lanes p1, out Lanes p2)
    {
        p = p1 = p2 = Lanes.Zero;
        for (var n = ExponentialKernel.InverseFactorials.Length - 1; n > 0; n--)
        {
            p2 = p2 * y + 2 * p1;
            p1 = p1 * y + p;
            p = p * y + Vector512.Create(ExponentialKernel.InverseFactorials[n]);
        }
    }

    /// <summary>A function of two rates with its derivatives, in lanes.</summary>
    public struct Jet
    {
        public Lanes Value;
        public Lanes A;
        public Lanes B;
        public Lanes AA;
        public Lanes AB;
        public Lanes BB;
    }
}
