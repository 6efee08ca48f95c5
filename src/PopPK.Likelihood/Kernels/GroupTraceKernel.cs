using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;

namespace PopPK.Likelihood.Kernels;

/// <summary>
/// What log|H| needs of a subject's groups of correlated residuals: derivatives of tr(W K) with K of <see cref="GroupKernel"/>; and what
/// variances and correlations at eta = 0 bring to derivatives by theta.
/// </summary>
internal static class GroupTraceKernel
{
    /// <summary>Adds the derivatives by all phi of tr(W K) for a fixed symmetric W.</summary>
    /// <param name="workspace">Holds what <see cref="GroupKernel.TryAccumulate"/> found to be positive definite, to the order SecondAll.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="frozen">Variances and, behind them, correlations that stand for the workspace's; empty: none.</param>
    /// <param name="w">W, active by active.</param>
    /// <param name="scratch">Scratch.</param>
    /// <param name="kappa">Added to: one derivative per phi.</param>
    public static void AddDerivatives(
        SubjectWorkspace workspace,
        BoundSubject subject,
        ReadOnlySpan<double> frozen,
        ReadOnlySpan<double> w,
        GroupScratch scratch,
        Span<double> kappa)
    {
        var total = workspace.Layout.Total;
        foreach (var group in subject.ResidualGroups)
        {
            GroupCovarianceKernel.TryFill(workspace, group, subject.Observed, frozen, scratch);
            var dimension = GroupKernel.Differentiate(group, frozen.IsEmpty, scratch);
            Contract(workspace, group, dimension, w, scratch);
            WeightRows(dimension, workspace.Layout.Active, scratch);
            AddSecondTrace(workspace, group, dimension, scratch, kappa);
            if (frozen.IsEmpty)
            {
                FillTrace(group, dimension, scratch);
                for (var u = 0; u < dimension - group.Observations.Length; u++)
                {
                    DenseKernels.AddScaled(
                        scratch.Trace[u], GroupKernel.First(workspace, group, group.Observations.Length + u), kappa[..total]);
                }
            }
        }
    }

    /// <summary>Adds what frozen variances and correlations bring to derivatives by theta: of J and tr(W K), and half of J's mixed ones.</summary>
    /// <param name="workspace">Holds the means and their derivatives.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="frozen">The variances and, behind them, the correlations.</param>
    /// <param name="frozenByTheta">Their derivatives, a row for each.</param>
    /// <param name="w">W, active by active; empty: none.</param>
    /// <param name="scratch">Scratch.</param>
    /// <param name="byTheta">Added to: a derivative per theta.</param>
    /// <param name="mixed">Added to: half of d2J / d phi d theta, a row per active phi.</param>
    public static void AddFrozen(
        SubjectWorkspace workspace,
        BoundSubject subject,
        ReadOnlySpan<double> frozen,
        ReadOnlySpan<double> frozenByTheta,
        ReadOnlySpan<double> w,
        GroupScratch scratch,
        Span<double> byTheta,
        Span<double> mixed)
    {
        var (active, count) = (workspace.Layout.Active, byTheta.Length);
        foreach (var group in subject.ResidualGroups)
        {
            var k = group.Observations.Length;
            GroupCovarianceKernel.TryFill(workspace, group, subject.Observed, frozen, scratch);
            var dimension = GroupKernel.Differentiate(group, withVariances: true, scratch);
            scratch.Trace.AsSpan(0, dimension - k).Clear();
            if (!w.IsEmpty)
            {
                Contract(workspace, group, k, w, scratch);
                FillTrace(group, k, scratch);
            }

            for (var u = 0; u < dimension - k; u++)
            {
                var position = u < k ? group.Observations[u] : subject.Observed.Length + group.Pairs[u - k].Correlation;
                var slope = frozenByTheta.Slice(position * count, count);
                DenseKernels.AddScaled(scratch.First[k + u] + scratch.Trace[u], slope, byTheta);
                for (var i = 0; i < k; i++)
                {
                    var f = GroupKernel.First(workspace, group, i);
                    for (var a = 0; a < active; a++)
                    {
                        DenseKernels.AddScaled(0.5 * scratch.Second[i * dimension + k + u] * f[a], slope, mixed.Slice(a * count, count));
                    }
                }
            }
        }
    }

