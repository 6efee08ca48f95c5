using System.Diagnostics;

namespace PopPK.Numerics.LinearAlgebra;

/// <summary>
/// Cholesky factor of a symmetric matrix that need not be positive definite: the factor of A + E, with a diagonal E that is
/// zero when A is positive definite enough. Gill, Murray and Wright (1981), Practical Optimization, section 4.4.2.2,
/// without pivoting. Conventions as in <see cref="CholeskyKernels"/>.
/// </summary>
public static class ModifiedCholeskyKernels
{
    private const double RelativeRounding = 2.220446049250313e-16;

    /// <summary>Replaces A by the factor of A + E.</summary>
    /// <param name="a">On entry A, finite; on return L with L L' = A + E.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="added">Receives the diagonal of E, not negative; n elements.</param>
    /// <returns>The largest element of E: 0 when A needed no change; not a number when A is not finite.</returns>
    public static double Factor(Span<double> a, int n, Span<double> added)
    {
        Debug.Assert(a.Length >= n * n && added.Length == n);
        var (gamma, xi) = LargestElements(a, n);
        if (!double.IsFinite(gamma + xi))
        {
            return double.NaN;
        }

        // delta: the smallest pivot. beta^2: the bound on l_ij^2 d_j that keeps E small and vanishing for positive definite A.
        var delta = RelativeRounding * Math.Max(gamma + xi, 1);
        var betaSquared = Math.Max(Math.Max(gamma, xi / Math.Sqrt(Math.Max(1, ((double)n * n) - 1))), RelativeRounding);
        var largest = 0.0;
        for (var j = 0; j < n; j++)
        {
            var rowJ = a.Slice(j * n, j + 1);

            // Column j of C = L D^(1/2) before its division by the pivot's root; the earlier columns are divided already.
            var c = rowJ[j] - DenseKernels.Dot(rowJ[..j], rowJ[..j]);
            var theta = 0.0;
            for (var i = j + 1; i < n; i++)
            {
                var rowI = a.Slice(i * n, j + 1);
                rowI[j] -= DenseKernels.Dot(rowI[..j], rowJ[..j]);
                theta = Math.Max(theta, Math.Abs(rowI[j]));
            }

            var d = Math.Max(Math.Max(Math.Abs(c), theta * theta / betaSquared), delta);

            // Rounding in theta^2 / beta^2 is no reason to call a matrix modified.
            added[j] = c >= delta && d - c <= n * RelativeRounding * gamma ? 0 : d - c;
            largest = Math.Max(largest, added[j]);
            var root = Math.Sqrt(d);
            rowJ[j] = root;
            for (var i = j + 1; i < n; i++)
            {
                a[(i * n) + j] /= root;
            }
        }

        return largest;
    }

    /// <summary>The largest absolute values on the diagonal (gamma) and below it (xi).</summary>
    private static (double Gamma, double Xi) LargestElements(ReadOnlySpan<double> a, int n)
    {
        var (gamma, xi) = (0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            gamma = Math.Max(gamma, Math.Abs(a[(i * n) + i]));
            for (var j = 0; j < i; j++)
            {
                xi = Math.Max(xi, Math.Abs(a[(i * n) + j]));
            }
        }

        return (gamma, xi);
    }
}
