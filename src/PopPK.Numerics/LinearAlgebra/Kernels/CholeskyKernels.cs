using System.Diagnostics;

namespace PopPK.Numerics.LinearAlgebra;

/// <summary>
/// Cholesky factor A = L L' of small symmetric positive definite matrices, and what it is good for: Golub and Van Loan
/// (2013), Matrix Computations, section 4.2. Matrices are n x n, row by row, in spans of n n elements; of A and L only the
/// lower triangle is read or written, unless said otherwise. Meant for n up to about 50; no blocking.
/// Shapes are checked in debug builds only. Nothing is allocated; safe for concurrent use on different spans.
/// </summary>
public static class CholeskyKernels
{
    private const double RelativeRounding = 2.220446049250313e-16;

    /// <summary>Replaces A by L.</summary>
    /// <param name="a">On entry A; on return L, or garbage on failure.</param>
    /// <param name="n">Number of rows.</param>
    /// <returns>
    /// True when A is positive definite to working precision: every pivot exceeds n eps a_ii. False otherwise, also when an
    /// element is not finite.
    /// </returns>
    public static bool TryFactor(Span<double> a, int n)
    {
        Debug.Assert(a.Length >= n * n);
        for (var i = 0; i < n; i++)
        {
            var rowI = a.Slice(i * n, i + 1);
            var diagonal = rowI[i];
            for (var j = 0; j < i; j++)
            {
                var rowJ = a.Slice(j * n, j + 1);
                rowI[j] = (rowI[j] - DenseKernels.Dot(rowI[..j], rowJ[..j])) / rowJ[j];
            }

            var pivot = diagonal - DenseKernels.Dot(rowI[..i], rowI[..i]);
            if (!(pivot > n * RelativeRounding * diagonal) || !double.IsFinite(pivot))
            {
                return false;
            }

            rowI[i] = Math.Sqrt(pivot);
        }

        return true;
    }

    /// <summary>Solves L x = b (forward substitution).</summary>
    /// <param name="l">L.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="b">On entry b, on return x; n elements.</param>
    public static void SolveLower(ReadOnlySpan<double> l, int n, Span<double> b)
    {
        Debug.Assert(l.Length >= n * n && b.Length == n);
        for (var i = 0; i < n; i++)
        {
            var row = l.Slice(i * n, i + 1);
            b[i] = (b[i] - DenseKernels.Dot(row[..i], b[..i])) / row[i];
        }
    }

    /// <summary>Solves L' x = b (back substitution).</summary>
    /// <inheritdoc cref="SolveLower" path="/param"/>
    public static void SolveLowerTransposed(ReadOnlySpan<double> l, int n, Span<double> b)
    {
        Debug.Assert(l.Length >= n * n && b.Length == n);
        for (var i = n - 1; i >= 0; i--)
        {
            var row = l.Slice(i * n, i + 1);
            var x = b[i] / row[i];
            b[i] = x;
            for (var j = 0; j < i; j++)
            {
                b[j] -= row[j] * x;
            }
        }
    }

    /// <summary>Solves A x = b with the factor of A.</summary>
    /// <inheritdoc cref="SolveLower" path="/param"/>
    public static void Solve(ReadOnlySpan<double> l, int n, Span<double> b)
    {
        SolveLower(l, n, b);
        SolveLowerTransposed(l, n, b);
    }

    /// <summary>The inverse of A from its factor.</summary>
    /// <param name="l">L.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="inverse">Receives the whole inverse, both triangles, exactly symmetric; must not overlap L.</param>
    public static void Invert(ReadOnlySpan<double> l, int n, Span<double> inverse)
    {
        Debug.Assert(l.Length >= n * n && inverse.Length >= n * n && !l.Overlaps(inverse));
        InvertLower(l, n, inverse);

        // A^-1 = M' M with M = L^-1; element (i, j), j <= i, needs rows k >= i of M only and may therefore replace row i.
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var k = i; k < n; k++)
                {
                    sum += inverse[(k * n) + i] * inverse[(k * n) + j];
                }

                inverse[(i * n) + j] = sum;
            }
        }

        DenseKernels.MirrorLowerTriangle(inverse, n);
    }

    /// <summary>log |A| = 2 sum log L_ii.</summary>
    /// <param name="l">L.</param>
    /// <param name="n">Number of rows.</param>
    /// <returns>The logarithm of the determinant of A (not of L).</returns>
    public static double LogDeterminant(ReadOnlySpan<double> l, int n)
    {
        Debug.Assert(l.Length >= n * n);
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            sum += Math.Log(l[(i * n) + i]);
        }

        return 2 * sum;
    }

    /// <summary>M = L^-1, lower triangle.</summary>
    private static void InvertLower(ReadOnlySpan<double> l, int n, Span<double> m)
    {
        for (var j = 0; j < n; j++)
        {
            m[(j * n) + j] = 1 / l[(j * n) + j];
            for (var i = j + 1; i < n; i++)
            {
                var sum = 0.0;
                for (var k = j; k < i; k++)
                {
                    sum += l[(i * n) + k] * m[(k * n) + j];
                }

                m[(i * n) + j] = -sum / l[(i * n) + i];
            }
        }
    }
}
