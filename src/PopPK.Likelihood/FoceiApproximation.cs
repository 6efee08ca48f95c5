using PopPK.Likelihood.Kernels;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// First-order conditional estimation with interaction: J(mode) + log|Omega| + log|H|, where
/// H = sum f' f''/v + v' v''/(2 v^2) + Omega^-1 at the mode (Wang 2007, J Pharmacokinet Pharmacodyn 34:575, eq. 21).
/// The gradient is exact (Almquist, Leander and Jirstrand 2015, J Pharmacokinet Pharmacodyn 42:191): the envelope theorem
/// gives J's part, log|H| is differentiated directly and through the mode.
/// </summary>
internal sealed class FoceiApproximation : MarginalApproximation
{
    /// <inheritdoc/>
    public override string Name => "focei";

    /// <inheritdoc/>
    public override string Title => "first-order conditional estimation with interaction (FOCEI)";

    /// <inheritdoc/>
    internal override void Evaluate(
        CompiledModel model,
        ParameterLayout layout,
        BoundSubject subject,
        PopulationPoint point,
        EtaModeOptions options,
        bool withGradient,
        ClusterWorkspace workspace,
        SubjectContribution contribution)
    {
        var n = workspace.Eta.Length;
        var search = EtaModeFinder.Find(
            model, subject, point, options, contribution.IsWarm, DerivativeOrder.SecondAll, workspace);
        contribution.Search = search;
        contribution.Status = search.Status;
        contribution.FailedPoint = search.Status == EtaModeStatus.PredictionFailed ? workspace.Prediction.FailedPoint : -1;
        contribution.FailedTime = search.Status == EtaModeStatus.PredictionFailed ? workspace.Prediction.FailedTime : double.NaN;
        contribution.RefusedProperty = search.Status == EtaModeStatus.PredictionFailed ? workspace.Prediction.RefusedProperty : null;
        contribution.IsWarm = false;
        if (search.Status == EtaModeStatus.PredictionFailed || search.Prediction != PredictionStatus.Success)
        {
            contribution.Status = EtaModeStatus.PredictionFailed;
            contribution.Ofv = double.NaN;
            return;
        }

        workspace.Expected.CopyTo(workspace.ExpectedFactor, 0);
        if (!CholeskyKernels.TryFactor(workspace.ExpectedFactor, n))
        {
            contribution.Status = EtaModeStatus.CurvatureNotPositiveDefinite;
            contribution.Ofv = double.NaN;
            return;
        }

        CholeskyKernels.Invert(workspace.ExpectedFactor, n, workspace.ExpectedInverse);
        FoceiGradient.DifferentiateLogDeterminant(subject, workspace);

        // A search that converged stopped a tiny step before the mode: its effect on J is of second order, on log|H| of first.
        var isAtMode = search.Status == EtaModeStatus.Converged;
        var correction = isAtMode ? -search.Decrement : 0;
        for (var k = 0; k < n; k++)
        {
            var step = isAtMode ? workspace.Step[k] : 0;
            correction += workspace.LogDeterminantByEta[k] * step;
            contribution.EtaStore[k] = workspace.Eta[k] + step;
        }

        contribution.Ofv = search.JointDensity
            + point.LogDeterminantOmega
            + CholeskyKernels.LogDeterminant(workspace.ExpectedFactor, n)
            + correction;
        workspace.ExpectedInverse.CopyTo(contribution.EtaCovarianceStore, 0);
        if (withGradient)
        {
            FoceiGradient.Differentiate(layout, point, workspace, contribution);
            contribution.IsWarm = isAtMode;
        }
    }
}
