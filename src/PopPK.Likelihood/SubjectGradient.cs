using PopPK.Likelihood.Kernels;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;

namespace PopPK.Likelihood;

/// <summary>
/// What one subject adds to the derivatives of a cluster's objective by theta, at the conditional mode and with the
/// predictions of a <see cref="SubjectDensity"/> evaluated there to the order SecondAll: derivatives of the density J and of
/// l = log|H| (Almquist 2015, eqs. 18-27). Scratch of one worker; nothing is allocated after construction.
/// </summary>
internal sealed class SubjectGradient
{
    private readonly SubjectDensity _density;
    private readonly int _thetaCount;
    private readonly double[] _ph;
    private readonly double[] _kph;
    private readonly double[] _phiW;
    private readonly double[] _kappa;
    private readonly double[] _trace;
    private readonly double[] _jt;

    /// <summary>Makes the scratch.</summary>
    /// <param name="density">The subject's density.</param>
    public SubjectGradient(SubjectDensity density)
    {
        _density = density;
        var n = density.EtaCount;
        var (active, total) = (density.PhiK.Length == 0 ? 0 : (int)Math.Sqrt(density.PhiK.Length), density.PhiFirst.Length);
        _thetaCount = density.Prediction.ThetaCount;
        _ph = new double[active * n];
        _kph = new double[active * n];
        _phiW = new double[active * active];
        _kappa = new double[total];
        _trace = new double[2 * active];
        _jt = new double[active * Math.Max(_thetaCount, 1)];
        LogDeterminantByEta = new double[n];
        ByTheta = new double[_thetaCount];
        Cross = new double[n * _thetaCount];
    }

    /// <summary>dl / d eta.</summary>
    public double[] LogDeterminantByEta { get; }

    /// <summary>d(J + l) / d theta at fixed eta.</summary>
    public double[] ByTheta { get; }

    /// <summary>Half of d2 J / d eta d theta, a row per random effect.</summary>
    public double[] Cross { get; }

    /// <summary>Forgets the last subject's log|H|: it has no share in <see cref="DifferentiateByTheta"/>.</summary>
    public void ClearLogDeterminant()
    {
        Array.Clear(_kappa);
        Array.Clear(_kph);
        Array.Clear(LogDeterminantByEta);
    }

    /// <summary>Differentiates l with expected curvature, H = P' K P + prior: tr(H^-1 dH).</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="inverse">The block of H^-1 that belongs to the subject's random effects, row by row.</param>
    /// <param name="frozen">Variances and, behind them, correlations that stand for the model's; empty: none.</param>
    public void DifferentiateLogDeterminant(BoundSubject subject, ReadOnlySpan<double> inverse, ReadOnlySpan<double> frozen)
    {
        var prediction = _density.Prediction;
        var active = prediction.Layout.Active;
        var n = _density.EtaCount;
        var pairs = n * (n + 1) / 2;
        var p = prediction.PhiByEta;
        var p2 = prediction.PhiByEtaEta;
        ProjectionKernel.Multiply(p, inverse, active, n, n, _ph);
        for (var a = 0; a < active; a++)
        {
            for (var b = 0; b < active; b++)
            {
                var sum = 0.0;
                for (var k = 0; k < n; k++)
                {
                    sum += _ph[a * n + k] * p[b * n + k];
                }

                _phiW[a * active + b] = sum;
            }
        }

        ProjectionKernel.Multiply(_density.PhiK, _ph, active, active, n, _kph);
        if (prediction.IsInLanes)
        {
            LaneDensityKernel.TraceDerivatives(prediction, subject.Observed.Length, _phiW, _density.LaneSums, _kappa);
        }
        else
        {
            DensityKernel.TraceDerivatives(prediction, subject.Observed.Length, subject.IsCorrelated, frozen, _phiW, _trace, _kappa);
            GroupTraceKernel.AddDerivatives(prediction, subject, frozen, _phiW, _density.Groups, _kappa);
        }

        Array.Clear(LogDeterminantByEta);
        for (var a = 0; a < active; a++)
        {
            DenseKernels.AddScaled(_kappa[a], p.Slice(a * n, n), LogDeterminantByEta);
            var at = a * pairs;
            for (var k = 0; k < n; k++)
            {
                for (var l = 0; l < k; l++, at++)
                {
                    LogDeterminantByEta[k] += 2 * _kph[a * n + l] * p2[at];
                    LogDeterminantByEta[l] += 2 * _kph[a * n + k] * p2[at];
                }

                LogDeterminantByEta[k] += 2 * _kph[a * n + k] * p2[at++];
            }
        }
    }

    /// <summary>Fills <see cref="ByTheta"/> and <see cref="Cross"/>.</summary>
    public void DifferentiateByTheta()
    {
        ProjectionKernel.OnTheta(_density.Prediction, _density.PhiFirst, _kappa, _density.PhiPairs, _kph, _jt, ByTheta, Cross);
    }

    /// <summary>
    /// Adds what variances at eta = 0 bring to the derivatives by theta: of J, (1/v - r^2/v^2) dv; of its mixed derivatives,
    /// half of 2 r g/v^2 dv; of log|H| with expected curvature, -g' H^-1 g/v^2 dv, with g = df/d eta.
    /// </summary>
    /// <param name="subject">The subject.</param>
    /// <param name="frozen">The variances and, behind them, the correlations.</param>
    /// <param name="frozenByTheta">Their derivatives, a row for each.</param>
    /// <param name="withLogDeterminant">True when log|H| has expected curvature.</param>
    public void AddFrozen(
        BoundSubject subject, ReadOnlySpan<double> frozen, ReadOnlySpan<double> frozenByTheta, bool withLogDeterminant)
    {
        var prediction = _density.Prediction;
        var (n, count, active) = (_density.EtaCount, _thetaCount, prediction.Layout.Active);
        var p = prediction.PhiByEta;
        Array.Clear(_jt);
        var correlated = subject.IsCorrelated;
        for (var j = 0; j < subject.Observed.Length; j++)
        {
            if (!correlated.IsEmpty && correlated[j])
            {
                continue;
            }

            var iv = 1 / frozen[j];
            var r = subject.Observed[j] - prediction.Mean(j);
            var f = prediction.MeanFirst(j);
            var byVariance = iv - r * r * iv * iv;
            for (var a = 0; withLogDeterminant && a < active; a++)
            {
                for (var b = 0; b < active; b++)
                {
                    byVariance -= f[a] * _phiW[a * active + b] * f[b] * iv * iv;
                }
            }

            for (var q = 0; q < count; q++)
            {
                var dv = frozenByTheta[j * count + q];
                ByTheta[q] += byVariance * dv;
                for (var a = 0; dv != 0 && a < active; a++)
                {
                    _jt[a * count + q] += r * iv * iv * f[a] * dv;
                }
            }
        }

        GroupTraceKernel.AddFrozen(
            prediction, subject, frozen, frozenByTheta, withLogDeterminant ? _phiW : [], _density.Groups, ByTheta, _jt);
        for (var k = 0; k < n; k++)
        {
            for (var a = 0; a < active; a++)
            {
                for (var q = 0; q < count; q++)
                {
                    Cross[k * count + q] += p[a * n + k] * _jt[a * count + q];
                }
            }
        }
    }
}
