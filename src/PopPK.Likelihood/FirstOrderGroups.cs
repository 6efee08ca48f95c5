using System.Collections.Immutable;
using PopPK.Likelihood.Kernels;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;

namespace PopPK.Likelihood;

/// <summary>
/// The share of a group of correlated residuals in a density that is linearised at eta = 0. Its covariance matrix V has the elements
/// rho_ij (w_i w_j + t_i' Omega t_j), where w is the standard deviation and, with interaction, t = dw/d eta (without: 0); rho_ii = 1.
/// With G = df/d eta, Q = V^-1, e = r - G x and B = Q - Q (e e' + G H^-1 G') Q the derivatives are
/// <code>
/// f: -2 Q e        G: -2 Q e x' + 2 Q G H^-1        V: B
/// w_i: 2 sum B_ij rho_ij w_j        t_i: 2 sum B_ij rho_ij Omega t_j        Omega: sum B_ij rho_ij t_i t_j'
/// </code>
/// Scratch of one worker; nothing is allocated after construction.
/// </summary>
internal sealed class FirstOrderGroups
{
    private readonly ClusterWorkspace _workspace;
    private readonly GroupScratch _scratch;
    private readonly double[] _g;
    private readonly double[] _t;
    private readonly double[] _omegaT;
    private readonly double[] _qg;
    private readonly double[] _x;
    private readonly double[] _slopes;
    private readonly double[] _onSlopes;
    private readonly double[] _onDeviationSlopes;

    /// <summary>Makes the scratch.</summary>
    /// <param name="workspace">The worker's scratch.</param>
    public FirstOrderGroups(ClusterWorkspace workspace)
    {
        _workspace = workspace;
        _scratch = workspace.Subject.Groups;
        var (k, n) = (_scratch.LargestSize, workspace.Subject.EtaCount);
        (_g, _t, _omegaT, _qg) = (new double[k * n], new double[k * n], new double[k * n], new double[k * n]);
        (_onSlopes, _onDeviationSlopes) = (new double[k * n], new double[k * n]);
        (_x, _slopes) = (new double[n], new double[n]);
        OnMean = new double[k];
        OnVariance = new double[k];
        OnCorrelation = new double[_scratch.Correlations.Length];
    }

    /// <summary>The derivatives by the means.</summary>
    public double[] OnMean { get; }

    /// <summary>The derivatives by the variances.</summary>
    public double[] OnVariance { get; }

    /// <summary>The derivatives by the correlations, pair by pair.</summary>
    public double[] OnCorrelation { get; }

    /// <summary>The derivatives by df/d eta.</summary>
    /// <param name="i">Which observation of the group.</param>
    public ReadOnlySpan<double> OnMeanSlope(int i) => _onSlopes.AsSpan(i * _x.Length, _x.Length);

    /// <summary>The derivatives by dv/d eta.</summary>
    /// <param name="i">Which observation of the group.</param>
    public ReadOnlySpan<double> OnVarianceSlope(int i) => _onDeviationSlopes.AsSpan(i * _x.Length, _x.Length);

    /// <summary>Adds r' Q r + log|V| to the value, G' Q r to the cluster's gradient and G' Q G to its matrix.</summary>
    /// <param name="subject">The subject, predicted at eta = 0.</param>
    /// <param name="group">The group.</param>
    /// <param name="latents">Where the subject's random effects stand.</param>
    /// <param name="withInteraction">True to linearise the residual standard deviations too.</param>
    /// <param name="value">Is increased.</param>
    /// <returns>False when V is not positive definite.</returns>
    public bool TryAdd(BoundSubject subject, ResidualGroup group, ImmutableArray<int> latents, bool withInteraction, ref double value)
    {
        if (!TryFill(subject, group, withInteraction))
        {
            return false;
        }

        var (k, n) = (group.Observations.Length, latents.Length);
        var shape = _workspace.Density.Layout.Shape;
        value += GroupCovarianceKernel.Value(k, _scratch);
        for (var i = 0; i < k; i++)
        {
            var g = _g.AsSpan(i * n, n);
            var qg = _qg.AsSpan(i * n, n);
            for (var a = 0; a < n; a++)
            {
                _workspace.Gradient[latents[a]] += g[a] * _scratch.Weighted[i];
                for (var b = 0; b <= a; b++)
                {
                    _workspace.Expected[shape.At(latents[a], latents[b])] += g[a] * qg[b];
                }
            }
        }

        return true;
    }

    /// <summary>Fills the derivatives by mean, variance, correlation and slopes.</summary>
    /// <param name="subject">The subject, predicted at eta = 0.</param>
    /// <param name="group">The group.</param>
    /// <param name="latents">Where the subject's random effects stand; its block of H^-1 is in <see cref="ClusterWorkspace.SubjectBlock"/>.</param>
    /// <param name="withInteraction">As it was linearised.</param>
    /// <param name="byOmega">Added to: derivatives by Omega.</param>
    public void Differentiate(
        BoundSubject subject, ResidualGroup group, ImmutableArray<int> latents, bool withInteraction, Span<double> byOmega)
    {
        TryFill(subject, group, withInteraction);
        var (k, n) = (group.Observations.Length, latents.Length);
        for (var a = 0; a < n; a++)
        {
            _x[a] = _workspace.Latent[latents[a]];
        }

        // Q e in Weighted, Q G H^-1 in the rows of _onSlopes, B in Matrix.
        for (var i = 0; i < k; i++)
        {
            _scratch.Weighted[i] -= DenseKernels.Dot(_qg.AsSpan(i * n, n), _x);
            DenseKernels.Multiply(_workspace.SubjectBlock, _qg.AsSpan(i * n, n), _onSlopes.AsSpan(i * n, n));
        }

        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
            {
                _scratch.Matrix[i * k + j] = _scratch.Inverse[i * k + j]
                    - _scratch.Weighted[i] * _scratch.Weighted[j]
                    - DenseKernels.Dot(_onSlopes.AsSpan(i * n, n), _qg.AsSpan(j * n, n));
            }
        }

