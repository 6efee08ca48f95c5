using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PopPK.Symbolics;
using Lanes = System.Runtime.Intrinsics.Vector512<double>;

namespace PopPK.Prediction.Kernels;

/// <summary>
/// The modes and depots of <see cref="ModeKernel"/> and the pairs of <see cref="PairKernel"/> for eight observations at once, by the
/// same formulas: number i of a state is in lanes, from position 8 i on. States are read and rows are written, so one state serves many times.
/// </summary>
internal static class LaneModeKernel
{
    /// <summary>A mode without a depot after a time: the numbers a depot has no share in.</summary>
    /// <param name="state">The mode's six numbers before.</param>
    /// <param name="lambda">Rate constant [1/time].</param>
    /// <param name="e">exp(-lambda dt).</param>
    /// <param name="rate">Constant inputs [amount/time].</param>
    /// <param name="hasInput">False when all of these are zero.</param>
    /// <param name="dt">The times.</param>
    /// <param name="z">Receives the six numbers.</param>
    public static void Advance(ReadOnlySpan<double> state, double lambda, in Lanes e, in Lanes rate, bool hasInput, in Lanes dt, Span<double> z)
    {
        var v = At(state, 0);
        var v1 = At(state, 1);
        var z0 = v * e;
        var z1 = (v1 - dt * v) * e;
        var z3 = (At(state, 3) - 2 * dt * v1 + dt * dt * v) * e;
        if (hasInput)
        {
            var (value, a, aa) = LaneExponentialKernel.E1(lambda, dt, e);
            z0 += rate * value;
            z1 += rate * a;
            z3 += rate * aa;
        }

        Put(z, 0, z0);
        Put(z, 1, z1);
        Put(z, 3, z3);
    }

    /// <summary>A mode fed by a depot that has no input of its own, after a time.</summary>
    /// <param name="state">The mode's six numbers before.</param>
    /// <param name="depot">The depot's three numbers before.</param>
    /// <param name="lambda">Rate constant of the mode [1/time].</param>
    /// <param name="kappa">Absorption rate constant [1/time].</param>
    /// <param name="el">exp(-lambda dt).</param>
    /// <param name="ek">exp(-kappa dt).</param>
    /// <param name="rate">Constant inputs into the mode [amount/time].</param>
    /// <param name="hasInput">False when all of these are zero.</param>
    /// <param name="dt">The times.</param>
    /// <param name="z">Receives the six numbers.</param>
    public static void Advance(
        ReadOnlySpan<double> state,
        ReadOnlySpan<double> depot,
        double lambda,
        double kappa,
        in Lanes el,
        in Lanes ek,
        in Lanes rate,
        bool hasInput,
        in Lanes dt,
        Span<double> z)
    {
        Advance(state, lambda, el, rate, hasInput, dt, z);
        LaneExponentialKernel.E2(lambda, kappa, dt, el, ek, out var e2);
        var (d, d1, d2) = (At(depot, 0), At(depot, 1), At(depot, 2));
        var q = d * e2.Value;
        var ql = d * e2.A;
        var qk = d1 * e2.Value + d * e2.B;
        var qll = d * e2.AA;
        var qlk = d1 * e2.A + d * e2.AB;
        var qkk = d2 * e2.Value + 2 * d1 * e2.B + d * e2.BB;
        var k = At(state, 2);
        Put(z, 0, At(z, 0) + kappa * q);
        Put(z, 1, At(z, 1) + kappa * ql);
        Put(z, 2, k * el + q + kappa * qk);
        Put(z, 3, At(z, 3) + kappa * qll);
        Put(z, 4, (At(state, 4) - dt * k) * el + ql + kappa * qlk);
        Put(z, 5, At(state, 5) * el + 2 * qk + kappa * qkk);
    }

    /// <summary>A depot without input after a time.</summary>
    /// <param name="state">The depot's three numbers before.</param>
    /// <param name="e">exp(-kappa dt).</param>
    /// <param name="dt">The times.</param>
    /// <param name="depot">Receives the three numbers.</param>
    public static void AdvanceDepot(ReadOnlySpan<double> state, in Lanes e, in Lanes dt, Span<double> depot)
    {
        var v = At(state, 0);
        var v1 = At(state, 1);
        Put(depot, 0, v * e);
        Put(depot, 1, (v1 - dt * v) * e);
        Put(depot, 2, (At(state, 2) - 2 * dt * v1 + dt * dt * v) * e);
    }

