using System.Collections.Immutable;
using PopPK.Likelihood.Kernels;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// The density of a cluster whose predictions are linearised at eta = 0: with g = df/d eta, r = y - f(0) and
/// variance v (with interaction v + s' Omega s/(4 v), s = dv/d eta), sum r^2/v + log v + eta' (sum g g'/v + Omega^-1) eta - 2 eta' sum g r/v;
/// and its derivatives by the population parameters. Correlated residuals have a matrix for v: <see cref="FirstOrderGroups"/>. Scratch of one worker; nothing is allocated after construction.
/// </summary>
internal sealed class FirstOrderDensity
{
    private readonly ClusterWorkspace _workspace;
    private readonly FirstOrderGroups _groups;
    private readonly double[] _g;
    private readonly double[] _s;
    private readonly double[] _omegaS;
    private readonly double[] _u;
    private readonly double[] _phiU;
    private readonly double[] _byPhi;
    private readonly double[] _byPhiEta;
    private readonly double[] _byOmega;

    /// <summary>Makes the scratch.</summary>
    /// <param name="workspace">The worker's scratch.</param>
    /// <param name="model">The model.</param>
    public FirstOrderDensity(ClusterWorkspace workspace, CompiledModel model)
    {
        _workspace = workspace;
        _groups = new FirstOrderGroups(workspace);
        var n = workspace.Subject.EtaCount;
        var layout = model.Phi.Layout;
        _g = new double[n];
        _s = new double[n];
        _omegaS = new double[n];
        _u = new double[n];
        _phiU = new double[layout.Active];
        _byPhi = new double[layout.Total];
        _byPhiEta = new double[layout.Active * n];
        _byOmega = new double[n * n];
    }

    /// <summary>
    /// Linearises the cluster: H in <see cref="ClusterWorkspace.Expected"/>, sum g r/v in <see cref="ClusterWorkspace.Gradient"/>.
    /// </summary>
    /// <param name="withInteraction">True to linearise the residual standard deviation too.</param>
    /// <param name="order">Derivatives wanted of the predictions.</param>
    /// <param name="value">sum r^2/v + log v.</param>
    /// <param name="status">Why the cluster could not be predicted.</param>
    public bool TryLinearise(bool withInteraction, DerivativeOrder order, out double value, out PredictionStatus status)
    {
        var density = _workspace.Density;
        var gradient = _workspace.Gradient;
        var expected = _workspace.Expected;
        gradient.Clear();
        expected.Clear();
        value = 0;
        for (var member = 0; member < density.SubjectCount; member++)
        {
            status = Predict(member, order);
            if (status == PredictionStatus.Success && !TryAddMember(member, withInteraction, ref value))
            {
                status = PredictionStatus.ResidualCovarianceNotPositiveDefinite;
            }

            if (status != PredictionStatus.Success)
            {
                density.FailedMember = member;
                return false;
            }
        }

        density.AddPriorCurvature(1, expected);
        status = double.IsFinite(value) ? PredictionStatus.Success : PredictionStatus.PredictionNotFinite;
        return status == PredictionStatus.Success;
    }

    /// <summary>Fills the gradient; <see cref="ClusterWorkspace.Latent"/> is the mode of the linear model.</summary>
    /// <param name="withInteraction">As it was linearised.</param>
    /// <param name="layout">The population parameters' order.</param>
    /// <param name="contribution">Receives the gradient.</param>
    public void Differentiate(bool withInteraction, ParameterLayout layout, ClusterContribution contribution)
    {
        var density = _workspace.Density;
        Array.Clear(_workspace.ThetaGradient);
        _workspace.Adjoint.Clear();
        CovarianceGradient.Add(layout, _workspace.HessianInverse, _workspace, contribution);
        for (var member = 0; member < density.SubjectCount; member++)
        {
            if (density.SubjectCount > 1)
            {
                Predict(member, DerivativeOrder.SecondAll);
            }

            DifferentiateMember(member, withInteraction);
            if (withInteraction)
            {
                AddByOmega(layout, contribution);
            }
        }

        _workspace.ThetaGradient.CopyTo(contribution.GradientStore, 0);
    }

    private PredictionStatus Predict(int member, DerivativeOrder order) =>
        _workspace.Density.PredictAtZero(member, order);