    // Z W into Rows, C = Z W Z'.
    private static void Contract(SubjectWorkspace workspace, ResidualGroup group, int dimension, ReadOnlySpan<double> w, GroupScratch scratch)
    {
        var active = workspace.Layout.Active;
        for (var z = 0; z < dimension; z++)
        {
            DenseKernels.Multiply(w[..(active * active)], GroupKernel.First(workspace, group, z)[..active], scratch.Rows.AsSpan(z * active, active));
        }

        for (var z = 0; z < dimension; z++)
        {
            for (var x = 0; x < dimension; x++)
            {
                scratch.Contraction[z * dimension + x] =
                    DenseKernels.Dot(scratch.Rows.AsSpan(z * active, active), GroupKernel.First(workspace, group, x)[..active]);
            }
        }
    }

    // K Z W into ExpectedRows.
    private static void WeightRows(int dimension, int active, GroupScratch scratch)
    {
        scratch.ExpectedRows.AsSpan(0, dimension * active).Clear();
        for (var z = 0; z < dimension; z++)
        {
            for (var x = 0; x < dimension; x++)
            {
                DenseKernels.AddScaled(
                    scratch.Expected[z * dimension + x], scratch.Rows.AsSpan(x * active, active), scratch.ExpectedRows.AsSpan(z * active, active));
            }
        }
    }

    // tr(W dK) where Z changes: 2 tr(W Z' K dZ).
    private static void AddSecondTrace(
        SubjectWorkspace workspace, ResidualGroup group, int dimension, GroupScratch scratch, Span<double> kappa)
    {
        var (active, total) = (workspace.Layout.Active, workspace.Layout.Total);
        for (var z = 0; z < dimension; z++)
        {
            var second = GroupKernel.Second(workspace, group, z);
            var row = scratch.ExpectedRows.AsSpan(z * active, active);
            for (int a = 0, pair = 0; a < active; a++)
            {
                DenseKernels.AddScaled(2 * row[a], second.Slice(pair, total - a), kappa[a..total]);
                kappa[a] += 2 * DenseKernels.Dot(row[(a + 1)..], second.Slice(pair + 1, active - a - 1));
                pair += total - a;
            }
        }
    }

    // d tr(C K)/du. K's part between means changes by -Q V_u Q; between variances and correlations, with R_w = sum C_wx Q V_x Q, the
    // sum changes by sum tr(R_w V_wu) - tr(R_w V_w Q V_u). The slopes were filled; C is as large as the dimension says.
    private static void FillTrace(ResidualGroup group, int dimension, GroupScratch scratch)
    {
        var k = group.Observations.Length;
        var count = k + group.Pairs.Length;
        var contraction = scratch.Contraction;
        for (var i = 0; i < k; i++)
        {
            contraction.AsSpan(i * dimension, k).CopyTo(scratch.Matrix.AsSpan(i * k, k));
        }

        GroupCovarianceKernel.Multiply(scratch.Inverse, scratch.Matrix, k, scratch.Product);
        GroupCovarianceKernel.Multiply(scratch.Product, scratch.Inverse, k, scratch.Sum);
        scratch.Trace.AsSpan(0, count).Clear();
        for (var w = 0; w < dimension - k; w++)
        {
            var squares = k * k;
            scratch.Product.AsSpan(0, squares).Clear();
            for (var x = 0; x < count; x++)
            {
                DenseKernels.AddScaled(
                    contraction[(k + w) * dimension + k + x], scratch.WeightedSlopes.AsSpan(x * squares, squares), scratch.Product.AsSpan(0, squares));
            }

            GroupCovarianceKernel.Multiply(scratch.Product, scratch.Inverse, k, scratch.Matrix);
            GroupCovarianceKernel.FillSecond(group, scratch.Matrix, scratch);
            DenseKernels.AddScaled(1, scratch.SecondOfCovariance.AsSpan(w * count, count), scratch.Trace.AsSpan(0, count));
            AddTransposedProduct(scratch.Matrix, scratch.WeightedSlopes.AsSpan(w * squares, squares), k, scratch.Sum);
        }

        for (var u = 0; u < count; u++)
        {
            scratch.Trace[u] -= GroupCovarianceKernel.AlongSlope(k, scratch.Sum, u, scratch);
        }
    }

    // c += a b'.
    private static void AddTransposedProduct(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int k, Span<double> c)
    {
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
            {
                c[i * k + j] += DenseKernels.Dot(a.Slice(i * k, k), b.Slice(j * k, k));
            }
        }
    }
}
