using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;

namespace PopPK.Likelihood.Kernels;

/// <summary>
/// The chain rule from the individual quantities phi to a subject's random effects eta and the fixed effects theta, row by row.
/// P = d phi / d eta, P2 its derivatives by eta, T = d phi / d theta, M = d P / d theta; J the derivatives of -2 log density by phi.
/// </summary>
internal static class ProjectionKernel
{
    /// <summary>Half the gradient P'J_phi, half the curvature P'J_phiphi P + sum J_phi P2, the expectation P'KP.</summary>
    /// <param name="workspace">Holds P and P2.</param>
    /// <param name="first">J_phi.</param>
    /// <param name="pairs">J_phiphi, by the pairs of the workspace's layout.</param>
    /// <param name="k">K, active by active.</param>
    /// <param name="scratch">Room for 2 x active x n + n (n + 1) / 2 numbers.</param>
    /// <param name="gradient">Receives the gradient.</param>
    /// <param name="curvature">Receives the curvature, row by row.</param>
    /// <param name="expected">Receives the expectation, row by row.</param>
    public static void OnEta(
        SubjectWorkspace workspace,
        ReadOnlySpan<double> first,
        ReadOnlySpan<double> pairs,
        ReadOnlySpan<double> k,
        Span<double> scratch,
        Span<double> gradient,
        Span<double> curvature,
        Span<double> expected)
    {
        var layout = workspace.Layout;
        var (active, n) = (layout.Active, gradient.Length);
        var pairCount = n * (n + 1) / 2;
        Debug.Assert(scratch.Length >= 2 * active * n + pairCount);
        scratch[..(2 * active * n + pairCount)].Clear();
        gradient.Clear();
        curvature.Clear();
        expected.Clear();
        ref var p = ref MemoryMarshal.GetReference(workspace.PhiByEta);
        ref var p2 = ref MemoryMarshal.GetReference(workspace.PhiByEtaEta);
        ref var jp = ref MemoryMarshal.GetReference(scratch);
        ref var kp = ref Unsafe.Add(ref jp, active * n);
        ref var bent = ref Unsafe.Add(ref kp, active * n);
        ref var c = ref MemoryMarshal.GetReference(curvature);
        ref var e = ref MemoryMarshal.GetReference(expected);
        for (var a = 0; a < active; a++)
        {
            ref var pa = ref Unsafe.Add(ref p, a * n);
            ref var jpa = ref Unsafe.Add(ref jp, a * n);
            var pair = layout.PairIndex(a, a);
            DenseKernels.AddScaled(0.5 * first[a], ref pa, ref gradient[0], n);
            DenseKernels.AddScaled(0.5 * first[a], ref Unsafe.Add(ref p2, a * pairCount), ref bent, pairCount);
            DenseKernels.AddScaled(0.5 * pairs[pair], ref pa, ref jpa, n);
            for (var b = a + 1; b < active; b++)
            {
                var j = 0.5 * pairs[pair + b - a];
                DenseKernels.AddScaled(j, ref Unsafe.Add(ref p, b * n), ref jpa, n);
                DenseKernels.AddScaled(j, ref pa, ref Unsafe.Add(ref jp, b * n), n);
            }

            for (var b = 0; b < active; b++)
            {
                DenseKernels.AddScaled(k[a * active + b], ref Unsafe.Add(ref p, b * n), ref Unsafe.Add(ref kp, a * n), n);
            }
        }

        for (var a = 0; a < active; a++)
        {
            for (var row = 0; row < n; row++)
            {
                var weight = Unsafe.Add(ref p, a * n + row);
                DenseKernels.AddScaled(weight, ref Unsafe.Add(ref jp, a * n), ref Unsafe.Add(ref c, row * n), n);
                DenseKernels.AddScaled(weight, ref Unsafe.Add(ref kp, a * n), ref Unsafe.Add(ref e, row * n), n);
            }
        }

        // Rounding must not make them unsymmetric.
        for (var row = 0; row < n; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                curvature[row * n + column] += Unsafe.Add(ref bent, row * (row + 1) / 2 + column);
                curvature[column * n + row] = curvature[row * n + column];
                expected[column * n + row] = expected[row * n + column];
            }
        }
    }

    /// <summary>
    /// The gradient T'(J_phi + kappa) + 2 sum of KPH M by theta, and half the mixed derivatives P'J_phiphi T + sum J_phi M by eta and theta.
    /// </summary>
    /// <param name="workspace">Holds P, T and M.</param>
    /// <param name="first">J_phi.</param>
    /// <param name="kappa">What log|H| adds to it.</param>
    /// <param name="pairs">J_phiphi.</param>
    /// <param name="kph">K P H^-1, a row per active phi.</param>
    /// <param name="scratch">Room for active rows of one number per theta.</param>
    /// <param name="gradient">Receives the gradient.</param>
    /// <param name="cross">Receives the mixed derivatives, a row per random effect.</param>
    public static void OnTheta(
        SubjectWorkspace workspace,
        ReadOnlySpan<double> first,
        ReadOnlySpan<double> kappa,
        ReadOnlySpan<double> pairs,
        ReadOnlySpan<double> kph,
        Span<double> scratch,
        Span<double> gradient,
        Span<double> cross)
    {
        var layout = workspace.Layout;
        var (active, total, count, n) = (layout.Active, layout.Total, gradient.Length, workspace.EtaCount);
        gradient.Clear();
        cross.Clear();
        if (count == 0)
        {
            return;
        }

        Debug.Assert(scratch.Length >= active * count);
        scratch[..(active * count)].Clear();
        ref var t = ref MemoryMarshal.GetReference(workspace.PhiByTheta);
        ref var m = ref MemoryMarshal.GetReference(workspace.PhiByEtaTheta);
        ref var jt = ref MemoryMarshal.GetReference(scratch);
        ref var g = ref MemoryMarshal.GetReference(gradient);
        for (var b = 0; b < total; b++)
        {
            DenseKernels.AddScaled(first[b] + kappa[b], ref Unsafe.Add(ref t, b * count), ref g, count);
        }

        for (var a = 0; a < active; a++)
        {
            for (var b = 0; b < total; b++)
            {
                DenseKernels.AddScaled(
                    0.5 * pairs[layout.PairIndex(a, b)], ref Unsafe.Add(ref t, b * count), ref Unsafe.Add(ref jt, a * count), count);
            }

            for (var k = 0; k < n; k++)
            {
                ref var mixed = ref Unsafe.Add(ref m, (a * n + k) * count);
                ref var row = ref cross[k * count];
                DenseKernels.AddScaled(workspace.PhiByEta[a * n + k], ref Unsafe.Add(ref jt, a * count), ref row, count);
                DenseKernels.AddScaled(0.5 * first[a], ref mixed, ref row, count);
                DenseKernels.AddScaled(2 * kph[a * n + k], ref mixed, ref g, count);
            }
        }
    }

    /// <summary>c = a b for matrices row by row.</summary>
    /// <param name="a">rows x inner.</param>
    /// <param name="b">inner x columns.</param>
    /// <param name="rows">Number of rows of a.</param>
    /// <param name="inner">Number of columns of a.</param>
    /// <param name="columns">Number of columns of b.</param>
    /// <param name="c">Receives the product.</param>
    public static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int rows, int inner, int columns, Span<double> c)
    {
        c[..(rows * columns)].Clear();
        ref var from = ref MemoryMarshal.GetReference(b);
        ref var to = ref MemoryMarshal.GetReference(c);
        for (var i = 0; i < rows; i++)
        {
            for (var k = 0; k < inner; k++)
            {
                DenseKernels.AddScaled(a[i * inner + k], ref Unsafe.Add(ref from, k * columns), ref Unsafe.Add(ref to, i * columns), columns);
            }
        }
    }
}