        for (var i = 0; i < k; i++)
        {
            var e = _scratch.Weighted[i];
            OnMean[i] = -2 * e;
            for (var a = 0; a < n; a++)
            {
                _onSlopes[i * n + a] = 2 * (_onSlopes[i * n + a] - e * _x[a]);
            }
        }

        DifferentiateCovariance(group, withInteraction, byOmega);
    }

    private void DifferentiateCovariance(ResidualGroup group, bool withInteraction, Span<double> byOmega)
    {
        var (k, n) = (group.Observations.Length, _x.Length);
        for (var p = 0; p < group.Pairs.Length; p++)
        {
            var (i, j, _) = group.Pairs[p];
            OnCorrelation[p] = 2 * _scratch.Matrix[i * k + j] * Product(i, j, withInteraction);
        }

        // Matrix times the correlations; nothing where there is none.
        _scratch.Sum.AsSpan(0, k * k).Clear();
        for (var i = 0; i < k; i++)
        {
            _scratch.Sum[i * k + i] = _scratch.Matrix[i * k + i];
        }

        for (var p = 0; p < group.Pairs.Length; p++)
        {
            var (i, j, _) = group.Pairs[p];
            _scratch.Sum[i * k + j] = _scratch.Sum[j * k + i] = _scratch.Matrix[i * k + j] * _scratch.Correlations[p];
        }

        for (var i = 0; i < k; i++)
        {
            var w = _scratch.Deviations[i];
            var row = _scratch.Sum.AsSpan(i * k, k);
            OnVariance[i] = DenseKernels.Dot(row, _scratch.Deviations.AsSpan(0, k)) / w;
            if (withInteraction)
            {
                DifferentiateSlope(i, row, byOmega);
            }
        }
    }

    // t = s/(2 w) with s = dv/d eta: dt = ds/(2 w) - t dv/(2 v).
    private void DifferentiateSlope(int i, ReadOnlySpan<double> row, Span<double> byOmega)
    {
        var n = _x.Length;
        var t = _t.AsSpan(i * n, n);
        var on = _onDeviationSlopes.AsSpan(i * n, n);
        on.Clear();
        for (var j = 0; j < row.Length; j++)
        {
            DenseKernels.AddScaled(2 * row[j], _omegaT.AsSpan(j * n, n), on);
            for (var a = 0; a < n; a++)
            {
                DenseKernels.AddScaled(row[j] * t[a], _t.AsSpan(j * n, n), byOmega.Slice(a * n, n));
            }
        }

        OnVariance[i] -= DenseKernels.Dot(t, on) / (2 * _scratch.Variances[i]);
        for (var a = 0; a < n; a++)
        {
            on[a] /= 2 * _scratch.Deviations[i];
        }
    }

    private bool TryFill(BoundSubject subject, ResidualGroup group, bool withInteraction)
    {
        var prediction = _workspace.Prediction;
        var (k, n) = (group.Observations.Length, _x.Length);
        var isDistribution = GroupCovarianceKernel.TryFill(prediction, group, subject.Observed, [], _scratch);
        for (var i = 0; i < k; i++)
        {
            FirstOrderDensity.ProjectOnEta(prediction, prediction.MeanFirst(group.Observations[i]), _g.AsSpan(i * n, n));
        }

        if (withInteraction && isDistribution)
        {
            isDistribution = TryAddInteraction(group);
        }

        if (!isDistribution)
        {
            prediction.FailedPoint = group.Observations[0];
            return false;
        }

        _qg.AsSpan(0, k * n).Clear();
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
            {
                DenseKernels.AddScaled(_scratch.Inverse[i * k + j], _g.AsSpan(j * n, n), _qg.AsSpan(i * n, n));
            }
        }

        return true;
    }

    private bool TryAddInteraction(ResidualGroup group)
    {
        var prediction = _workspace.Prediction;
        var (k, n) = (group.Observations.Length, _x.Length);
        for (var i = 0; i < k; i++)
        {
            FirstOrderDensity.ProjectOnEta(prediction, prediction.VarianceFirst(group.Observations[i]), _slopes);
            var t = _t.AsSpan(i * n, n);
            t.Clear();
            DenseKernels.AddScaled(0.5 / _scratch.Deviations[i], _slopes, t);
            DenseKernels.Multiply(_workspace.Density.Point.Omega, t, _omegaT.AsSpan(i * n, n));
        }

        var v = _scratch.Covariance;
        for (var i = 0; i < k; i++)
        {
            v[i * k + i] = Product(i, i, withInteraction: true);
        }

        for (var p = 0; p < group.Pairs.Length; p++)
        {
            var (i, j, _) = group.Pairs[p];
            v[i * k + j] = v[j * k + i] = _scratch.Correlations[p] * Product(i, j, withInteraction: true);
        }

        return GroupCovarianceKernel.TryInvert(k, _scratch);
    }

    // w_i w_j + t_i' Omega t_j.
    private double Product(int i, int j, bool withInteraction)
    {
        var n = _x.Length;
        var product = _scratch.Deviations[i] * _scratch.Deviations[j];
        return withInteraction ? product + DenseKernels.Dot(_t.AsSpan(i * n, n), _omegaT.AsSpan(j * n, n)) : product;
    }
}
