using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;
using PopPK.Estimation;
using PopPK.Likelihood;

namespace PopPK.Uncertainty;

/// <summary>
/// Standard errors from the curvature of the objective at the estimates (White 1982, Econometrica 50:1, as in NONMEM):
/// R is half the matrix of second derivatives, by central differences of the exact gradient; S a quarter of the sum of
/// the outer products of the subjects' gradients. Everything is on the natural scale of the parameters.
/// Parameters the objective does not depend on and estimates at the edge of their admissible values are left out: the rest is
/// conditional on them. Stateless; safe for concurrent use.
/// </summary>
public static class CovarianceStep
{
    // Smallest eigenvalue of a scaled matrix, relative to the largest, below which it is singular.
    private const double LeastEigenvalue = 1e-14;

    // The same of S where clusters outnumber parameters. It is exact, R is differences: a direction the data say nothing about has
    // no slope in any cluster, but any curvature that differences happen to leave.
    private const double LeastSlope = 1e-12;

    // A parameter counts among those of such a direction from this share of its largest component on.
    private const double Weighty = 0.05;

    // The modes beside the estimates are predicted from those at the estimates. What the prediction lacks is of second order in the width
    // of a difference and the same on both sides: no search is needed unless it is large.
    private const double NearbyDecrement = 1e-6;

    // What an integration to this tolerance leaves in R is some 1e-5 of it.
    private const double NearbyIntegration = 1e-9;

    /// <summary>Computes the covariance matrix of the estimates.</summary>
    /// <param name="result">A result whose objective exists.</param>
    /// <param name="options">Settings.</param>
    /// <param name="progress">Hears for how many parameters of how many second derivatives are done.</param>
    /// <param name="cancellationToken">Ends the step; it is then reported as failed.</param>
    public static CovarianceResult Compute(
        EstimationResult result,
        CovarianceOptions options,
        Action<int, int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(options);
        if (result.FreeParameters.IsEmpty)
        {
            return Failed(options.Kind, "no parameter is estimated");
        }

        if (result.ClusterGradients.IsEmpty)
        {
            return Failed(options.Kind, "the objective does not exist at the estimates");
        }

        var excluded = ExcludedParameter.Of(result);
        int[] kept = [.. Enumerable.Range(0, result.FreeParameters.Length).Where(i => !excluded.Any(e => e.Free == i))];
        if (kept.Length == 0)
        {
            return Failed(options.Kind, "no estimated parameter is left: all are at the edge of their admissible values, or the data do not inform them");
        }

        return ComputeFor(kept, result, options, progress, cancellationToken) with { Excluded = excluded };
    }

    private static CovarianceResult ComputeFor(
        int[] kept, EstimationResult result, CovarianceOptions options, Action<int, int>? progress, CancellationToken cancellationToken)
    {
        var s = CrossProduct(result);
        Matrix<double>? r = null;
        if (options.Kind != CovarianceMatrixKind.S)
        {
            try
            {
                r = SecondDerivatives(result, options, s, kept, progress, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return Failed(options.Kind, "the step was interrupted") with { S = Rows(s) };
            }

            if (r is null || r.Enumerate().Any(x => !double.IsFinite(x)))
            {
                const string reason = "the second derivatives of the objective do not exist at the estimates; a variance near zero or a "
                    + "parameter near its bound does that: remove or fix it";
                return Failed(options.Kind, reason) with { S = Rows(s) };
            }
        }

        var n = result.FreeParameters.Length;
        var part = Combine(options.Kind, r, Matrix<double>.Build.Dense(kept.Length, kept.Length, (i, j) => s[kept[i], kept[j]]), kept, result);
        return part with
        {
            R = ExcludedParameter.Spread(part.R, kept, n),
            S = Rows(s),
            Covariance = ExcludedParameter.Spread(part.Covariance, kept, n),
            Correlation = ExcludedParameter.Spread(part.Correlation, kept, n),
            StandardErrors = ExcludedParameter.SpreadVector(part.StandardErrors, kept, n),
        };
    }

    private static Matrix<double> CrossProduct(EstimationResult result)
    {
        var n = result.FreeParameters.Length;
        var s = Matrix<double>.Build.Dense(n, n);
        foreach (var gradient in result.ClusterGradients)
        {
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    s[i, j] += 0.25 * gradient[i] * gradient[j];
                }
            }
        }

