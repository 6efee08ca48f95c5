using System.Diagnostics;

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
        for (var i = 0; i < first.Length; i++)
        {
            var start = first[i];
            var rowI = a.Slice(offset[i] + start, i - start + 1);
            for (var j = start; j < i; j++)
            {
                var from = Math.Max(start, first[j]);
                var rowJ = a.Slice(offset[j] + from, j - from + 1);
                rowI[j - start] = (rowI[j - start] - DenseKernels.Dot(rowI[(from - start)..(j - start)], rowJ[..^1])) / rowJ[^1];
            }

            var diagonal = rowI[^1];
            var pivot = diagonal - DenseKernels.Dot(rowI[..^1], rowI[..^1]);
            if (!(pivot > first.Length * RelativeRounding * diagonal) || !double.IsFinite(pivot))
            {
                return false;
            }

            rowI[^1] = Math.Sqrt(pivot);
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
        for (var i = 0; i < first.Length; i++)
        {
            var row = l.Slice(offset[i] + first[i], i - first[i] + 1);
            b[i] = (b[i] - DenseKernels.Dot(row[..^1], b[first[i]..i])) / row[^1];
        }
    }

    /// <summary>Solves L' x = b (backward substitution).</summary>
    /// <inheritdoc cref="SolveLower" path="/param"/>
    public static void SolveLowerTransposed(SkylineLayout layout, ReadOnlySpan<double> l, Span<double> b)
    {
        Debug.Assert(l.Length == layout.Length && b.Length == layout.Count);
        var first = layout.First;
        var offset = layout.Offset;
        for (var i = first.Length - 1; i >= 0; i--)
        {
            var row = l.Slice(offset[i] + first[i], i - first[i] + 1);
            b[i] /= row[^1];
            DenseKernels.AddScaled(-b[i], row[..^1], b[first[i]..i]);
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
}
