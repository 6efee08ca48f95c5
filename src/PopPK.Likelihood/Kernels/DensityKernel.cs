using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;

namespace PopPK.Likelihood.Kernels;

/// <summary>
/// Sums over a subject's observations, in the space of the individual quantities phi. With residual r = y - f and
/// variance v, an observation contributes r^2/v + log v to -2 log density; K is the expected half second derivative
/// sum f' f''/v + v' v''/(2 v^2) of FOCE with interaction (Wang 2007, eq. 21; Almquist 2015, eq. 13).
/// </summary>
internal static class DensityKernel
{
    /// <summary>Adds up -2 log density with first and second derivatives, and K.</summary>
    /// <param name="workspace">Holds mean and variance and their derivatives at the observations.</param>
    /// <param name="y">The observed values.</param>
    /// <param name="skipped">For each observation whether it is passed by; empty: none is.</param>
    /// <param name="frozen">Variances that do not depend on phi and stand for the workspace's; empty: none.</param>
    /// <param name="first">Receives first derivatives by all phi of the workspace's layout.</param>
    /// <param name="pairs">Receives second derivatives by its pairs.</param>
    /// <param name="k">Receives K, active by active, row by row.</param>
    /// <returns>The sum of r^2/v + log v.</returns>
    public static double Accumulate(
        SubjectWorkspace workspace,
        ReadOnlySpan<double> y,
        ReadOnlySpan<bool> skipped,
        ReadOnlySpan<double> frozen,
        Span<double> first,
        Span<double> pairs,
        Span<double> k)
    {
        var layout = workspace.Layout;
        var active = layout.Active;
        first[..layout.Total].Clear();
        pairs[..layout.PairCount].Clear();
        k[..(active * active)].Clear();
        var sum = 0.0;
        for (var j = 0; j < y.Length; j++)
        {
            if (!skipped.IsEmpty && skipped[j])
            {
                continue;
            }

            sum += frozen.IsEmpty
                ? AddObservation(workspace, j, y[j], first, pairs, k)
                : AddFrozen(workspace, j, y[j], frozen[j], first, pairs, k);
        }

        for (var a = 0; a < active; a++)
        {
            for (var b = 0; b < a; b++)
            {
                k[b * active + a] = k[a * active + b];
            }
        }

        return sum;
    }

    /// <summary>The sum of r^2/v + log v without derivatives.</summary>
    /// <param name="workspace">Holds mean and variance at the observations.</param>
    /// <param name="y">The observed values.</param>
    /// <param name="skipped">For each observation whether it is passed by; empty: none is.</param>
    /// <param name="frozen">Variances that stand for the workspace's; empty: none.</param>
    public static double Value(SubjectWorkspace workspace, ReadOnlySpan<double> y, ReadOnlySpan<bool> skipped, ReadOnlySpan<double> frozen)
    {
        var sum = 0.0;
        for (var j = 0; j < y.Length; j++)
        {
            if (!skipped.IsEmpty && skipped[j])
            {
                continue;
            }

            var v = frozen.IsEmpty ? workspace.Variance(j) : frozen[j];
            var r = y[j] - workspace.Mean(j);
            sum += r * r / v + Math.Log(v);
        }

        return sum;
    }

    private static double AddObservation(
        SubjectWorkspace workspace, int j, double y, Span<double> first, Span<double> pairs, Span<double> k)
    {
        var layout = workspace.Layout;
        var (active, total) = (layout.Active, layout.Total);
        var v = workspace.Variance(j);
        var r = y - workspace.Mean(j);
        var iv = 1 / v;
        var riv = r * iv;
        var byMean = -2 * riv;
        var byVariance = iv - riv * riv;
        var meanMean = 2 * iv;
        var meanVariance = 2 * riv * iv;
        var varianceVariance = (2 * riv * riv - iv) * iv;
        var f1 = workspace.MeanFirst(j);
        var v1 = workspace.VarianceFirst(j);
        var f2 = workspace.MeanSecond(j);
        var v2 = workspace.VarianceSecond(j);
        for (var a = 0; a < total; a++)
        {
            first[a] += byMean * f1[a] + byVariance * v1[a];
        }

        var pair = 0;
        for (var a = 0; a < active; a++)
        {
            var onMean = meanMean * f1[a] + meanVariance * v1[a];
            var onVariance = meanVariance * f1[a] + varianceVariance * v1[a];
            for (var b = a; b < total; b++, pair++)
            {
                pairs[pair] += onMean * f1[b] + onVariance * v1[b] + byMean * f2[pair] + byVariance * v2[pair];
            }

            var kMean = iv * f1[a];
            var kVariance = 0.5 * iv * iv * v1[a];
            for (var b = 0; b <= a; b++)
            {
                k[a * active + b] += kMean * f1[b] + kVariance * v1[b];
            }
        }

        return r * riv + Math.Log(v);
    }

