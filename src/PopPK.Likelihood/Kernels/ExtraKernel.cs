using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;

namespace PopPK.Likelihood.Kernels;

/// <summary>
/// Sums over a subject's observations of what their forms add to -2 log density beside mean and variance: Jacobians of
/// transforms, and the whole of it for observations that are not normal.
/// </summary>
internal static class ExtraKernel
{
    /// <summary>Adds the extras with first and second derivatives.</summary>
    /// <param name="workspace">Holds the extras and their derivatives at the observations.</param>
    /// <param name="isNormal">
    /// For each observation whether it is normal. Half the second derivatives of the others join K, the curvature with which a search
    /// begins; log|H| of the methods that take any likelihood does not use K.
    /// </param>
    /// <param name="first">Added to: first derivatives by all phi of the workspace's layout.</param>
    /// <param name="pairs">Added to: second derivatives by its pairs.</param>
    /// <param name="k">Added to: K, active by active, row by row.</param>
    /// <returns>The sum of the extras.</returns>
    public static double Accumulate(
        SubjectWorkspace workspace, ReadOnlySpan<bool> isNormal, Span<double> first, Span<double> pairs, Span<double> k)
    {
        var (active, total) = (workspace.Layout.Active, workspace.Layout.Total);
        var sum = 0.0;
        for (var j = 0; j < isNormal.Length; j++)
        {
            sum += workspace.Extra(j);
            var second = workspace.ExtraSecond(j);
            DenseKernels.AddScaled(1, workspace.ExtraFirst(j), first[..total]);
            DenseKernels.AddScaled(1, second, pairs[..second.Length]);
            var pair = 0;
            for (var a = 0; !isNormal[j] && a < active; a++, pair += total - active)
            {
                for (var b = a; b < active; b++, pair++)
                {
                    k[a * active + b] += 0.5 * second[pair];
                    k[b * active + a] += a == b ? 0 : 0.5 * second[pair];
                }
            }
        }

        return sum;
    }

    /// <summary>The sum of the extras without derivatives.</summary>
    /// <param name="workspace">Holds the extras at the observations.</param>
    /// <param name="count">Number of observations.</param>
    public static double Value(SubjectWorkspace workspace, int count)
    {
        var sum = 0.0;
        for (var j = 0; j < count; j++)
        {
            sum += workspace.Extra(j);
        }

        return sum;
    }
}
