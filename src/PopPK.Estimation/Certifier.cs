using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Prediction;

namespace PopPK.Estimation;

/// <summary>Checks the numbers of an estimation by a few evaluations of its objective. Stateless; safe for concurrent use.</summary>
public static class Certifier
{
    // The half width of the way, in standard errors, then a shorter one where the objective does not exist or bends too much.
    private static readonly ImmutableArray<double> Widths = [0.02, 0.002];
    private const double GoodEnough = 1e-6;
    private const double Tightening = 0.01;
    private const double SmallestTolerance = 1e-14;

    /// <summary>Checks a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="options">The settings it came from.</param>
    /// <param name="cancellationToken">Ends the checks.</param>
    /// <exception cref="OperationCanceledException">The checks were cancelled.</exception>
    public static Certificate Check(EstimationResult result, EstimationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(options);
        var evaluations = 0;
        var objective = new PopulationObjective(result.Cohort, result.Approximation, options.Threads, options.EtaMode);
        var atEnd = Test(objective, result.FreeParameters.AsSpan(), ref evaluations, cancellationToken);
        var atStart = result.Iterations.IsEmpty
            ? atEnd
            : Test(
                new PopulationObjective(result.Cohort, result.Approximation, options.Threads, options.EtaMode),
                result.Iterations[0].FreeParameters.AsSpan(),
                ref evaluations,
                cancellationToken);
        var tolerance = result.Cohort.Model.Solver.IntegrationTolerance;
        return new Certificate
        {
            AtStart = atStart,
            AtEnd = atEnd,
            LargestDecrement = result.LargestDecrement,
            OdeTolerance = tolerance,
            OdeSensitivity = tolerance is { } integrated && result.HasObjective
                ? SensitivityTo(integrated, result, options, ref evaluations, cancellationToken)
                : double.NaN,
            Evaluations = evaluations,
        };
    }

    private static TaylorTest? Test(PopulationObjective objective, ReadOnlySpan<double> point, ref int evaluations, CancellationToken cancellationToken)
    {
        if (point.IsEmpty)
        {
            return null;
        }

        TaylorTest? best = null;
        foreach (var width in Widths)
        {
            evaluations++;
            var evaluation = objective.Evaluate(point, withGradient: true, cancellationToken);
            if (!evaluation.Exists)
            {
                return best;
            }

            var direction = TaylorDirection.At(objective, point);
            var center = Profile(objective, evaluation, direction);
            var below = Beside(objective, point, direction, -width, ref evaluations, cancellationToken);
            var above = Beside(objective, point, direction, width, ref evaluations, cancellationToken);
            if (below is { } b && above is { } a)
            {
                var test = Compare(objective, center, b, a, width);
                best = best is null || test.RelativeError < best.RelativeError ? test : best;
            }

            if (best?.RelativeError < GoodEnough)
            {
                break;
            }
        }

        return best;
    }

    // Null where the objective does not exist.
    private static (double[] Slopes, double[] Values)? Beside(
        PopulationObjective objective,
        ReadOnlySpan<double> point,
        double[] direction,
        double step,
        ref int evaluations,
        CancellationToken cancellationToken)
    {
        var moved = point.ToArray();
        for (var i = 0; i < moved.Length; i++)
        {
            moved[i] += step * direction[i];
        }

        evaluations++;
        var evaluation = objective.Evaluate(moved, withGradient: true, cancellationToken);
        return evaluation.Exists ? Profile(objective, evaluation, direction) : null;
    }

    // Per cluster, the priors last.
    private static (double[] Slopes, double[] Values) Profile(PopulationObjective objective, PopulationEvaluation evaluation, double[] direction)
    {
        var slopes = new double[objective.Contributions.Count + 1];
        var values = new double[slopes.Length];
        slopes[^1] = Dot(evaluation.Gradient.AsSpan(), direction);
        values[^1] = evaluation.Prior;
        for (var c = 0; c < objective.Contributions.Count; c++)
        {
            slopes[c] = Dot(objective.Contributions[c].Gradient, direction);
            values[c] = objective.Contributions[c].Ofv;
            slopes[^1] -= slopes[c];
        }

        return (slopes, values);
    }

    private static TaylorTest Compare(
        PopulationObjective objective,
        (double[] Slopes, double[] Values) center,
        (double[] Slopes, double[] Values) below,
        (double[] Slopes, double[] Values) above,
        double width)
    {
        var (errors, changes, largest, worst) = (0.0, 0.0, 0.0, 0);
        for (var c = 0; c < center.Slopes.Length; c++)
        {
            var simpson = width / 3 * (below.Slopes[c] + 4 * center.Slopes[c] + above.Slopes[c]);
            var error = above.Values[c] - below.Values[c] - simpson;
            errors += error * error;
            changes += 4 * width * width * center.Slopes[c] * center.Slopes[c];
            if (error * error > largest)
            {
                (largest, worst) = (error * error, c);
            }
        }

        var subject = worst < objective.Contributions.Count
            ? objective.Cohort.Subjects[objective.SubjectPlaces.ToList().FindIndex(p => p.Cluster == worst)].Id
            : "";
        return new TaylorTest(errors == 0 ? 0 : Math.Sqrt(errors / changes), subject, errors == 0 ? 0 : largest / errors);
    }

    // Both objectives search for modes from zero, so that they find the same ones.
    private static double SensitivityTo(
        double tolerance,
        EstimationResult result,
        EstimationOptions options,
        ref int evaluations,
        CancellationToken cancellationToken)
    {
        var model = result.Cohort.Model.Model;
        var tight = model with
        {
            Solver = model.Solver with
            {
                RelativeTolerance = Math.Max(SmallestTolerance, Tightening * tolerance),
                AbsoluteTolerance = Tightening * model.Solver.AbsoluteTolerance,
            },
        };
        if (CohortBuilder.Build(tight, result.Cohort.Dataset).Cohort is not { } cohort)
        {
            return double.NaN;
        }

        evaluations += 2;
        return Math.Abs(Value(cohort) - Value(result.Cohort));

        double Value(Cohort of) => new PopulationObjective(of, result.Approximation, options.Threads, options.EtaMode)
            .Evaluate(result.FreeParameters.AsSpan(), withGradient: false, cancellationToken).Ofv;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
