using System.Diagnostics;
using PopPK.Numerics.LinearAlgebra;

namespace PopPK.Numerics.Ode.Kernels;

/// <summary>
/// The linear algebra of a Rosenbrock step on a system of equations and their sensitivities: Hairer and Wanner (1996),
/// Solving Ordinary Differential Equations II, equation IV.7.25, with the block lower triangular Jacobian of
/// <see cref="JacobianStructure"/> (block forward substitution).
/// </summary>
internal static class RosenbrockKernels
{
    /// <summary>W = diagonal I - J.</summary>
    public static void IterationMatrix(ReadOnlySpan<double> jacobian, int n, double diagonal, Span<double> w)
    {
        Debug.Assert(jacobian.Length >= n * n && w.Length >= n * n);
        for (var e = 0; e < n * n; e++)
        {
            w[e] = -jacobian[e];
        }

        for (var i = 0; i < n; i++)
        {
            w[i * (n + 1)] += diagonal;
        }
    }

    /// <summary>
    /// Solves (diagonal I - K) u = r for the whole Jacobian K, a block after the other: W u_b = r_b + sum_c K_bc u_c over the
    /// earlier blocks c.
    /// </summary>
    /// <param name="structure">The structure of K.</param>
    /// <param name="lu">The factors of W.</param>
    /// <param name="pivots">The exchanges of rows of W.</param>
    /// <param name="couplings">The elements of K outside the diagonal blocks.</param>
    /// <param name="u">On entry r, on return u.</param>
    /// <param name="scratch">n elements.</param>
    public static void Solve(
        JacobianStructure structure,
        ReadOnlySpan<double> lu,
        ReadOnlySpan<int> pivots,
        ReadOnlySpan<double> couplings,
        Span<double> u,
        Span<double> scratch)
    {
        var n = structure.BlockSize;
        Debug.Assert(u.Length == structure.Dimension && scratch.Length == n && couplings.Length == structure.CouplingCount);
        var starts = structure.CouplingStarts;
        var columns = structure.CouplingColumns;
        var blocks = structure.BlockStarts;
        for (var b = 0; b + 1 < blocks.Length; b++)
        {
            var (first, end) = (blocks[b], blocks[b + 1]);
            for (var i = first; i < end; i++)
            {
                var sum = u[i];
                for (var e = starts[i]; e < starts[i + 1]; e++)
                {
                    sum += couplings[e] * u[columns[e]];
                }

                u[i] = sum;
            }

            if (end - first == n)
            {
                LuKernels.Solve(lu, n, pivots, u[first..end]);
                continue;
            }

            SolvePart(lu, n, pivots, structure.Rows[first..end], u[first..end], scratch);
        }
    }

    // What a block leaves out is zero and is not acted on by what it keeps.
    private static void SolvePart(
        ReadOnlySpan<double> lu, int n, ReadOnlySpan<int> pivots, ReadOnlySpan<int> rows, Span<double> u, Span<double> scratch)
    {
        scratch.Clear();
        for (var i = 0; i < rows.Length; i++)
        {
            scratch[rows[i]] = u[i];
        }

        LuKernels.Solve(lu, n, pivots, scratch);
        for (var i = 0; i < rows.Length; i++)
        {
            u[i] = scratch[rows[i]];
        }
    }
}
