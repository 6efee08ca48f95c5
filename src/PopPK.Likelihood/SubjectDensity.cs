using PopPK.Likelihood.Kernels;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// One subject's share in a joint density, -2 log density of its observations given its random effects with constants
/// dropped, and its derivatives; first in the space of phi, then in that of the subject's own random effects. Scratch of
/// one worker; nothing is allocated after construction.
/// </summary>
internal sealed class SubjectDensity
{
    private readonly CompiledModel _model;
    private readonly double[] _jp;
    private readonly double[] _kp;

    /// <summary>Makes the scratch for the subjects of a cohort.</summary>
    /// <param name="cohort">The cohort.</param>
    public SubjectDensity(Cohort cohort)
    {
        _model = cohort.Model;
        Prediction = cohort.CreateWorkspace();
        var layout = _model.Phi.Layout;
        EtaCount = Prediction.EtaCount;
        PhiFirst = new double[layout.Total];
        PhiPairs = new double[layout.PairCount];
        PhiK = new double[layout.Active * layout.Active];
        _jp = new double[layout.Active * EtaCount];
        _kp = new double[layout.Active * EtaCount];
        Gradient = new double[EtaCount];
        Curvature = new double[EtaCount * EtaCount];
        Expected = new double[EtaCount * EtaCount];
        Groups = new GroupScratch(cohort);
    }

    /// <summary>Number of random effects of a subject.</summary>
    public int EtaCount { get; }

    /// <summary>The predictions of the last evaluation.</summary>
    public SubjectWorkspace Prediction { get; }

    /// <summary>Derivatives by phi.</summary>
    public double[] PhiFirst { get; }

    /// <summary>Second derivatives by pairs of phi.</summary>
    public double[] PhiPairs { get; }

    /// <summary>K of <see cref="DensityKernel"/>.</summary>
    public double[] PhiK { get; }

    /// <summary>Half the derivatives by eta.</summary>
    public double[] Gradient { get; }

    /// <summary>Half the second derivatives by eta, row by row.</summary>
    public double[] Curvature { get; }

    /// <summary>Their expectation.</summary>
    public double[] Expected { get; }

    /// <summary>Scratch for groups of correlated residuals.</summary>
    public GroupScratch Groups { get; }

    /// <summary>Evaluates the density; derivatives are delivered by the orders with second derivatives.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="theta">All fixed effects.</param>
    /// <param name="eta">The subject's random effects.</param>
    /// <param name="order">Value, SecondActive or SecondAll.</param>
    /// <param name="frozen">Variances and, behind them, correlations that stand for the model's; empty: none.</param>
    /// <param name="value">-2 log density.</param>
    public PredictionStatus Evaluate(
        BoundSubject subject,
        ReadOnlySpan<double> theta,
        ReadOnlySpan<double> eta,
        DerivativeOrder order,
        ReadOnlySpan<double> frozen,
        out double value)
    {
        value = double.PositiveInfinity;
        var status = _model.Predict(subject, subject.Observations, theta, eta, order, Prediction);
        if (status != PredictionStatus.Success)
        {
            return status;
        }

        bool areDistributions;
        if (order == DerivativeOrder.Value)
        {
            value = DensityKernel.Value(Prediction, subject.Observed, subject.IsCorrelated, frozen)
                + (Prediction.HasExtra ? ExtraKernel.Value(Prediction, subject.Observed.Length) : 0);
            areDistributions = GroupKernel.TryValue(Prediction, subject, frozen, Groups, ref value);
        }
        else
        {
            value = DensityKernel.Accumulate(Prediction, subject.Observed, subject.IsCorrelated, frozen, PhiFirst, PhiPairs, PhiK);
            if (Prediction.HasExtra)
            {
                value += ExtraKernel.Accumulate(Prediction, subject.IsNormal, PhiFirst, PhiPairs, PhiK);
            }

            areDistributions = GroupKernel.TryAccumulate(Prediction, subject, frozen, Groups, PhiFirst, PhiPairs, PhiK, ref value);
            ProjectOnEta();
        }

        if (!areDistributions)
        {
            value = double.PositiveInfinity;
            return PredictionStatus.ResidualCovarianceNotPositiveDefinite;
        }

        return double.IsFinite(value) ? PredictionStatus.Success : PredictionStatus.PredictionNotFinite;
    }

    // Chain rule from phi to eta: gradient P' J_phi, curvature P' J_phiphi P + sum J_phi P2, expectation P' K P.
    private void ProjectOnEta()
    {
        var layout = Prediction.Layout;
        var active = layout.Active;
        var n = EtaCount;
        var pairs = n * (n + 1) / 2;
        var p = Prediction.PhiByEta;
        var p2 = Prediction.PhiByEtaEta;
        Array.Clear(_jp);
        Array.Clear(_kp);
        for (var a = 0; a < active; a++)
        {
            for (var b = 0; b < active; b++)
            {
                var j = PhiPairs[layout.PairIndex(a, b)];
                var k = PhiK[a * active + b];
                for (var l = 0; l < n; l++)
                {
                    _jp[a * n + l] += j * p[b * n + l];
                    _kp[a * n + l] += k * p[b * n + l];
                }
            }
        }

        for (var k = 0; k < n; k++)
        {
            var gradient = 0.0;
            for (var a = 0; a < active; a++)
            {
                gradient += PhiFirst[a] * p[a * n + k];
            }

            Gradient[k] = 0.5 * gradient;
            for (var l = 0; l <= k; l++)
            {
                double curvature = 0, expected = 0;
                for (var a = 0; a < active; a++)
                {
                    curvature += p[a * n + k] * _jp[a * n + l] + PhiFirst[a] * p2[a * pairs + k * (k + 1) / 2 + l];
                    expected += p[a * n + k] * _kp[a * n + l];
                }

                Curvature[k * n + l] = Curvature[l * n + k] = 0.5 * curvature;
                Expected[k * n + l] = Expected[l * n + k] = expected;
            }
        }
    }
}
