using PopPK.Likelihood.Kernels;
using PopPK.Numerics.LinearAlgebra;
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
    private readonly double[] _projection;
    private readonly bool _usesLanes;

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
        _projection = new double[2 * layout.Active * EtaCount + EtaCount * (EtaCount + 1) / 2];
        Gradient = new double[EtaCount];
        Curvature = new double[EtaCount * EtaCount];
        Expected = new double[EtaCount * EtaCount];
        Groups = new GroupScratch(cohort);
        _usesLanes = cohort.UsesLanes;
        LaneSums = new double[_usesLanes ? LaneDensityKernel.ScratchLength(layout) : 0];
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

    /// <summary>Scratch for sums in lanes.</summary>
    public double[] LaneSums { get; }

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
        var status = _usesLanes && subject.HasLanes && frozen.IsEmpty
            ? _model.PredictInLanes(subject, theta, eta, order, Prediction)
            : _model.Predict(subject, subject.Observations, theta, eta, order, Prediction);
        if (status != PredictionStatus.Success)
        {
            return status;
        }

        if (Prediction.IsInLanes)
        {
            if (TryEvaluateInLanes(subject, order, out value))
            {
                return PredictionStatus.Success;
            }

            // One by one, to tell where it fails.
            status = _model.Predict(subject, subject.Observations, theta, eta, order, Prediction);
            if (status != PredictionStatus.Success)
            {
                return status;
            }
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

    // A prediction that is no number, or a variance below zero, is in the sums.
    private bool TryEvaluateInLanes(BoundSubject subject, DerivativeOrder order, out double value)
    {
        if (order == DerivativeOrder.Value)
        {
            value = LaneDensityKernel.Value(Prediction, subject.Observed);
            return double.IsFinite(value);
        }

        value = LaneDensityKernel.Accumulate(Prediction, subject.Observed, LaneSums, PhiFirst, PhiPairs, PhiK);
        var layout = Prediction.Layout;
        if (!double.IsFinite(value) || !FiniteKernel.AreFinite(PhiFirst.AsSpan(0, layout.Total)) || !FiniteKernel.AreFinite(PhiPairs.AsSpan(0, layout.PairCount)))
        {
            return false;
        }

        ProjectOnEta();
        return true;
    }

    private void ProjectOnEta() =>
        ProjectionKernel.OnEta(Prediction, PhiFirst, PhiPairs, PhiK, _projection, Gradient, Curvature, Expected);
}
