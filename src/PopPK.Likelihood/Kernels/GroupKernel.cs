using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;

namespace PopPK.Likelihood.Kernels;

/// <summary>
/// Sums over a subject's groups of correlated residuals. With e = V^-1 r, Q = V^-1 and M = Q - e e', a group contributes
/// r'e + log|V| to -2 log density, whose derivatives by z = (means f, variances and correlations u) are
/// <code>
/// f: -2 e                u: tr(M V_u)
/// f f: 2 Q               f u: 2 Q V_u e
/// u u': 2 e' V_u Q V_u' e - tr(Q V_u Q V_u') + tr(M V_uu')
/// </code>
/// and half the expected second ones Q and tr(Q V_u Q V_u')/2 (the Fisher information of a normal distribution). The derivatives of z
/// by phi bring them to phi.
/// </summary>
internal static class GroupKernel
{
    /// <summary>The sum without derivatives.</summary>
    /// <param name="workspace">Holds means, variances and correlations.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="frozen">Variances and, behind them, correlations that stand for the workspace's; empty: none.</param>
    /// <param name="scratch">Scratch.</param>
    /// <param name="value">Is increased by the sum.</param>
    /// <returns>False when a covariance matrix is not positive definite.</returns>
    public static bool TryValue(
        SubjectWorkspace workspace, BoundSubject subject, ReadOnlySpan<double> frozen, GroupScratch scratch, ref double value)
    {
        foreach (var group in subject.ResidualGroups)
        {
            if (!GroupCovarianceKernel.TryFill(workspace, group, subject.Observed, frozen, scratch))
            {
                workspace.FailedPoint = group.Observations[0];
                return false;
            }

            value += GroupCovarianceKernel.Value(group.Observations.Length, scratch);
        }

        return true;
    }

    /// <summary>Adds the groups with first and second derivatives, and K.</summary>
    /// <param name="workspace">Holds means, variances and correlations and their derivatives.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="frozen">Variances and, behind them, correlations that stand for the workspace's; empty: none.</param>
    /// <param name="scratch">Scratch.</param>
    /// <param name="first">Added to: first derivatives by all phi of the workspace's layout.</param>
    /// <param name="pairs">Added to: second derivatives by its pairs.</param>
    /// <param name="k">Added to: K, active by active, row by row.</param>
    /// <param name="value">Is increased by the sum.</param>
    /// <returns>False when a covariance matrix is not positive definite.</returns>
    public static bool TryAccumulate(
        SubjectWorkspace workspace,
        BoundSubject subject,
        ReadOnlySpan<double> frozen,
        GroupScratch scratch,
        Span<double> first,
        Span<double> pairs,
        Span<double> k,
        ref double value)
    {
        foreach (var group in subject.ResidualGroups)
        {
            if (!GroupCovarianceKernel.TryFill(workspace, group, subject.Observed, frozen, scratch))
            {
                workspace.FailedPoint = group.Observations[0];
                return false;
            }

            value += GroupCovarianceKernel.Value(group.Observations.Length, scratch);
            var dimension = Differentiate(group, frozen.IsEmpty, scratch);
            AddByPhi(workspace, group, dimension, scratch, first, pairs, k);
        }

        return true;
    }

    /// <summary>Fills the density's derivatives by z.</summary>
    /// <param name="group">The group.</param>
    /// <param name="withVariances">False when z consists of the means alone.</param>
    /// <param name="scratch">Filled by <see cref="GroupCovarianceKernel.TryFill"/>.</param>
    /// <returns>The number of z.</returns>
    public static int Differentiate(ResidualGroup group, bool withVariances, GroupScratch scratch)
    {
        var k = group.Observations.Length;
        var count = withVariances ? k + group.Pairs.Length : 0;
        var dimension = k + count;
        var (second, expected) = (scratch.Second, scratch.Expected);
        expected.AsSpan(0, dimension * dimension).Clear();
        for (var i = 0; i < k; i++)
        {
            scratch.First[i] = -2 * scratch.Weighted[i];
            for (var j = 0; j < k; j++)
            {
                var q = scratch.Inverse[i * k + j];
                second[i * dimension + j] = 2 * q;
                expected[i * dimension + j] = q;
                scratch.Matrix[i * k + j] = q - scratch.Weighted[i] * scratch.Weighted[j];
            }
        }

        if (!withVariances)
        {
            return dimension;
        }

        GroupCovarianceKernel.FillSlopes(group, scratch);
        GroupCovarianceKernel.FillSecond(group, scratch.Matrix, scratch);
        for (var u = 0; u < count; u++)
        {
            scratch.First[k + u] = GroupCovarianceKernel.AlongSlope(k, scratch.Matrix, u, scratch);
            for (var i = 0; i < k; i++)
            {
                second[i * dimension + k + u] = second[(k + u) * dimension + i] = 2 * scratch.WeightedMoved[u * k + i];
            }

            for (var w = 0; w <= u; w++)
            {
                var trace = TraceOfProduct(
                    scratch.WeightedSlopes.AsSpan(u * k * k, k * k), scratch.WeightedSlopes.AsSpan(w * k * k, k * k), k);
                var quadratic = DenseKernels.Dot(scratch.Moved.AsSpan(u * k, k), scratch.WeightedMoved.AsSpan(w * k, k));
                second[(k + u) * dimension + k + w] = second[(k + w) * dimension + k + u] =
                    2 * quadratic - trace + scratch.SecondOfCovariance[u * count + w];
                expected[(k + u) * dimension + k + w] = expected[(k + w) * dimension + k + u] = 0.5 * trace;
            }
        }

        return dimension;
    }

