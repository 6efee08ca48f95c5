using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using PopPK.Symbolics;
using Lanes = System.Runtime.Intrinsics.Vector512<double>;

namespace PopPK.Prediction.Kernels;

/// <summary>
/// The values alone, without derivatives, of the modes and depots of <see cref="ModeKernel"/> and the pairs of <see cref="PairKernel"/> for
/// eight times at once, by the same formulas. What depends on the times alone, exponentials and their convolutions, is the basis: it is
/// computed once for all states that are moved over the same times. Number i is in lanes, from position 8 i on.
/// </summary>
internal static class LaneValueKernel
{
    /// <summary>Numbers of a basis: exp(-lambda t) of each mode, exp(-kappa t), then E2 and E1 of each mode.</summary>
    /// <param name="modes">Number of modes.</param>
    public static int BasisSize(int modes) => 3 * modes + 1;

    /// <summary>Computes a basis.</summary>
    /// <param name="t">Eight times, not negative.</param>
    /// <param name="lambda">Rate constants of the modes [1/time]; those fed by the depot come first.</param>
    /// <param name="fed">How many are fed by the depot.</param>
    /// <param name="kappa">Absorption rate constant [1/time].</param>
    /// <param name="hasDepot">False without a depot.</param>
    /// <param name="hasInputs">True when the modes may have inputs.</param>
    /// <param name="basis">Receives the numbers; of what does not exist they are left as they are.</param>
    public static void FillBasis(
        ReadOnlySpan<double> t, ReadOnlySpan<double> lambda, int fed, double kappa, bool hasDepot, bool hasInputs, Span<double> basis)
    {
        var times = LaneModeKernel.At(t, 0);
        var n = lambda.Length;
        var ek = Lanes.Zero;
        if (hasDepot)
        {
            ek = Vector512.Exp(-kappa * times);
            LaneModeKernel.Put(basis, n, ek);
        }

        for (var m = 0; m < n; m++)
        {
            var e = Vector512.Exp(-lambda[m] * times);
            LaneModeKernel.Put(basis, m, e);
            if (m < fed)
            {
                LaneModeKernel.Put(basis, n + 1 + m, E2(lambda[m], kappa, times, e, ek));
            }

            if (hasInputs)
            {
                LaneModeKernel.Put(basis, 2 * n + 1 + m, LaneExponentialKernel.E1(lambda[m], times, e).Value);
            }
        }
    }

    /// <summary>Moves the modes: z exp(-lambda t) + kappa d E2 + R E1.</summary>
    /// <param name="state">The modes, the depot, the inputs of the modes.</param>
    /// <param name="basis">The basis of the times.</param>
    /// <param name="n">Number of modes.</param>
    /// <param name="fed">How many are fed by the depot.</param>
    /// <param name="kappa">Absorption rate constant [1/time].</param>
    /// <param name="hasInputs">False when all inputs are zero.</param>
    /// <param name="z">Receives the modes.</param>
    public static void Advance(
        ReadOnlySpan<double> state, ReadOnlySpan<double> basis, int n, int fed, double kappa, bool hasInputs, Span<double> z)
    {
        var source = fed > 0 ? LaneModeKernel.At(state, n) * kappa : default;
        for (var m = 0; m < n; m++)
        {
            var v = LaneModeKernel.At(state, m) * LaneModeKernel.At(basis, m);
            if (m < fed)
            {
                v += source * LaneModeKernel.At(basis, n + 1 + m);
            }

            if (hasInputs)
            {
                v += LaneModeKernel.At(state, n + 1 + m) * LaneModeKernel.At(basis, 2 * n + 1 + m);
            }

            LaneModeKernel.Put(z, m, v);
        }
    }

    /// <summary>Makes w and y of each two modes in their place: <see cref="PairKernel.Combine"/>.</summary>
    /// <param name="z">The modes, fast and slow in turn; receives w and y in turn.</param>
    /// <param name="n">Number of modes.</param>
    /// <param name="alpha">The larger eigenvalue [1/time].</param>
    /// <param name="beta">The smaller eigenvalue [1/time].</param>
    public static void Combine(Span<double> z, int n, double alpha, double beta)
    {
        var i = 1 / (alpha - beta);
        for (var m = 0; m < n; m += 2)
        {
            var (f, g) = (LaneModeKernel.At(z, m), LaneModeKernel.At(z, m + 1));
            LaneModeKernel.Put(z, m, (g - f) * i);
            LaneModeKernel.Put(z, m + 1, (f * alpha - g * beta) * i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes E2(double a, double b, in Lanes t, in Lanes ea, in Lanes eb)
    {
        var gap = b - a;
        var x = 0.5 * gap * t;
        var isSmall = Vector512.LessThan(Vector512.Abs(x), Vector512.Create(ExponentialKernel.ConfluentBelow));
        var value = (ea - eb) * (1 / gap);
        return isSmall == Lanes.Zero ? value : Vector512.ConditionalSelect(isSmall, NearlyEqual(x, t, Vector512.Exp(-0.5 * (a + b) * t)), value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Lanes NearlyEqual(in Lanes x, in Lanes t, in Lanes middle)
    {
        var y = x * x;
        var v = Lanes.Zero;
        for (var n = 19; n > 0; n -= 2)
        {
            v = v * y + Vector512.Create(ExponentialKernel.InverseFactorials[n]);
        }

        return t * middle * v;
    }
}