    private bool TryAddMember(int member, bool withInteraction, ref double value)
    {
        var density = _workspace.Density;
        var prediction = _workspace.Prediction;
        var subject = density.SubjectAt(member);
        var latents = density.Layout.Latents[member];
        var n = latents.Length;
        var gradient = _workspace.Gradient;
        var expected = _workspace.Expected;
        value += prediction.HasExtra ? ExtraKernel.Value(prediction, subject.Observed.Length) : 0;
        var correlated = subject.IsCorrelated;
        for (var j = 0; j < subject.Observed.Length; j++)
        {
            if (!correlated.IsEmpty && correlated[j])
            {
                continue;
            }

            ProjectOnEta(prediction, prediction.MeanFirst(j), _g);
            var v = VarianceOf(j, withInteraction);
            var r = subject.Observed[j] - prediction.Mean(j);
            value += r * r / v + Math.Log(v);
            for (var k = 0; k < n; k++)
            {
                gradient[latents[k]] += _g[k] * r / v;
                for (var l = 0; l <= k; l++)
                {
                    expected[density.Layout.Shape.At(latents[k], latents[l])] += _g[k] * _g[l] / v;
                }
            }
        }

        foreach (var group in subject.ResidualGroups)
        {
            if (!_groups.TryAdd(subject, group, latents, withInteraction, ref value))
            {
                return false;
            }
        }

        return true;
    }

    // v, or with interaction v + s' Omega s/(4 v): the variance of (w + w_eta eta) epsilon, w = sqrt(v).
    private double VarianceOf(int observation, bool withInteraction)
    {
        var v = _workspace.Prediction.Variance(observation);
        if (!withInteraction)
        {
            return v;
        }

        ProjectOnEta(_workspace.Prediction, _workspace.Prediction.VarianceFirst(observation), _s);
        DenseKernels.Multiply(_workspace.Density.Point.Omega, _s, _omegaS);
        return v + DenseKernels.Dot(_s, _omegaS) / (4 * v);
    }

    // With e = r - g'x, h = g' H^-1 g and V the variance: d/dV = 1/V - e^2/V^2 - h/V^2, d/df = -2 e/V,
    // d/dg = -2 e x/V + 2 H^-1 g/V; what belongs to dg and ds is collected by phi and by (phi, eta).
    private void DifferentiateMember(int member, bool withInteraction)
    {
        var density = _workspace.Density;
        var prediction = _workspace.Prediction;
        var subject = density.SubjectAt(member);
        var latents = density.Layout.Latents[member];
        _workspace.CopyBlock(_workspace.HessianInverse, latents, _workspace.SubjectBlock);
        Array.Clear(_byPhi);
        Array.Clear(_byPhiEta);
        Array.Clear(_byOmega);
        var correlated = subject.IsCorrelated;
        for (var j = 0; j < subject.Observed.Length; j++)
        {
            if (prediction.HasExtra)
            {
                DenseKernels.AddScaled(1, prediction.ExtraFirst(j), _byPhi);
            }

            if (!correlated.IsEmpty && correlated[j])
            {
                continue;
            }

            ProjectOnEta(prediction, prediction.MeanFirst(j), _g);
            var own = prediction.Variance(j);
            var v = VarianceOf(j, withInteraction);
            var e = subject.Observed[j] - prediction.Mean(j) - InnerProductWithMode(latents);
            DenseKernels.Multiply(_workspace.SubjectBlock, _g, _u);
            var byVariance = (1 - (e * e + DenseKernels.Dot(_g, _u)) / v) / v;
            for (var k = 0; k < _u.Length; k++)
            {
                _u[k] = 2 / v * (_u[k] - e * _workspace.Latent[latents[k]]);
            }

            AddSlopes(prediction.MeanFirst(j), prediction.MeanSecond(j), _u);
            DenseKernels.AddScaled(-2 * e / v, prediction.MeanFirst(j), _byPhi);
            if (!withInteraction)
            {
                DenseKernels.AddScaled(byVariance, prediction.VarianceFirst(j), _byPhi);
                continue;
            }

            DenseKernels.AddScaled(byVariance * (1 - (v - own) / own), prediction.VarianceFirst(j), _byPhi);
            for (var k = 0; k < _u.Length; k++)
            {
                _u[k] = byVariance * _omegaS[k] / (2 * own);
                DenseKernels.AddScaled(byVariance * _s[k] / (4 * own), _s, _byOmega.AsSpan(k * _u.Length, _u.Length));
            }

            AddSlopes(prediction.VarianceFirst(j), prediction.VarianceSecond(j), _u);
        }

        foreach (var group in subject.ResidualGroups)
        {
            DifferentiateGroup(subject, group, latents, withInteraction);
        }

        AddToTheta();
    }