    // The chain rule from z to phi: with the derivatives of z by each phi beside each other, most of which are 0.
    private static void AddByPhi(
        SubjectWorkspace workspace,
        ResidualGroup group,
        int dimension,
        GroupScratch scratch,
        Span<double> first,
        Span<double> pairs,
        Span<double> k)
    {
        var layout = workspace.Layout;
        var (active, total) = (layout.Active, layout.Total);
        var slopes = scratch.SlopesByPhi.AsSpan(0, total * dimension);
        for (var z = 0; z < dimension; z++)
        {
            var slope = First(workspace, group, z);
            for (var a = 0; a < total; a++)
            {
                slopes[a * dimension + z] = slope[a];
            }

            DenseKernels.AddScaled(scratch.First[z], slope, first[..total]);
            DenseKernels.AddScaled(scratch.First[z], Second(workspace, group, z), pairs[..layout.PairCount]);
        }

        var row = scratch.Row.AsSpan(0, dimension);
        for (var b = 0; b < total; b++)
        {
            if (!TryMultiply(scratch.Second, slopes.Slice(b * dimension, dimension), row))
            {
                continue;
            }

            for (int a = 0, pair = b; a <= b && a < active; a++)
            {
                pairs[pair] += DenseKernels.Dot(slopes.Slice(a * dimension, dimension), row);
                pair += total - a - 1;
            }

            if (b < active && TryMultiply(scratch.Expected, slopes.Slice(b * dimension, dimension), row))
            {
                for (var a = 0; a < active; a++)
                {
                    k[a * active + b] += DenseKernels.Dot(slopes.Slice(a * dimension, dimension), row);
                }
            }
        }
    }

    // y = A x for a symmetric A; false when x is 0.
    private static bool TryMultiply(ReadOnlySpan<double> a, ReadOnlySpan<double> x, Span<double> y)
    {
        y.Clear();
        var isZero = true;
        for (var i = 0; i < x.Length; i++)
        {
            if (x[i] != 0)
            {
                isZero = false;
                DenseKernels.AddScaled(x[i], a.Slice(i * x.Length, x.Length), y);
            }
        }

        return !isZero;
    }

    private static double TraceOfProduct(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int k)
    {
        var sum = 0.0;
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
            {
                sum += a[i * k + j] * b[j * k + i];
            }
        }

        return sum;
    }

    /// <summary>First derivatives of one of z by phi.</summary>
    /// <param name="workspace">The predictions.</param>
    /// <param name="group">The group.</param>
    /// <param name="z">Which: the means come first, then the variances, then the correlations.</param>
    public static ReadOnlySpan<double> First(SubjectWorkspace workspace, ResidualGroup group, int z)
    {
        var k = group.Observations.Length;
        return z < k ? workspace.MeanFirst(group.Observations[z])
            : z < 2 * k ? workspace.VarianceFirst(group.Observations[z - k])
            : workspace.CorrelationFirst(group.Pairs[z - 2 * k].Correlation);
    }

    /// <summary>Second derivatives of one of z by pairs of phi.</summary>
    /// <param name="workspace">The predictions.</param>
    /// <param name="group">The group.</param>
    /// <param name="z">Which, as in <see cref="First"/>.</param>
    public static ReadOnlySpan<double> Second(SubjectWorkspace workspace, ResidualGroup group, int z)
    {
        var k = group.Observations.Length;
        return z < k ? workspace.MeanSecond(group.Observations[z])
            : z < 2 * k ? workspace.VarianceSecond(group.Observations[z - k])
            : workspace.CorrelationSecond(group.Pairs[z - 2 * k].Correlation);
    }
}
