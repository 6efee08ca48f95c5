using PopPK.Likelihood.Kernels;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// The joint density of a subject's observations and random effects, as -2 log with constants dropped:
/// J(eta) = sum over observations of (y - f)^2 / v + log v, plus eta' Omega^-1 eta.
/// </summary>
internal static class JointDensity
{
    /// <summary>
    /// Evaluates J, half its gradient (<see cref="ClusterWorkspace.Gradient"/>) and, to second order, half its second
    /// derivatives (<see cref="ClusterWorkspace.Curvature"/>) and their expectation H (<see cref="ClusterWorkspace.Expected"/>).
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="point">The population parameters.</param>
    /// <param name="eta">The random effects.</param>
    /// <param name="order">SecondActive or SecondAll.</param>
    /// <param name="workspace">Receives everything.</param>
    /// <param name="value">J.</param>
    public static PredictionStatus Evaluate(
        CompiledModel model,
        BoundSubject subject,
        PopulationPoint point,
        ReadOnlySpan<double> eta,
        DerivativeOrder order,
        ClusterWorkspace workspace,
        out double value)
    {
        var status = model.Predict(subject, subject.Observations, point.Theta, eta, order, workspace.Prediction);
        if (status != PredictionStatus.Success)
        {
            value = double.PositiveInfinity;
            return status;
        }

        value = DensityKernel.Accumulate(
            workspace.Prediction, subject.Observed, workspace.PhiFirst, workspace.PhiPairs, workspace.PhiK);
        ProjectOnEta(workspace);
        value += AddPrior(point.OmegaInverse, eta, workspace);
        return double.IsFinite(value) ? PredictionStatus.Success : PredictionStatus.PredictionNotFinite;
    }

    // Chain rule from phi to eta: gradient P' J_phi, curvature P' J_phiphi P + sum J_phi P2, H = P' K P.
    private static void ProjectOnEta(ClusterWorkspace workspace)
    {
        var prediction = workspace.Prediction;
        var layout = prediction.Layout;
        var active = layout.Active;
        var n = prediction.EtaCount;
        var pairs = n * (n + 1) / 2;
        var p = prediction.PhiByEta;
        var p2 = prediction.PhiByEtaEta;
        var jp = workspace.PhiScratch.AsSpan(0, active * n);
        var kp = workspace.PhiScratch2.AsSpan(0, active * n);
        jp.Clear();
        kp.Clear();
        for (var a = 0; a < active; a++)
        {
            for (var b = 0; b < active; b++)
            {
                var j = workspace.PhiPairs[layout.PairIndex(a, b)];
                var k = workspace.PhiK[a * active + b];
                for (var l = 0; l < n; l++)
                {
                    jp[a * n + l] += j * p[b * n + l];
                    kp[a * n + l] += k * p[b * n + l];
                }
            }
        }

        for (var k = 0; k < n; k++)
        {
            var gradient = 0.0;
            for (var a = 0; a < active; a++)
            {
                gradient += workspace.PhiFirst[a] * p[a * n + k];
            }

            workspace.Gradient[k] = 0.5 * gradient;
            for (var l = 0; l <= k; l++)
            {
                double curvature = 0, expected = 0;
                for (var a = 0; a < active; a++)
                {
                    curvature += p[a * n + k] * jp[a * n + l] + workspace.PhiFirst[a] * p2[a * pairs + k * (k + 1) / 2 + l];
                    expected += p[a * n + k] * kp[a * n + l];
                }

                workspace.Curvature[k * n + l] = workspace.Curvature[l * n + k] = 0.5 * curvature;
                workspace.Expected[k * n + l] = workspace.Expected[l * n + k] = expected;
            }
        }
    }

    private static double AddPrior(ReadOnlySpan<double> omegaInverse, ReadOnlySpan<double> eta, ClusterWorkspace workspace)
    {
        var n = eta.Length;
        var value = 0.0;
        for (var k = 0; k < n; k++)
        {
            var product = 0.0;
            for (var l = 0; l < n; l++)
            {
                product += omegaInverse[k * n + l] * eta[l];
                workspace.Curvature[k * n + l] += omegaInverse[k * n + l];
                workspace.Expected[k * n + l] += omegaInverse[k * n + l];
            }

            workspace.Gradient[k] += product;
            value += eta[k] * product;
        }

        return value;
    }
}