    private void DifferentiateGroup(BoundSubject subject, ResidualGroup group, ImmutableArray<int> latents, bool withInteraction)
    {
        var prediction = _workspace.Prediction;
        _groups.Differentiate(subject, group, latents, withInteraction, _byOmega);
        for (var i = 0; i < group.Observations.Length; i++)
        {
            var j = group.Observations[i];
            DenseKernels.AddScaled(_groups.OnMean[i], prediction.MeanFirst(j), _byPhi);
            DenseKernels.AddScaled(_groups.OnVariance[i], prediction.VarianceFirst(j), _byPhi);
            AddSlopes(prediction.MeanFirst(j), prediction.MeanSecond(j), _groups.OnMeanSlope(i));
            if (withInteraction)
            {
                AddSlopes(prediction.VarianceFirst(j), prediction.VarianceSecond(j), _groups.OnVarianceSlope(i));
            }
        }

        for (var p = 0; p < group.Pairs.Length; p++)
        {
            DenseKernels.AddScaled(_groups.OnCorrelation[p], prediction.CorrelationFirst(group.Pairs[p].Correlation), _byPhi);
        }
    }

    private double InnerProductWithMode(ImmutableArray<int> latents)
    {
        var sum = 0.0;
        for (var k = 0; k < latents.Length; k++)
        {
            sum += _g[k] * _workspace.Latent[latents[k]];
        }

        return sum;
    }

    // Collects u' d(P' z) for z = the first derivatives by phi: P u meets dz, z meets dP.
    private void AddSlopes(ReadOnlySpan<double> first, ReadOnlySpan<double> second, ReadOnlySpan<double> u)
    {
        var prediction = _workspace.Prediction;
        var (active, total, n) = (prediction.Layout.Active, prediction.Layout.Total, u.Length);
        DenseKernels.Multiply(prediction.PhiByEta, u, _phiU);
        var pair = 0;
        for (var a = 0; a < active; a++)
        {
            for (var b = a; b < total; b++, pair++)
            {
                _byPhi[b] += second[pair] * _phiU[a];
                if (b > a && b < active)
                {
                    _byPhi[a] += second[pair] * _phiU[b];
                }
            }

            DenseKernels.AddScaled(first[a], u, _byPhiEta.AsSpan(a * n, n));
        }
    }

    private void AddToTheta()
    {
        var prediction = _workspace.Prediction;
        var count = prediction.ThetaCount;
        for (var b = 0; b < _byPhi.Length; b++)
        {
            DenseKernels.AddScaled(_byPhi[b], prediction.PhiByTheta.Slice(b * count, count), _workspace.ThetaGradient);
        }

        for (var i = 0; i < _byPhiEta.Length; i++)
        {
            DenseKernels.AddScaled(_byPhiEta[i], prediction.PhiByEtaTheta.Slice(i * count, count), _workspace.ThetaGradient);
        }
    }

    // With interaction the variance itself contains Omega: d/d Omega_kl = sum d/dV s_k s_l/(4 v).
    private void AddByOmega(ParameterLayout layout, ClusterContribution contribution)
    {
        var n = _u.Length;
        for (var i = 0; i < layout.FreeOmegas.Length; i++)
        {
            var (covariance, row, column) = layout.FreeOmegas[i];
            foreach (var block in layout.SubjectBlocks)
            {
                if (block.Covariance == covariance)
                {
                    var element = _byOmega[(block.First + row) * n + block.First + column];
                    contribution.GradientStore[layout.FreeThetaCount + i] += row == column ? element : 2 * element;
                }
            }
        }
    }

    /// <summary>Derivatives by eta from those by phi.</summary>
    /// <param name="prediction">The predictions.</param>
    /// <param name="byPhi">Derivatives by phi.</param>
    /// <param name="byEta">Receives those by eta.</param>
    internal static void ProjectOnEta(SubjectWorkspace prediction, ReadOnlySpan<double> byPhi, Span<double> byEta)
    {
        byEta.Clear();
        for (var a = 0; a < prediction.Layout.Active; a++)
        {
            DenseKernels.AddScaled(byPhi[a], prediction.PhiByEta.Slice(a * byEta.Length, byEta.Length), byEta);
        }
    }
}
