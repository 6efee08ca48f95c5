using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// Finds the conditional mode of a cluster's latent vector x: the minimum of J, by Newton's method with exact
/// second derivatives, a positive definite substitute where they are not, and step halving.
/// Stateless; safe for concurrent use with a workspace per thread. No allocation.
/// </summary>
internal static class EtaModeFinder
{
    /// <summary>
    /// Searches from a starting point. On success the workspace holds J's derivatives at the returned point, to the order
    /// <paramref name="finalOrder"/>, and the remaining Newton step in <see cref="ClusterWorkspace.Step"/>.
    /// </summary>
    /// <param name="options">When to stop.</param>
    /// <param name="isWarm">True when the start is close to the mode, so that the first step may trust exact curvature.</param>
    /// <param name="finalOrder">Derivatives wanted at the mode: SecondActive or SecondAll.</param>
    /// <param name="workspace">
    /// Scratch, turned to the cluster; <see cref="ClusterWorkspace.Latent"/> is the start and becomes the mode.
    /// </param>
    public static EtaModeSearch Find(EtaModeOptions options, bool isWarm, DerivativeOrder finalOrder, ClusterWorkspace workspace)
    {
        var order = isWarm ? finalOrder : DerivativeOrder.SecondActive;
        var status = workspace.Density.Evaluate(workspace.Latent, order, out var value);
        if (status != PredictionStatus.Success)
        {
            return new EtaModeSearch(EtaModeStatus.PredictionFailed, status, value, double.PositiveInfinity, 1);
        }

        var evaluations = 1;
        var scoring = isWarm ? 0 : options.ScoringSteps;
        while (true)
        {
            var isNewton = ComputeStep(options, workspace, scoring-- > 0);
            var decrement = Decrement(workspace);
            if (isNewton && decrement <= options.DecrementTolerance && order == finalOrder)
            {
                return new EtaModeSearch(EtaModeStatus.Converged, status, value, decrement, evaluations);
            }

            order = decrement <= options.LastStepDecrement ? finalOrder : DerivativeOrder.SecondActive;
            if (evaluations >= options.MaximumEvaluations
                || !TryStep(order, decrement, workspace, ref value, ref evaluations))
            {
                return Conclude(options, finalOrder, workspace, evaluations);
            }
        }
    }

    // Newton step d = -A^-1 h, or -H^-1 h in the first steps of a cold start and where A is not positive definite; no longer
    // than a few standard deviations, because far from the mode the curvature of J says nothing about that distance.
    private static bool ComputeStep(EtaModeOptions options, ClusterWorkspace workspace, bool useExpected)
    {
        var factor = workspace.CurvatureFactor;
        var step = workspace.Step;
        var isNewton = false;
        if (!useExpected)
        {
            workspace.Curvature.CopyTo(factor);
            isNewton = SkylineKernels.TryFactor(workspace.Shape, factor);
        }

        if (!isNewton)
        {
            // Enough of the prior makes any curvature positive definite.
            workspace.Expected.CopyTo(factor);
            for (var weight = 1.0; !SkylineKernels.TryFactor(workspace.Shape, factor) && weight < 1e12; weight *= 10)
            {
                workspace.Expected.CopyTo(factor);
                workspace.Density.AddPriorCurvature(weight, factor);
            }
        }

        for (var k = 0; k < step.Length; k++)
        {
            step[k] = -workspace.Gradient[k];
        }

        SkylineKernels.Solve(workspace.Shape, factor, step);
        var length = workspace.Density.Length(step);
        if (length > options.LongestStep)
        {
            for (var k = 0; k < step.Length; k++)
            {
                step[k] *= options.LongestStep / length;
            }
        }

        return isNewton;
    }

    private static double Decrement(ClusterWorkspace workspace) => -DenseKernels.Dot(workspace.Gradient, workspace.Step);

    // Takes the step, halved until J decreases. The last, tiny steps are taken whole: rounding would hide their decrease.
    private static bool TryStep(
        DerivativeOrder order,
        double decrement,
        ClusterWorkspace workspace,
        ref double value,
        ref int evaluations)
    {
        const int halvings = 30;
        var x = workspace.Latent;
        var trial = workspace.Trial;
        var noise = 1e-12 * (1 + Math.Abs(value));
        var length = 1.0;
        for (var attempt = 0; attempt < halvings; attempt++, length *= 0.5)
        {
            var moves = false;
            for (var k = 0; k < x.Length; k++)
            {
                trial[k] = x[k] + length * workspace.Step[k];
                moves |= trial[k] != x[k];
            }

            if (!moves && attempt > 0)
            {
                return false;
            }

            evaluations++;
            var status = workspace.Density.Evaluate(trial, order, out var trialValue);
            if (status == PredictionStatus.Success && trialValue <= value - 1e-4 * length * decrement + noise)
            {
                trial.CopyTo(x);
                value = trialValue;
                return true;
            }
        }

        return false;
    }

    // No step lowers J: the numbers are as good as they get. The derivatives are evaluated at the point that is kept.
    private static EtaModeSearch Conclude(
        EtaModeOptions options,
        DerivativeOrder finalOrder,
        ClusterWorkspace workspace,
        int evaluations)
    {
        const double usableDecrement = 1e-8;
        var status = workspace.Density.Evaluate(workspace.Latent, finalOrder, out var value);
        var isNewton = ComputeStep(options, workspace, useExpected: false);
        var decrement = Decrement(workspace);
        var converged = isNewton && decrement <= usableDecrement;
        return new EtaModeSearch(
            converged ? EtaModeStatus.Converged : EtaModeStatus.NotConverged, status, value, decrement, evaluations + 1);
    }
}
