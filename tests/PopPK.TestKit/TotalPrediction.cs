using PopPK.Prediction;
using PopPK.Prediction.Compilation;
using Xunit;

namespace PopPK.TestKit;

/// <summary>
/// Mean and variance of one prediction point with their total derivatives by random effects and free fixed effects:
/// the chain rule over phi, written for reading. Derivatives by eta pairs are full matrices.
/// </summary>
/// <param name="Value">Mean or variance.</param>
/// <param name="ByEta">d/d eta_k.</param>
/// <param name="ByEtaEta">d2/d eta_k d eta_l.</param>
/// <param name="ByTheta">d/d theta_p, p a free fixed effect.</param>
/// <param name="ByEtaTheta">d2/d eta_k d theta_p.</param>
public sealed record TotalPrediction(double Value, double[] ByEta, double[,] ByEtaEta, double[] ByTheta, double[,] ByEtaTheta)
{
    /// <summary>Predicts all points of a subject to the order SecondAll.</summary>
    /// <param name="model">The compiled model.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="points">The points.</param>
    /// <param name="theta">All fixed effects.</param>
    /// <param name="eta">The random effects.</param>
    /// <param name="workspace">Scratch.</param>
    /// <returns>Mean and variance of each point.</returns>
    public static (TotalPrediction Mean, TotalPrediction Variance)[] Of(
        CompiledModel model, BoundSubject subject, PredictionPoints points, double[] theta, double[] eta, SubjectWorkspace workspace)
    {
        var status = model.Predict(subject, points, theta, eta, DerivativeOrder.SecondAll, workspace);
        Assert.Equal(PredictionStatus.Success, status);
        return [.. Enumerable.Range(0, points.Count).Select(j => (
            Chain(workspace, workspace.Mean(j), workspace.MeanFirst(j), workspace.MeanSecond(j)),
            Chain(workspace, workspace.Variance(j), workspace.VarianceFirst(j), workspace.VarianceSecond(j))))];
    }

    /// <summary>The extras of all points of the last prediction, which must have been of the order SecondAll.</summary>
    /// <param name="workspace">Holds the prediction.</param>
    /// <param name="points">The points.</param>
    public static TotalPrediction[] ExtrasOf(SubjectWorkspace workspace, PredictionPoints points) =>
        [.. Enumerable.Range(0, points.Count).Select(j =>
            Chain(workspace, workspace.Extra(j), workspace.ExtraFirst(j), workspace.ExtraSecond(j)))];

    /// <summary>The correlations of residuals of the last prediction, which must have been of the order SecondAll.</summary>
    /// <param name="workspace">Holds the prediction.</param>
    public static TotalPrediction[] CorrelationsOf(SubjectWorkspace workspace) =>
        [.. Enumerable.Range(0, workspace.CorrelationCount).Select(k =>
            Chain(workspace, workspace.Correlation(k), workspace.CorrelationFirst(k), workspace.CorrelationSecond(k)))];

    /// <summary>First derivatives by log theta: they have the unit, and about the size, of the value.</summary>
    /// <param name="theta">The free fixed effects.</param>
    public double[] ByLogTheta(double[] theta) => [.. ByTheta.Zip(theta, (d, t) => d * t)];

    /// <summary>Derivatives by eta and log theta, row by row.</summary>
    /// <param name="theta">The free fixed effects.</param>
    public double[] ByEtaLogTheta(double[] theta) => [.. ByEtaTheta.Cast<double>().Select((d, i) => d * theta[i % theta.Length])];

    private static TotalPrediction Chain(SubjectWorkspace w, double value, ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var (layout, n, p) = (w.Layout, w.EtaCount, w.ThetaCount);
        var pairs = n * (n + 1) / 2;
        var result = new TotalPrediction(value, new double[n], new double[n, n], new double[p], new double[n, p]);
        for (var a = 0; a < layout.Total; a++)
        {
            for (var q = 0; q < p; q++)
            {
                result.ByTheta[q] += first[a] * w.PhiByTheta[a * p + q];
            }
        }

        for (var a = 0; a < layout.Active; a++)
        {
            for (var k = 0; k < n; k++)
            {
                var ak = w.PhiByEta[a * n + k];
                result.ByEta[k] += first[a] * ak;
                for (var l = 0; l < n; l++)
                {
                    var kl = k >= l ? k * (k + 1) / 2 + l : l * (l + 1) / 2 + k;
                    result.ByEtaEta[k, l] += first[a] * w.PhiByEtaEta[a * pairs + kl];
                    for (var b = 0; b < layout.Active; b++)
                    {
                        result.ByEtaEta[k, l] += second[layout.PairIndex(a, b)] * ak * w.PhiByEta[b * n + l];
                    }
                }

                for (var q = 0; q < p; q++)
                {
                    result.ByEtaTheta[k, q] += first[a] * w.PhiByEtaTheta[(a * n + k) * p + q];
                    for (var b = 0; b < layout.Total; b++)
                    {
                        result.ByEtaTheta[k, q] += second[layout.PairIndex(a, b)] * ak * w.PhiByTheta[b * p + q];
                    }
                }
            }
        }

        return result;
    }
}