    /// <summary>Makes w and y of two modes: <see cref="PairKernel.Combine"/>.</summary>
    /// <param name="fast">The six numbers of z(alpha).</param>
    /// <param name="slow">The six numbers of z(beta).</param>
    /// <param name="alpha">The larger eigenvalue [1/time].</param>
    /// <param name="beta">The smaller eigenvalue [1/time].</param>
    /// <param name="withDepot">False to leave out what is zero without a depot.</param>
    /// <param name="pair">Receives the pair's twenty numbers.</param>
    public static void Combine(
        ReadOnlySpan<double> fast, ReadOnlySpan<double> slow, double alpha, double beta, bool withDepot, Span<double> pair)
    {
        var (f0, f1, f3) = (At(fast, 0), At(fast, 1), At(fast, 3));
        var (g0, g1, g3) = (At(slow, 0), At(slow, 1), At(slow, 3));
        var y = pair[(PairKernel.JetSize * LaneFunction.Width)..];
        DivideDifference(f0, f1, f3, g0, g1, g3, alpha, beta, pair);

        // y is to -x z(x) what w is to z(x).
        var (af1, bg1) = (f1 * alpha, g1 * beta);
        DivideDifference(
            f0 * -alpha, -f0 - af1, -2 * f1 - f3 * alpha, g0 * -beta, -g0 - bg1, -2 * g1 - g3 * beta, alpha, beta, y);
        if (withDepot)
        {
            var (f2, f4, f5) = (At(fast, 2), At(fast, 4), At(fast, 5));
            var (g2, g4, g5) = (At(slow, 2), At(slow, 4), At(slow, 5));
            DivideDifferenceByDepot(f2, f4, f5, g2, g4, g5, alpha, beta, pair);
            DivideDifferenceByDepot(
                f2 * -alpha, -f2 - f4 * alpha, f5 * -alpha, g2 * -beta, -g2 - g4 * beta, g5 * -beta, alpha, beta, y);
        }
    }

    /// <summary>A number in eight lanes.</summary>
    /// <param name="numbers">Numbers in lanes.</param>
    /// <param name="index">Which.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes At(ReadOnlySpan<double> numbers, int index) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(numbers), (nuint)(index * LaneFunction.Width));

    /// <summary>Stores a number in eight lanes.</summary>
    /// <param name="numbers">Numbers in lanes.</param>
    /// <param name="index">Which.</param>
    /// <param name="value">Its lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(Span<double> numbers, int index, in Lanes value) =>
        value.StoreUnsafe(ref MemoryMarshal.GetReference(numbers), (nuint)(index * LaneFunction.Width));

    private static void DivideDifference(
        in Lanes f0, in Lanes f1, in Lanes f3, in Lanes g0, in Lanes g1, in Lanes g3, double alpha, double beta, Span<double> v)
    {
        var s = alpha + beta;
        var i = 1 / (alpha - beta);
        var i2 = i * i;
        var value = (g0 - f0) * i;
        var vs = (f1 * alpha + g1 * beta + value * s) * -i2;
        var vp = (f1 + g1 + 2 * value) * i2;
        var af = f3 * alpha;
        var bg = g3 * beta;
        Put(v, 0, value);
        Put(v, 1, vs);
        Put(v, 2, vp);
        Put(v, 4, (((f1 + af) * alpha - (g1 + bg) * beta) * i + value + vs * (3 * s)) * -i2);
        Put(v, 5, ((af - bg) * i + 2 * (vs - vp * s)) * i2);
        Put(v, 7, ((g3 - f3) * i + 6 * vp) * i2);
    }

    private static void DivideDifferenceByDepot(
        in Lanes f2, in Lanes f4, in Lanes f5, in Lanes g2, in Lanes g4, in Lanes g5, double alpha, double beta, Span<double> v)
    {
        var s = alpha + beta;
        var i = 1 / (alpha - beta);
        var i2 = i * i;
        var vk = (g2 - f2) * i;
        Put(v, 3, vk);
        Put(v, 6, (f4 * alpha + g4 * beta + vk * s) * -i2);
        Put(v, 8, (f4 + g4 + 2 * vk) * i2);
        Put(v, 9, (g5 - f5) * i);
    }
}
