using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;

namespace PopPK.Likelihood.Kernels;

/// <summary>
/// The covariance matrix V of a group of correlated residuals, V_ii = v_i and V_ij = rho sqrt(v_i v_j) (0 for pairs that are not
/// correlated), and its derivatives by u = (variances, correlations).
/// </summary>
internal static class GroupCovarianceKernel
{
    /// <summary>Fills residuals, V, its inverse and what follows from them.</summary>
    /// <param name="workspace">Holds means, variances and correlations.</param>
    /// <param name="group">The group.</param>
    /// <param name="y">The subject's observed values.</param>
    /// <param name="frozen">Variances and, behind them, correlations that stand for the workspace's; empty: none.</param>
    /// <param name="scratch">Receives them.</param>
    /// <returns>False when V is not positive definite.</returns>
    public static bool TryFill(
        SubjectWorkspace workspace, ResidualGroup group, ReadOnlySpan<double> y, ReadOnlySpan<double> frozen, GroupScratch scratch)
    {
        var k = group.Observations.Length;
        var v = scratch.Covariance;
        v.AsSpan(0, k * k).Clear();
        for (var i = 0; i < k; i++)
        {
            var j = group.Observations[i];
            var variance = frozen.IsEmpty ? workspace.Variance(j) : frozen[j];
            scratch.Residuals[i] = y[j] - workspace.Mean(j);
            scratch.Variances[i] = v[i * k + i] = variance;
            scratch.Deviations[i] = Math.Sqrt(variance);
        }

        for (var p = 0; p < group.Pairs.Length; p++)
        {
            var (i, j, correlation) = group.Pairs[p];
            var rho = frozen.IsEmpty ? workspace.Correlation(correlation) : frozen[y.Length + correlation];
            scratch.Correlations[p] = rho;
            v[i * k + j] = v[j * k + i] = rho * scratch.Deviations[i] * scratch.Deviations[j];
        }

        return TryInvert(k, scratch);
    }

    /// <summary>Inverts V and weights the residuals by it.</summary>
    /// <param name="k">Number of observations.</param>
    /// <param name="scratch">Holds V and residuals.</param>
    /// <returns>False when V is not positive definite.</returns>
    public static bool TryInvert(int k, GroupScratch scratch)
    {
        var factor = scratch.Factor.AsSpan(0, k * k);
        scratch.Covariance.AsSpan(0, k * k).CopyTo(factor);
        if (!CholeskyKernels.TryFactor(factor, k))
        {
            return false;
        }

        CholeskyKernels.Invert(factor, k, scratch.Inverse);
        scratch.LogDeterminant = CholeskyKernels.LogDeterminant(factor, k);
        scratch.Residuals.AsSpan(0, k).CopyTo(scratch.Weighted);
        CholeskyKernels.Solve(factor, k, scratch.Weighted.AsSpan(0, k));
        return true;
    }

    /// <summary>r' V^-1 r + log|V|.</summary>
    /// <param name="k">Number of observations.</param>
    /// <param name="scratch">Filled.</param>
    public static double Value(int k, GroupScratch scratch) =>
        DenseKernels.Dot(scratch.Residuals.AsSpan(0, k), scratch.Weighted.AsSpan(0, k)) + scratch.LogDeterminant;

    /// <summary>Fills V_u, Q V_u, V_u e and Q V_u e.</summary>
    /// <param name="group">The group.</param>
    /// <param name="scratch">Filled.</param>
    public static void FillSlopes(ResidualGroup group, GroupScratch scratch)
    {
        var k = group.Observations.Length;
        var count = k + group.Pairs.Length;
        scratch.Slopes.AsSpan(0, count * k * k).Clear();
        for (var i = 0; i < k; i++)
        {
            var slope = scratch.Slopes.AsSpan(i * k * k, k * k);
            for (var j = 0; j < k; j++)
            {
                slope[i * k + j] = slope[j * k + i] = i == j ? 1 : 0.5 * scratch.Covariance[i * k + j] / scratch.Variances[i];
            }
        }

        for (var p = 0; p < group.Pairs.Length; p++)
        {
            var (i, j, _) = group.Pairs[p];
            var slope = scratch.Slopes.AsSpan((k + p) * k * k, k * k);
            slope[i * k + j] = slope[j * k + i] = scratch.Deviations[i] * scratch.Deviations[j];
        }

        var e = scratch.Weighted.AsSpan(0, k);
        for (var u = 0; u < count; u++)
        {
            var slope = scratch.Slopes.AsSpan(u * k * k, k * k);
            var moved = scratch.Moved.AsSpan(u * k, k);
            Multiply(scratch.Inverse, slope, k, scratch.WeightedSlopes.AsSpan(u * k * k, k * k));
            DenseKernels.Multiply(slope, e, moved);
            DenseKernels.Multiply(scratch.Inverse.AsSpan(0, k * k), moved, scratch.WeightedMoved.AsSpan(u * k, k));
        }
    }

    /// <summary>Fills the second derivatives by u of tr(B V).</summary>
    /// <param name="group">The group.</param>
    /// <param name="b">B, symmetric.</param>
    /// <param name="scratch">Filled.</param>
    public static void FillSecond(ResidualGroup group, ReadOnlySpan<double> b, GroupScratch scratch)
    {
        var k = group.Observations.Length;
        var count = k + group.Pairs.Length;
        var second = scratch.SecondOfCovariance;
        second.AsSpan(0, count * count).Clear();
        for (var p = 0; p < group.Pairs.Length; p++)
        {
            var (i, j, _) = group.Pairs[p];
            var (vi, vj, u) = (scratch.Variances[i], scratch.Variances[j], k + p);
            var byRho = 2 * b[i * k + j] * scratch.Deviations[i] * scratch.Deviations[j];
            var quarter = 0.25 * byRho * scratch.Correlations[p];
            second[i * count + i] -= quarter / (vi * vi);
            second[j * count + j] -= quarter / (vj * vj);
            second[i * count + j] = second[j * count + i] = quarter / (vi * vj);
            second[i * count + u] = second[u * count + i] = 0.5 * byRho / vi;
            second[j * count + u] = second[u * count + j] = 0.5 * byRho / vj;
        }
    }

    /// <summary>tr(B V_u).</summary>
    /// <param name="k">Number of observations.</param>
    /// <param name="b">B, symmetric.</param>
    /// <param name="u">Which variance or correlation.</param>
    /// <param name="scratch">Holds the slopes.</param>
    public static double AlongSlope(int k, ReadOnlySpan<double> b, int u, GroupScratch scratch) =>
        DenseKernels.Dot(b[..(k * k)], scratch.Slopes.AsSpan(u * k * k, k * k));

    /// <summary>c = a b, k x k all of them.</summary>
    /// <param name="a">A matrix.</param>
    /// <param name="b">A matrix.</param>
    /// <param name="k">Number of rows.</param>
    /// <param name="c">Receives the product.</param>
    public static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int k, Span<double> c)
    {
        c[..(k * k)].Clear();
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
            {
                DenseKernels.AddScaled(a[i * k + j], b.Slice(j * k, k), c.Slice(i * k, k));
            }
        }
    }
}