        return s;
    }

    // Null where the objective does not exist on both sides of the estimates.
    private static Matrix<double>? SecondDerivatives(
        EstimationResult result,
        CovarianceOptions options,
        Matrix<double> s,
        int[] kept,
        Action<int, int>? progress,
        CancellationToken cancellationToken)
    {
        var estimates = result.FreeParameters;
        var n = kept.Length;
        var objective = new PopulationObjective(result.Cohort, result.Approximation, options.Threads, options.EtaMode);
        if (!result.Modes.IsEmpty)
        {
            objective.ReturnToModes(result.Modes, estimates.AsSpan());
        }

        objective.Evaluate(estimates.AsSpan(), withGradient: true, cancellationToken);
        objective.StayAroundHere();
        var r = Matrix<double>.Build.Dense(n, n);
        for (var i = 0; i < n; i++)
        {
            progress?.Invoke(i, n);
            var width = StepWidth(result, s, kept[i], options.StepInStandardErrors);
            var above = GradientAt(objective, estimates, kept[i], width, cancellationToken);
            var below = GradientAt(objective, estimates, kept[i], -width, cancellationToken);
            if (above.IsEmpty || below.IsEmpty)
            {
                return null;
            }

            for (var j = 0; j < n; j++)
            {
                r[i, j] = 0.5 * (above[kept[j]] - below[kept[j]]) / (2 * width);
            }
        }

        return 0.5 * (r + r.Transpose());
    }

    private static ImmutableArray<double> GradientAt(
        PopulationObjective objective,
        ImmutableArray<double> estimates,
        int parameter,
        double width,
        CancellationToken cancellationToken)
    {
        var point = estimates.ToArray();
        point[parameter] += width;
        var evaluation = objective.EvaluateTrial(point, NearbyDecrement, NearbyIntegration, cancellationToken);
        return evaluation.Exists ? evaluation.Gradient : [];
    }

    // A fraction of 1/sqrt(S_ii), the standard error if the parameter were alone; kept inside the bounds and, where the
    // data hardly inform a parameter, to a hundredth of its size.
    private static double StepWidth(EstimationResult result, Matrix<double> s, int i, double fraction)
    {
        var parameter = result.Layout.Parameters[result.Layout.Free[i]];
        var estimate = result.FreeParameters[i];
        var size = Math.Max(Math.Abs(estimate), Math.Abs(parameter.Initial));
        var limit = 0.01 * (parameter.IsVariance ? Math.Abs(estimate) : Math.Max(size, 1e-3));
        if (!parameter.IsVariance && parameter.Kind != ParameterKind.Theta)
        {
            limit = double.PositiveInfinity;
        }

        var width = Math.Min(fraction / Math.Sqrt(s[i, i]), limit);
        var room = Math.Min(estimate - parameter.Lower, parameter.Upper - estimate);
        return Math.Min(width, 0.5 * room);
    }

    private static CovarianceResult Combine(CovarianceMatrixKind kind, Matrix<double>? r, Matrix<double> s, int[] kept, EstimationResult result)
    {
        var failed = Failed(kind, "") with { R = r is null ? [] : Rows(r), S = Rows(s) };
        var rInverse = r is null ? null : InverseOfPositiveDefinite(r);
        var sInverse = InverseOfPositiveDefinite(s);
        if (kind != CovarianceMatrixKind.S && rInverse is null)
        {
            return failed with { Reason = DescribeFailure(r!, kept, result) };
        }

        if (result.ClusterGradients.Length > kept.Length && WithoutSlope(s) is { } direction)
        {
            var names = direction.Select(i => NameOf(result, kept[i])).ToArray();
            return failed with
            {
                Reason = names.Length == 1
                    ? $"the data do not inform {names[0]}; fix it or remove it"
                    : $"the data do not tell {string.Join(", ", names[..^1])} and {names[^1]} apart: the objective stays as it is along a direction of these; fix one of them or remove it",
            };
        }

        if (kind == CovarianceMatrixKind.S && sInverse is null)
        {
            return failed with
            {
                Reason = $"the S matrix is singular ({result.ClusterGradients.Length} subjects, {kept.Length} parameters); try --covariance r",
            };
        }

        var covariance = kind switch
        {
            CovarianceMatrixKind.R => rInverse!,
            CovarianceMatrixKind.S => sInverse!,
            _ => rInverse! * s * rInverse!,
        };
        return Describe(failed, covariance, kept, result);
    }

    private static CovarianceResult Describe(CovarianceResult matrices, Matrix<double> covariance, int[] kept, EstimationResult result)
    {
        var n = covariance.RowCount;
        var errors = covariance.Diagonal().PointwiseSqrt();
        var correlation = Matrix<double>.Build.Dense(n, n, (i, j) => i == j ? 1 : covariance[i, j] / (errors[i] * errors[j]));
        if (errors.Any(e => !double.IsFinite(e) || e == 0) || correlation.Enumerate().Any(c => !double.IsFinite(c)))
        {
            var name = NameOf(result, kept[Math.Max(0, errors.ToList().FindIndex(e => !double.IsFinite(e) || e == 0))]);
            return matrices with { Reason = $"the standard error of {name} is zero or not finite: the data do not identify it" };
        }

        var eigenvalues = correlation.Evd(Symmetricity.Symmetric).EigenValues.Select(v => v.Real).Order().ToImmutableArray();
        return matrices with
        {
            Succeeded = true,
            Reason = null,
            Covariance = Rows(covariance),
            StandardErrors = [.. errors],
            Correlation = Rows(correlation),
            Eigenvalues = eigenvalues,
            ConditionNumber = eigenvalues[0] > 0 ? eigenvalues[^1] / eigenvalues[0] : double.PositiveInfinity,
        };
    }

    // Scaled to a unit diagonal first: parameters differ by many orders of magnitude.
    private static Matrix<double>? InverseOfPositiveDefinite(Matrix<double> matrix)
    {
        if (matrix.Diagonal().Any(d => d is not (> 1e-200 and < 1e200)))
        {
            return null;
        }

        var scale = Matrix<double>.Build.DenseOfDiagonalVector(matrix.Diagonal().Map(d => 1 / Math.Sqrt(d)));
        var scaled = scale * matrix * scale;
        var decomposition = scaled.Evd(Symmetricity.Symmetric);
        var values = decomposition.EigenValues.Select(v => v.Real).ToArray();
        if (values.Min() <= LeastEigenvalue * values.Max())
        {
            return null;
        }

        var inverse = Matrix<double>.Build.DenseOfDiagonalArray([.. values.Select(v => 1 / v)]);
        return scale * decomposition.EigenVectors * inverse * decomposition.EigenVectors.Transpose() * scale;
    }

    // The parameters of the direction in which no cluster's objective changes, or null.
    private static int[]? WithoutSlope(Matrix<double> s)
    {
        if (s.Diagonal().Any(d => d is not (> 1e-200 and < 1e200)))
        {
            return null;
        }

        var scaled = Matrix<double>.Build.Dense(s.RowCount, s.RowCount, (i, j) => s[i, j] / Math.Sqrt(s[i, i] * s[j, j]));
        var decomposition = scaled.Evd(Symmetricity.Symmetric);
        var values = decomposition.EigenValues.Select(v => v.Real).ToList();
        var least = values.IndexOf(values.Min());
        if (values[least] > LeastSlope * values.Max())
        {
            return null;
        }

        var direction = decomposition.EigenVectors.Column(least);
        var limit = Weighty * direction.AbsoluteMaximum();
        return [.. Enumerable.Range(0, direction.Count).Where(i => Math.Abs(direction[i]) >= limit)];
    }

    // A clearly negative curvature is a saddle point: the objective falls on both sides. One that is nearly zero is a direction the data
    // say nothing about.
    private static string DescribeFailure(Matrix<double> r, int[] kept, EstimationResult result)
    {
        const double clearly = -1e-4;
        var weakest = WeakestParameter(r, kept, result);
        var scale = r.Diagonal().Map(d => 1 / Math.Sqrt(Math.Abs(d)));
        var isSaddle = r.Diagonal().Any(d => d < 0);
        if (!isSaddle && scale.All(x => x is > 1e-100 and < 1e100))
        {
            var scaled = Matrix<double>.Build.Dense(r.RowCount, r.RowCount, (i, j) => r[i, j] * scale[i] * scale[j]);
            isSaddle = scaled.Evd(Symmetricity.Symmetric).EigenValues.Min(v => v.Real) < clearly;
        }

        return isSaddle
            ? $"the R matrix is not positive definite: the estimates are at a saddle point, from which the objective falls when {weakest} moves either way; "
                + $"start again with another initial estimate of {weakest} (--restarts does so)"
            : $"the R matrix is not positive definite: the data do not identify {weakest}; simplify the model, or try --covariance s";
    }

    // The parameter that weighs most in the direction in which the objective curves least; one that does not curve the
    // objective at all, or beyond what numbers can hold, is that direction by itself.
    private static string WeakestParameter(Matrix<double> r, int[] kept, EstimationResult result)
    {
        var scale = r.Diagonal().Map(d => 1 / Math.Sqrt(Math.Abs(d)));
        var extreme = scale.ToList().FindIndex(x => x is not (> 1e-100 and < 1e100));
        if (extreme >= 0)
        {
            return NameOf(result, kept[extreme]);
        }

        var scaled = Matrix<double>.Build.Dense(r.RowCount, r.RowCount, (i, j) => r[i, j] * scale[i] * scale[j]);
        var weakest = scaled.Evd(Symmetricity.Symmetric).EigenVectors.Column(0);
        return NameOf(result, kept[weakest.AbsoluteMaximumIndex()]);
    }

    private static string NameOf(EstimationResult result, int free) => result.Layout.Parameters[result.Layout.Free[free]].Name;

    private static ImmutableArray<double> Rows(Matrix<double> matrix) => [.. matrix.ToRowMajorArray()];

    private static CovarianceResult Failed(CovarianceMatrixKind kind, string reason) =>
        new() { Succeeded = false, Reason = reason, Kind = kind };
}
