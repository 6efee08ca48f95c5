using PopPK.Likelihood;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Numerics.Optimization;

namespace PopPK.Estimation;

/// <summary>The population objective in the optimiser's coordinates. Not safe for concurrent use.</summary>
internal sealed class UnconstrainedObjective(
    PopulationObjective objective,
    ISearchSpace scale,
    CancellationToken cancellationToken) : IObjective, ICurvatureSource
{
    // Mean of -2 log likelihood from where on it can only come from squared residuals; the logarithms of variances stay below.
    private const double UnlikelyPerObservation = 50;

    // Of one coordinate by itself; as long as the steps the minimiser allows.
    private const double LongestStep = 2;

    // How exactly conditional modes are found is measured by how much the objective still changes from evaluation to evaluation.
    private const double TolerancePerChange = 1e-6;
    private const double LeastTolerance = 1e-9;
    private const double LargestTolerance = 1e-4;

    // The errors of predictions are independent, mostly: what they do to the objective grows with the root of their number.
    private double IntegrationPerChange => 5e-5 / Math.Sqrt(Math.Max(1, objective.Cohort.ObservationCount));

    private readonly double[] _observations = CountObservations(objective);
    private readonly double[] _natural = new double[objective.Layout.Free.Length];
    private readonly double[] _evaluated = new double[scale.Dimension];
    private double _change = double.MaxValue;

    /// <inheritdoc/>
    public int Dimension => scale.Dimension;

    /// <summary>The first evaluation fails where the value is above this: a start so bad that the search had better begin elsewhere.</summary>
    public double HopelessStart { get; init; } = double.PositiveInfinity;

    /// <summary>True when the first evaluation failed for that reason.</summary>
    public bool IsStartHopeless { get; private set; }

    /// <summary>Evaluations of joint densities so far.</summary>
    public long InnerEvaluations { get; private set; }

    /// <summary>The last evaluation.</summary>
    public PopulationEvaluation? Last { get; private set; }

    /// <inheritdoc/>
    public ObjectiveStatus Evaluate(ReadOnlySpan<double> point, out double value, Span<double> gradient)
    {
        scale.ToNatural(point, _natural);
        point.CopyTo(_evaluated);
        var isFirst = Last is null;
        var before = Last;
        Last = objective.EvaluateTrial(
            _natural, Math.Clamp(TolerancePerChange * _change, LeastTolerance, LargestTolerance), IntegrationPerChange * _change, cancellationToken);
        _change = before is { Exists: true } && Last.Exists ? Math.Abs(Last.Ofv - before.Ofv) : double.MaxValue;
        InnerEvaluations += Last.InnerEvaluations;
        value = Last.Ofv;
        IsStartHopeless |= isFirst && Last.Exists && value > HopelessStart;
        if (!Last.Exists || (isFirst && IsStartHopeless))
        {
            return ObjectiveStatus.Failed;
        }

        scale.GradientFromNatural(point, Last.Gradient.AsSpan(), gradient);
        return ObjectiveStatus.Ok;
    }

    /// <summary>
    /// Half the sum over clusters of subjects of (g - mean g)(g - mean g)', the expected Hessian of -2 log L (Berndt, Hall, Hall and
    /// Hausman 1974). With p parameters and N clusters, elements off the diagonal are shrunk by N / (N + p), so that few
    /// clusters do not make it singular. Where a cluster's observations are many standard deviations off, its outer product
    /// overestimates the curvature as many times as its squared residuals are above what is expected; it is weighted down accordingly.
    /// </summary>
    /// <param name="point">Where the objective was last evaluated.</param>
    /// <param name="hessian">Receives the matrix.</param>
    /// <returns>
    /// False when the last evaluation was at another point, so that its gradients are not known any more, and when there are too few
    /// independent clusters for the parameters (all subjects at one site, for instance).
    /// </returns>
    public bool TryApproximateHessian(ReadOnlySpan<double> point, Span<double> hessian)
    {
        var n = Dimension;
        var clusters = objective.Contributions.Count;
        var areTooFew = clusters <= n && clusters < objective.Cohort.Subjects.Length;
        if (Last is not { Exists: true } || !point.SequenceEqual(_evaluated) || areTooFew)
        {
            return false;
        }

        // Of the clusters only: priors are no observations, their curvature is known.
        var sum = new double[_natural.Length];
        foreach (var contribution in objective.Contributions)
        {
            DenseKernels.AddScaled(1, contribution.Gradient, sum);
        }

        var mean = new double[n];
        scale.GradientFromNatural(point, sum, mean);
        for (var i = 0; i < n; i++)
        {
            mean[i] /= clusters;
        }

        hessian.Clear();
        var gradient = new double[n];
        for (var c = 0; c < clusters; c++)
        {
            var contribution = objective.Contributions[c];
            var weight = 0.5 / Math.Max(1, contribution.Ofv / (UnlikelyPerObservation * _observations[c]));
            scale.GradientFromNatural(point, contribution.Gradient, gradient);
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    hessian[i * n + j] += weight * (gradient[i] - mean[i]) * (gradient[j] - mean[j]);
                }
            }
        }

        var shrinkage = clusters / (double)(clusters + n);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
            {
                hessian[i * n + j] *= shrinkage;
            }
        }

        AddPriors(point, hessian);
        LimitSteps(point, hessian);
        return true;
    }

    // A variance on its way to zero, or a parameter to its bound, has hardly any gradient left and, as its square, even less
    // curvature: its own step would be so long that the others' were cut down to nothing with it.
    private void LimitSteps(ReadOnlySpan<double> point, Span<double> hessian)
    {
        var gradient = new double[Dimension];
        scale.GradientFromNatural(point, Last!.Gradient.AsSpan(), gradient);
        for (var i = 0; i < gradient.Length; i++)
        {
            hessian[i * gradient.Length + i] = Math.Max(hessian[i * gradient.Length + i], Math.Abs(gradient[i]) / LongestStep);
        }
    }

    private static double[] CountObservations(PopulationObjective objective)
    {
        var counts = new double[objective.Contributions.Count];
        for (var i = 0; i < objective.SubjectPlaces.Length; i++)
        {
            counts[objective.SubjectPlaces[i].Cluster] += objective.Cohort.Subjects[i].Observations.Count;
        }

        return [.. counts.Select(n => Math.Max(1, n))];
    }

    // J' P J, P the priors' second derivatives by natural parameters, J the derivatives of these by the optimiser's.
    private void AddPriors(ReadOnlySpan<double> point, Span<double> hessian)
    {
        var (n, all) = (Dimension, _natural.Length);
        var natural = new double[all * all];
        if (!objective.TryAddPriorCurvature(_natural, natural))
        {
            return;
        }

        var rows = new double[all * n];
        var unit = new double[all];
        for (var q = 0; q < all; q++)
        {
            unit[q] = 1;
            scale.GradientFromNatural(point, unit, rows.AsSpan(q * n, n));
            unit[q] = 0;
        }

        var product = new double[all * n];
        for (var q = 0; q < all; q++)
        {
            for (var r = 0; r < all; r++)
            {
                DenseKernels.AddScaled(natural[q * all + r], rows.AsSpan(r * n, n), product.AsSpan(q * n, n));
            }
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                for (var q = 0; q < all; q++)
                {
                    hessian[i * n + j] += rows[q * n + i] * product[q * n + j];
                }
            }
        }
    }
}
