using System.Diagnostics;

namespace PopPK.Numerics.LinearAlgebra;

/// <summary>
/// P A = L U with partial pivoting for small square matrices, and what it is good for: Golub and Van Loan (2013), Matrix
/// Computations, algorithm 3.4.1. Matrices are n x n, row by row, in spans of n n elements. Meant for n up to about 100; no
/// blocking. Of two candidates of the same size the upper one becomes the pivot, so the bits are the same everywhere.
/// Shapes are checked in debug builds only. Nothing is allocated; safe for concurrent use on different spans.
/// </summary>
public static class LuKernels
{
    /// <summary>Replaces A by L (below the diagonal; its own diagonal is 1) and U.</summary>
    /// <param name="a">On entry A; on return the factors, or garbage on failure.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="pivots">Receives for every k the row that was exchanged with row k; n elements.</param>
    /// <returns>True when every pivot is finite and not zero; false for a singular matrix or one that is not finite.</returns>
    public static bool TryFactor(Span<double> a, int n, Span<int> pivots)
    {
        Debug.Assert(a.Length >= n * n && pivots.Length >= n);
        for (var k = 0; k < n; k++)
        {
            var p = k;
            for (var i = k + 1; i < n; i++)
            {
                if (Math.Abs(a[(i * n) + k]) > Math.Abs(a[(p * n) + k]))
                {
                    p = i;
                }
            }

            pivots[k] = p;
            var rowK = a.Slice(k * n, n);
            if (p != k)
            {
                Exchange(rowK, a.Slice(p * n, n));
            }

            var pivot = rowK[k];
            if (pivot == 0 || !double.IsFinite(pivot))
            {
                return false;
            }

            for (var i = k + 1; i < n; i++)
            {
                var rowI = a.Slice(i * n, n);
                var multiplier = rowI[k] / pivot;
                rowI[k] = multiplier;

                // Matrices of compartment models are sparse.
                if (multiplier != 0)
                {
                    DenseKernels.AddScaled(-multiplier, rowK[(k + 1)..], rowI[(k + 1)..]);
                }
            }
        }

        return true;
    }

    /// <summary>Solves A x = b with the factors of A.</summary>
    /// <param name="lu">The factors.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="pivots">The exchanges of rows; n elements.</param>
    /// <param name="b">On entry b, on return x; n elements.</param>
    public static void Solve(ReadOnlySpan<double> lu, int n, ReadOnlySpan<int> pivots, Span<double> b)
    {
        Debug.Assert(lu.Length >= n * n && pivots.Length >= n && b.Length == n);
        for (var k = 0; k < n; k++)
        {
            (b[k], b[pivots[k]]) = (b[pivots[k]], b[k]);
        }

        for (var i = 1; i < n; i++)
        {
            b[i] -= DenseKernels.Dot(lu.Slice(i * n, i), b[..i]);
        }

        for (var i = n - 1; i >= 0; i--)
        {
            var row = lu.Slice(i * n, n);
            b[i] = (b[i] - DenseKernels.Dot(row[(i + 1)..], b[(i + 1)..])) / row[i];
        }
    }

    private static void Exchange(Span<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length && i < y.Length; i++)
        {
            (x[i], y[i]) = (y[i], x[i]);
        }
    }
}
