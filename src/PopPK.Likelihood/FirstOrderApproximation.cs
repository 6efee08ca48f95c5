using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// The first-order method (Sheiner and Beal 1980; Wang 2007, eqs. 11-13): predictions are linearised at eta = 0, so that
/// observations are normal with covariance C = G Omega G' + V, and the objective is log|C| + (y - f)' C^-1 (y - f). It is evaluated
/// as J(x) + log|Omega| + log|H| of the linear model, with x = H^-1 G' V^-1 (y - f) and H = G' V^-1 G + Omega^-1.
/// With interaction the residual standard deviation w is linearised too: V = w^2 + w_eta Omega w_eta'. The gradient is exact.
/// </summary>
internal sealed class FirstOrderApproximation(bool withInteraction) : MarginalApproximation
{
    /// <inheritdoc/>
    public override string Name => withInteraction ? "foi" : "fo";

    /// <inheritdoc/>
    public override string Title => withInteraction ? "first order with interaction (FOI)" : "first order (FO)";

    /// <inheritdoc/>
    public override bool HasInteraction => withInteraction;

    /// <inheritdoc/>
    public override bool IsConditional => false;

    /// <inheritdoc/>
    public override bool TakesAnyLikelihood => false;

    /// <inheritdoc/>
    public override string GradientRule => "exact";

    /// <inheritdoc/>
    internal override void Evaluate(in ClusterRequest request, ClusterWorkspace workspace, ClusterContribution contribution)
    {
        var density = workspace.Density;
        density.Begin(request.Cluster, request.Class, request.Point, VarianceRule.AtEta);
        var order = request.WithGradient || withInteraction ? DerivativeOrder.SecondAll : DerivativeOrder.FirstActive;
        var first = workspace.FirstOrder;
        workspace.Trial.Clear();
        if (!first.TryLinearise(withInteraction, order, out var value, out var status))
        {
            contribution.Search = new EtaModeSearch(EtaModeStatus.PredictionFailed, status, double.NaN, double.PositiveInfinity, 1);
            contribution.Fail(EtaModeStatus.PredictionFailed, workspace);
            return;
        }

        // H is positive definite: a sum of squares and the inverse of a covariance matrix.
        workspace.Expected.CopyTo(workspace.HessianFactor);
        if (!SkylineKernels.TryFactor(workspace.Shape, workspace.HessianFactor))
        {
            contribution.Search = new EtaModeSearch(EtaModeStatus.CurvatureNotPositiveDefinite, PredictionStatus.Success, value, double.PositiveInfinity, 1);
            contribution.Fail(EtaModeStatus.CurvatureNotPositiveDefinite, workspace);
            return;
        }

        SkylineKernels.Invert(workspace.Shape, workspace.HessianFactor, workspace.HessianInverse);
        workspace.Gradient.CopyTo(workspace.Latent);
        SkylineKernels.Solve(workspace.Shape, workspace.HessianFactor, workspace.Latent);
        contribution.Ofv = value
            - DenseKernels.Dot(workspace.Gradient, workspace.Latent)
            + density.LogDeterminantOfPrior
            + SkylineKernels.LogDeterminant(workspace.Shape, workspace.HessianFactor);
        contribution.Status = EtaModeStatus.Converged;
        contribution.Search = new EtaModeSearch(EtaModeStatus.Converged, PredictionStatus.Success, value, 0, 1);
        ConditionalMode.Store(workspace, contribution);
        if (request.WithGradient)
        {
            first.Differentiate(withInteraction, request.Layout, contribution);
        }
    }
}
