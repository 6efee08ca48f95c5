using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// The objective of a subject that belongs to one of several classes: -2 log sum p_k exp(-OFV_k/2), its gradient
/// sum w_k (dOFV_k - 2 dp_k/p_k) and the probabilities w_k of the classes given its observations. The mode is that of the most
/// probable class. Not safe for concurrent use.
/// </summary>
internal sealed class MixtureObjective
{
    private readonly ClassProbabilityFunction _probabilities;
    private readonly double[] _values;

    /// <summary>Prepares the scratch.</summary>
    /// <param name="probabilities">The classes' probabilities.</param>
    public MixtureObjective(ClassProbabilityFunction probabilities)
    {
        _probabilities = probabilities;
        _values = new double[probabilities.Length];
    }

    /// <summary>Combines the contributions of the classes.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="theta">All fixed effects.</param>
    /// <param name="classes">What the subject contributes as a member of each class.</param>
    /// <param name="withGradient">True for the gradient too.</param>
    /// <param name="combined">Receives the result.</param>
    public void Combine(
        BoundSubject subject,
        ReadOnlySpan<double> theta,
        ReadOnlySpan<ClusterContribution> classes,
        bool withGradient,
        ClusterContribution combined)
    {
        CopyStatus(classes, combined);
        _probabilities.EvaluateWithDerivatives(theta, subject.Covariates, _values);
        if (!AreProbabilities(_values.AsSpan(0, classes.Length)))
        {
            combined.Status = EtaModeStatus.ClassProbabilitiesInvalid;
        }

        if (combined.Status is not (EtaModeStatus.Converged or EtaModeStatus.NotConverged))
        {
            combined.Ofv = double.NaN;
            return;
        }

        Weigh(classes, combined);
        var best = classes[combined.Class];
        best.ModeStore.CopyTo(combined.ModeStore, 0);
        best.CovarianceStore.CopyTo(combined.CovarianceStore, 0);
        if (withGradient)
        {
            AddGradients(classes, combined);
        }
    }

    // The first class that failed stands for all.
    private static void CopyStatus(ReadOnlySpan<ClusterContribution> classes, ClusterContribution combined)
    {
        var source = classes[0];
        combined.InnerEvaluations = 0;
        foreach (var part in classes)
        {
            combined.InnerEvaluations += part.InnerEvaluations;
            if (source.Status == EtaModeStatus.Converged
                || (source.Status == EtaModeStatus.NotConverged && part.Status is not (EtaModeStatus.Converged or EtaModeStatus.NotConverged)))
            {
                source = part;
            }
        }

        combined.Status = source.Status;
        combined.Search = source.Search;
        combined.FailedMember = source.FailedMember;
        combined.FailedPoint = source.FailedPoint;
        combined.FailedTime = source.FailedTime;
        combined.RefusedProperty = source.RefusedProperty;
    }

    private static bool AreProbabilities(ReadOnlySpan<double> p)
    {
        const double rounding = 1e-8;
        var sum = 0.0;
        foreach (var value in p)
        {
            if (!(value >= 0 && value <= 1))
            {
                return false;
            }

            sum += value;
        }

        return Math.Abs(sum - 1) <= rounding;
    }

    private void Weigh(ReadOnlySpan<ClusterContribution> classes, ClusterContribution combined)
    {
        var weights = combined.ClassProbabilityStore;
        combined.Class = 0;
        for (var k = 0; k < classes.Length; k++)
        {
            weights[k] = Math.Log(_values[k]) - 0.5 * classes[k].Ofv;
            combined.Class = weights[k] > weights[combined.Class] ? k : combined.Class;
        }

        var largest = weights[combined.Class];
        var sum = 0.0;
        for (var k = 0; k < classes.Length; k++)
        {
            weights[k] = Math.Exp(weights[k] - largest);
            sum += weights[k];
        }

        for (var k = 0; k < classes.Length; k++)
        {
            weights[k] /= sum;
        }

        combined.Ofv = -2 * (largest + Math.Log(sum));
    }

    private void AddGradients(ReadOnlySpan<ClusterContribution> classes, ClusterContribution combined)
    {
        Array.Clear(combined.GradientStore);
        for (var k = 0; k < classes.Length; k++)
        {
            var weight = combined.ClassProbabilityStore[k];
            if (weight == 0)
            {
                continue;
            }

            DenseKernels.AddScaled(weight, classes[k].GradientStore, combined.GradientStore);
            var byTheta = _values.AsSpan(classes.Length + k * _probabilities.ThetaCount, _probabilities.ThetaCount);
            DenseKernels.AddScaled(-2 * weight / _values[k], byTheta, combined.GradientStore.AsSpan(0, _probabilities.ThetaCount));
        }
    }
}