    private static double AddFrozen(
        SubjectWorkspace workspace, int j, double y, double v, Span<double> first, Span<double> pairs, Span<double> k)
    {
        var layout = workspace.Layout;
        var (active, total) = (layout.Active, layout.Total);
        var r = y - workspace.Mean(j);
        var iv = 1 / v;
        var byMean = -2 * r * iv;
        var f1 = workspace.MeanFirst(j);
        var f2 = workspace.MeanSecond(j);
        for (var a = 0; a < total; a++)
        {
            first[a] += byMean * f1[a];
        }

        var pair = 0;
        for (var a = 0; a < active; a++)
        {
            var onMean = 2 * iv * f1[a];
            for (var b = a; b < total; b++, pair++)
            {
                pairs[pair] += onMean * f1[b] + byMean * f2[pair];
            }

            var kMean = iv * f1[a];
            for (var b = 0; b <= a; b++)
            {
                k[a * active + b] += kMean * f1[b];
            }
        }

        return r * r * iv + Math.Log(v);
    }

    /// <summary>The derivatives by all phi of tr(W K) for a fixed symmetric W: what d log|H| needs of the predictions.</summary>
    /// <param name="workspace">Holds mean and variance and their derivatives at the observations, to the order SecondAll.</param>
    /// <param name="count">Number of observations.</param>
    /// <param name="skipped">For each observation whether it is passed by; empty: none is.</param>
    /// <param name="frozen">Variances that do not depend on phi and stand for the workspace's; empty: none.</param>
    /// <param name="w">W, active by active.</param>
    /// <param name="scratch">Room for 2 x active numbers.</param>
    /// <param name="kappa">Receives one derivative per phi.</param>
    public static void TraceDerivatives(
        SubjectWorkspace workspace,
        int count,
        ReadOnlySpan<bool> skipped,
        ReadOnlySpan<double> frozen,
        ReadOnlySpan<double> w,
        Span<double> scratch,
        Span<double> kappa)
    {
        var layout = workspace.Layout;
        var (active, total) = (layout.Active, layout.Total);
        var wf = scratch[..active];
        var wv = scratch.Slice(active, active);
        kappa[..total].Clear();
        for (var j = 0; j < count; j++)
        {
            if (!skipped.IsEmpty && skipped[j])
            {
                continue;
            }

            if (!frozen.IsEmpty)
            {
                AddFrozenTrace(workspace, j, frozen[j], w, wf, kappa);
                continue;
            }

            var iv = 1 / workspace.Variance(j);
            var f1 = workspace.MeanFirst(j);
            var v1 = workspace.VarianceFirst(j);
            var f2 = workspace.MeanSecond(j);
            var v2 = workspace.VarianceSecond(j);
            double ff = 0, vv = 0;
            for (var a = 0; a < active; a++)
            {
                double sf = 0, sv = 0;
                for (var b = 0; b < active; b++)
                {
                    sf += w[a * active + b] * f1[b];
                    sv += w[a * active + b] * v1[b];
                }

                wf[a] = sf;
                wv[a] = sv;
                ff += f1[a] * sf;
                vv += v1[a] * sv;
            }

            // tr(W dK) = 2 f'W df'/v - f'Wf' dv/v^2 + v'W dv'/v^2 - v'Wv' dv/v^3.
            var onVariance = -iv * iv * (ff + iv * vv);
            for (var b = 0; b < total; b++)
            {
                kappa[b] += onVariance * v1[b];
            }

            var pair = 0;
            for (var a = 0; a < active; a++)
            {
                for (var b = a; b < total; b++, pair++)
                {
                    var df = 2 * iv * f2[pair];
                    var dv = iv * iv * v2[pair];
                    kappa[b] += wf[a] * df + wv[a] * dv;
                    if (b > a && b < active)
                    {
                        kappa[a] += wf[b] * df + wv[b] * dv;
                    }
                }
            }
        }
    }

    // tr(W dK) = 2 f'W df'/v where v does not depend on phi.
    private static void AddFrozenTrace(
        SubjectWorkspace workspace, int j, double v, ReadOnlySpan<double> w, Span<double> wf, Span<double> kappa)
    {
        var (active, total) = (workspace.Layout.Active, workspace.Layout.Total);
        var f1 = workspace.MeanFirst(j);
        var f2 = workspace.MeanSecond(j);
        for (var a = 0; a < active; a++)
        {
            wf[a] = DenseKernels.Dot(w.Slice(a * active, active), f1[..active]);
        }

        var pair = 0;
        for (var a = 0; a < active; a++)
        {
            for (var b = a; b < total; b++, pair++)
            {
                var df = 2 / v * f2[pair];
                kappa[b] += wf[a] * df;
                if (b > a && b < active)
                {
                    kappa[a] += wf[b] * df;
                }
            }
        }
    }
}
