using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PopPK.Numerics.LinearAlgebra;

/// <summary>
/// Cholesky factor A = L L' of symmetric positive definite matrices stored by a <see cref="SkylineLayout"/>, and what it is good
/// for (George and Liu 1981, Computer Solution of Large Sparse Positive Definite Systems, chapter 4). The work grows with the square
/// of the rows' lengths. Shapes are checked in debug builds only. Nothing is allocated; safe for concurrent use on different spans.
/// </summary>
public static class SkylineKernels
{
    private const double RelativeRounding = 2.220446049250313e-16;

    /// <summary>Replaces A by L.</summary>
    /// <param name="layout">The shape.</param>
    /// <param name="a">On entry A; on return L, or garbage on failure.</param>
    /// <returns>True when A is positive definite to working precision: every pivot exceeds n eps a_ii.</returns>
    public static bool TryFactor(SkylineLayout layout, Span<double> a)
    {
        Debug.Assert(a.Length == layout.Length);
        var first = layout.First;
        var offset = layout.Offset;
        ref var elements = ref MemoryMarshal.GetReference(a);
        for (var i = 0; i < first.Length; i++)
        {
            var start = first[i];
            ref var rowI = ref Unsafe.Add(ref elements, offset[i]);
            for (var j = start; j < i; j++)
            {
                ref var rowJ = ref Unsafe.Add(ref elements, offset[j]);
                var from = Math.Max(start, first[j]);
                Unsafe.Add(ref rowI, j) = (Unsafe.Add(ref rowI, j) - Dot(ref Unsafe.Add(ref rowI, from), ref Unsafe.Add(ref rowJ, from), j - from))
                    / Unsafe.Add(ref rowJ, j);
            }

            var diagonal = Unsafe.Add(ref rowI, i);
            var pivot = diagonal - Dot(ref Unsafe.Add(ref rowI, start), ref Unsafe.Add(ref rowI, start), i - start);
            if (!(pivot > first.Length * RelativeRounding * diagonal) || !double.IsFinite(pivot))
            {
                return false;
            }

            Unsafe.Add(ref rowI, i) = Math.Sqrt(pivot);
        }

        return true;
    }

    /// <summary>Solves L x = b (forward substitution).</summary>
    /// <param name="layout">The shape.</param>
    /// <param name="l">L.</param>
    /// <param name="b">On entry b, on return x.</param>
    public static void SolveLower(SkylineLayout layout, ReadOnlySpan<double> l, Span<double> b)
    {
        Debug.Assert(l.Length == layout.Length && b.Length == layout.Count);
        var first = layout.First;
        var offset = layout.Offset;
        ref var elements = ref MemoryMarshal.GetReference(l);
        ref var x = ref MemoryMarshal.GetReference(b);
        for (var i = 0; i < first.Length; i++)
        {
            var start = first[i];
            ref var row = ref Unsafe.Add(ref elements, offset[i]);
            Unsafe.Add(ref x, i) = (Unsafe.Add(ref x, i) - Dot(ref Unsafe.Add(ref row, start), ref Unsafe.Add(ref x, start), i - start))
                / Unsafe.Add(ref row, i);
        }
    }

    /// <summary>Solves L' x = b (backward substitution).</summary>
    /// <inheritdoc cref="SolveLower" path="/param"/>
    public static void SolveLowerTransposed(SkylineLayout layout, ReadOnlySpan<double> l, Span<double> b)
    {
        Debug.Assert(l.Length == layout.Length && b.Length == layout.Count);
        var first = layout.First;
        var offset = layout.Offset;
        ref var elements = ref MemoryMarshal.GetReference(l);
        ref var x = ref MemoryMarshal.GetReference(b);
        for (var i = first.Length - 1; i >= 0; i--)
        {
            var start = first[i];
            ref var row = ref Unsafe.Add(ref elements, offset[i]);
            var element = Unsafe.Add(ref x, i) / Unsafe.Add(ref row, i);
            Unsafe.Add(ref x, i) = element;
            DenseKernels.AddScaled(-element, ref Unsafe.Add(ref row, start), ref Unsafe.Add(ref x, start), i - start);
        }
    }

    /// <summary>Solves L L' x = b.</summary>
    /// <inheritdoc cref="SolveLower" path="/param"/>
    public static void Solve(SkylineLayout layout, ReadOnlySpan<double> l, Span<double> b)
    {
        SolveLower(layout, l, b);
        SolveLowerTransposed(layout, l, b);
    }

    /// <summary>log |L L'|.</summary>
    /// <param name="layout">The shape.</param>
    /// <param name="l">L.</param>
    public static double LogDeterminant(SkylineLayout layout, ReadOnlySpan<double> l)
    {
        var sum = 0.0;
        for (var i = 0; i < layout.Count; i++)
        {
            sum += Math.Log(l[layout.At(i, i)]);
        }

        return 2 * sum;
    }

    /// <summary>
    /// The elements of Z = (L L')^-1 inside the skyline (Takahashi, Fagan and Chin 1973): from the last column to the first,
    /// z_ij = ([i = j]/l_jj - sum over k below j of l_kj z_ik)/l_jj.
    /// </summary>
    /// <param name="layout">The shape.</param>
    /// <param name="l">L.</param>
    /// <param name="inverse">Receives Z; must not overlap L.</param>
    public static void Invert(SkylineLayout layout, ReadOnlySpan<double> l, Span<double> inverse)
    {
        Debug.Assert(l.Length == layout.Length && inverse.Length == layout.Length);
        for (var j = layout.Count - 1; j >= 0; j--)
        {
            var rows = layout.RowsBelow(j);
            var pivot = l[layout.At(j, j)];
            foreach (var i in rows)
            {
                var sum = 0.0;
                foreach (var k in rows)
                {
                    sum += l[layout.At(k, j)] * inverse[layout.At(i, k)];
                }

                inverse[layout.At(i, j)] = -sum / pivot;
            }

            var diagonal = 1 / pivot;
            foreach (var k in rows)
            {
                diagonal -= l[layout.At(k, j)] * inverse[layout.At(k, j)];
            }

            inverse[layout.At(j, j)] = diagonal / pivot;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Dot(ref double x, ref double y, int count)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            sum += Unsafe.Add(ref x, i) * Unsafe.Add(ref y, i);
        }

        return sum;
    }
}
