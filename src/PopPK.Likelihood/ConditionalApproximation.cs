using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// The conditional methods: J(mode) + log|Omega| + log|H| (Wang 2007, J Pharmacokinet Pharmacodyn 34:575). H is half of J's second
/// derivatives (Laplace) or their expectation, sum f' f''/v + v' v''/(2 v^2) + Omega^-1 (FOCE); without interaction v is
/// the variance at eta = 0 everywhere. The gradient (Almquist, Leander and Jirstrand 2015, J Pharmacokinet Pharmacodyn
/// 42:191): the envelope theorem gives J's part, log|H| is differentiated directly and through the mode.
/// </summary>
internal sealed class ConditionalApproximation(string name, string title, VarianceRule variance, CurvatureRule curvature)
    : MarginalApproximation
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Title => title;

    /// <inheritdoc/>
    public override bool HasInteraction => variance == VarianceRule.AtEta;

    /// <inheritdoc/>
    public override bool IsConditional => true;

    /// <inheritdoc/>
    public override bool TakesAnyLikelihood => curvature == CurvatureRule.Full;

    /// <inheritdoc/>
    public override string GradientRule => curvature == CurvatureRule.Expected
        ? "exact"
        : "exact first and second derivatives; third derivatives by fourth-order differences of exact second ones";

    /// <inheritdoc/>
    internal override void Evaluate(in ClusterRequest request, ClusterWorkspace workspace, ClusterContribution contribution)
    {
        if (!ConditionalMode.TryFind(request, variance, curvature, NeedsAll(request), workspace, contribution))
        {
            return;
        }

        // A search that converged stopped a tiny step before the mode. Its effect on J is of second order, on log|H| of first.
        var search = contribution.Search;
        var isAtMode = search.Status == EtaModeStatus.Converged;
        var correction = 0.0;
        if (NeedsAll(request))
        {
            if (!ClusterGradient.TryDifferentiate(curvature, workspace))
            {
                contribution.Fail(EtaModeStatus.PredictionFailed, workspace);
                return;
            }

            if (isAtMode)
            {
                correction = DenseKernels.Dot(workspace.LogDeterminantByLatent, workspace.Step) - search.Decrement;
                ClusterGradient.TakeLastStep(workspace);
            }
        }
        else if (isAtMode)
        {
            ConditionalMode.TakeLastStep(workspace);
        }

        ConditionalMode.Store(workspace, contribution);
        contribution.Ofv = search.JointDensity
            + workspace.Density.LogDeterminantOfPrior
            + SkylineKernels.LogDeterminant(workspace.Shape, workspace.HessianFactor)
            + correction;
        if (request.WithGradient)
        {
            ClusterGradient.Complete(request.Layout, workspace.HessianInverse, workspace, contribution);
            contribution.IsWarm = isAtMode;
        }
    }

    // With expected curvature the derivatives of log|H| cost little and make the objective exact to second order.
    private bool NeedsAll(in ClusterRequest request) => request.WithGradient || curvature == CurvatureRule.Expected;
}
