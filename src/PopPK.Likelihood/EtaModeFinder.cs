using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// Finds the conditional mode of a subject's random effects: the minimum of J over eta, by Newton's method with exact
/// second derivatives, a positive definite substitute where they are not, and step halving.
/// Stateless; safe for concurrent use with a workspace per thread. No allocation.
/// </summary>
internal static class EtaModeFinder
{
    /// <summary>
    /// Searches from a starting point. On success the workspace holds J's derivatives at the returned point, to the order
    /// SecondAll when <paramref name="finalOrder"/> asks for it, and the remaining Newton step in <see cref="ClusterWorkspace.Step"/>.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="point">The population parameters.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="isWarm">True when the start is close to the mode, so that the first step may trust exact curvature.</param>
    /// <param name="finalOrder">Derivatives wanted at the mode: SecondActive or SecondAll.</param>
    /// <param name="workspace">Scratch; <see cref="ClusterWorkspace.Eta"/> is the start and becomes the mode.</param>
    public static EtaModeSearch Find(
        CompiledModel model,
        BoundSubject subject,
        PopulationPoint point,
        EtaModeOptions options,
        bool isWarm,
        DerivativeOrder finalOrder,
        ClusterWorkspace workspace)
    {
        var eta = workspace.Eta;
        var order = isWarm ? finalOrder : DerivativeOrder.SecondActive;
        var status = JointDensity.Evaluate(model, subject, point, eta, order, workspace, out var value);
        if (status != PredictionStatus.Success)
        {
            return new EtaModeSearch(EtaModeStatus.PredictionFailed, status, value, double.PositiveInfinity, 1);
        }

        var evaluations = 1;
        var scoring = isWarm ? 0 : options.ScoringSteps;
        while (true)
        {
            var isNewton = ComputeStep(point, options, workspace, scoring-- > 0);
            var decrement = Decrement(workspace);
            if (isNewton && decrement <= options.DecrementTolerance && order == finalOrder)
            {
                return new EtaModeSearch(EtaModeStatus.Converged, status, value, decrement, evaluations);
            }

            order = decrement <= options.LastStepDecrement ? finalOrder : DerivativeOrder.SecondActive;
            if (evaluations >= options.MaximumEvaluations
                || !TryStep(model, subject, point, order, decrement, workspace, ref value, ref evaluations))
            {
                return Conclude(model, subject, point, options, finalOrder, workspace, evaluations);
            }
        }
    }

    // Newton step d = -A^-1 h, or -H^-1 h in the first steps of a cold start and where A is not positive definite; no longer
    // than a few standard deviations, because far from the mode the curvature of J says nothing about that distance.
    private static bool ComputeStep(PopulationPoint point, EtaModeOptions options, ClusterWorkspace workspace, bool useExpected)
    {
        var n = workspace.Eta.Length;
        var factor = workspace.CurvatureFactor;
        var isNewton = false;
        if (!useExpected)
        {
            workspace.Curvature.CopyTo(factor, 0);
            isNewton = CholeskyKernels.TryFactor(factor, n);
        }

        if (!isNewton)
        {
            workspace.Expected.CopyTo(factor, 0);
            if (!CholeskyKernels.TryFactor(factor, n))
            {
                workspace.Expected.CopyTo(factor, 0);
                ModifiedCholeskyKernels.Factor(factor, n, workspace.EtaScratch);
            }
        }

        for (var k = 0; k < n; k++)
        {
            workspace.Step[k] = -workspace.Gradient[k];
        }

        CholeskyKernels.Solve(factor, n, workspace.Step);
        var length = Math.Sqrt(DenseKernels.QuadraticForm(point.OmegaInverse, workspace.Step));
        if (length > options.LongestStep)
        {
            for (var k = 0; k < n; k++)
            {
                workspace.Step[k] *= options.LongestStep / length;
            }
        }

        return isNewton;
    }

    private static double Decrement(ClusterWorkspace workspace) => -DenseKernels.Dot(workspace.Gradient, workspace.Step);

    // Takes the step, halved until J decreases. The last, tiny steps are taken whole: rounding would hide their decrease.
    private static bool TryStep(
        CompiledModel model,
        BoundSubject subject,
        PopulationPoint point,
        DerivativeOrder order,
        double decrement,
        ClusterWorkspace workspace,
        ref double value,
        ref int evaluations)
    {
        const int halvings = 30;
        var eta = workspace.Eta;
        var trial = workspace.Trial;
        var noise = 1e-12 * (1 + Math.Abs(value));
        var length = 1.0;
        for (var attempt = 0; attempt < halvings; attempt++, length *= 0.5)
        {
            var moves = false;
            for (var k = 0; k < eta.Length; k++)
            {
                trial[k] = eta[k] + length * workspace.Step[k];
                moves |= trial[k] != eta[k];
            }

            if (!moves && attempt > 0)
            {
                return false;
            }

            evaluations++;
            var status = JointDensity.Evaluate(model, subject, point, trial, order, workspace, out var trialValue);
            if (status == PredictionStatus.Success && trialValue <= value - 1e-4 * length * decrement + noise)
            {
                trial.CopyTo(eta, 0);
                value = trialValue;
                return true;
            }
        }

        return false;
    }

    // No step lowers J: the numbers are as good as they get. The derivatives are evaluated at the point that is kept.
    private static EtaModeSearch Conclude(
        CompiledModel model,
        BoundSubject subject,
        PopulationPoint point,
        EtaModeOptions options,
        DerivativeOrder finalOrder,
        ClusterWorkspace workspace,
        int evaluations)
    {
        const double usableDecrement = 1e-8;
        var status = JointDensity.Evaluate(model, subject, point, workspace.Eta, finalOrder, workspace, out var value);
        var isNewton = ComputeStep(point, options, workspace, useExpected: false);
        var decrement = Decrement(workspace);
        var converged = isNewton && decrement <= usableDecrement;
        return new EtaModeSearch(
            converged ? EtaModeStatus.Converged : EtaModeStatus.NotConverged, status, value, decrement, evaluations + 1);
    }
}
