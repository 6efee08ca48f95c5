using PopPK.Numerics.Optimization;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Numerics.Tests.Optimization;

public class QuasiNewtonMinimizerTests
{
    private static readonly QuasiNewtonMinimizer Minimizer = new();

    [Fact]
    public void A_badly_scaled_quadratic_is_minimised()
    {
        double[] weights = [1e-4, 1, 1e2, 1e5];
        var result = Minimizer.Minimize(Quadratic(weights), [3, -2, 1, 0.5]);
        Assert.True(result.IsConverged, result.Termination);
        Assert.InRange(result.Value, 0, Minimizer.Options.DecreaseTolerance);
        Assert.InRange(result.Evaluations, 1, 88);
    }

    [Fact]
    public void With_exact_curvature_a_quadratic_takes_one_step()
    {
        double[] weights = [1e-4, 1, 1e2, 1e5];
        var result = Minimizer.Minimize(new WithDiagonalCurvature(Quadratic(weights), weights), [1, -1.5, 1, 0.5]);
        Assert.True(result.IsConverged, result.Termination);
        Assert.Equal(1, result.Iterations);
        Assert.Equal(2, result.Evaluations);
        Assert.True(result.Tests.HasFlag(ConvergenceTests.PredictedDecrease));
    }

    [Fact]
    public void The_curvature_is_refreshed_far_from_the_minimum_and_updated_near_it()
    {
        var problem = ClassicalProblem.Named("Wood");
        var iterations = new List<MinimizerIteration>();
        var minimizer = new QuasiNewtonMinimizer(new MinimizerOptions { ConfirmWithFreshCurvature = false });
        minimizer.Minimize(problem.WithCurvature(), problem.Start, iterations.Add);
        var near = iterations.FindIndex(i => i.PredictedDecrease < minimizer.Options.RefreshUntilPredictedDecrease);
        Assert.InRange(near, 1, iterations.Count - 2);
        Assert.All(iterations.Take(near + 1), i => Assert.Equal(CurvatureKind.Source, i.Curvature));
        Assert.All(iterations.Skip(near + 1), i => Assert.Equal(CurvatureKind.Updated, i.Curvature));
    }

    [Fact]
    public void Fresh_curvature_confirms_convergence_and_goes_on_when_it_predicts_more()
    {
        // A source that is far too steep in the last coordinate at the start, and right afterwards: the first step finds the
        // minimum in the other coordinate, and then nothing seems to be left.
        double[] truth = [2, 2];
        var source = new WithDiagonalCurvature(Quadratic(truth), truth) { FactorAtStart = 1e9 };
        var options = new MinimizerOptions { RefreshUntilPredictedDecrease = double.PositiveInfinity };
        var confirmed = new QuasiNewtonMinimizer(options).Minimize(source, [1, 1]);
        var trusting = new QuasiNewtonMinimizer(options with { ConfirmWithFreshCurvature = false }).Minimize(source, [1, 1]);
        Assert.True(trusting.IsConverged && confirmed.IsConverged);
        Assert.Equal(1, trusting.Value, Tolerance.FiveDigits);
        Assert.InRange(confirmed.Value, 0, options.DecreaseTolerance);
    }

    [Fact]
    public void A_failure_shortens_the_step()
    {
        // x - log x, defined for positive x only; the first step of the minimiser leads to a negative one.
        var barrier = new FunctionObjective(1, x => x[0] <= 0 ? null : (x[0] - Math.Log(x[0]), [1 - (1 / x[0])]));
        var result = Minimizer.Minimize(barrier, [10]);
        Assert.True(result.IsConverged, result.Termination);
        Assert.Equal(1, result.Point[0], Tolerance.FiveDigits * 10);

        var withNaN = new FunctionObjective(2, x =>
            ((x[0] * x[0]) + Math.Pow(x[1] + 1, 2) - Math.Log(x[1]), [2 * x[0], (2 * (x[1] + 1)) - (1 / x[1])]));
        result = Minimizer.Minimize(withNaN, [5, 3]);
        Assert.True(result.IsConverged, result.Termination);
        Assert.True(result.FailedEvaluations > 0);
        Assert.Equal((Math.Sqrt(3) - 1) / 2, result.Point[1], Tolerance.FiveDigits * 10);
    }

    [Fact]
    public void A_start_that_cannot_be_computed_is_reported()
    {
        var result = Minimizer.Minimize(new FunctionObjective(1, _ => null), [1]);
        Assert.Equal(MinimizerStatus.StartFailed, result.Status);
        Assert.Equal(1, result.FailedEvaluations);
        Assert.Equal(1, result.Point[0]);
        Assert.True(double.IsNaN(result.Value));
    }

    [Fact]
    public void A_coordinate_without_influence_is_reported_and_stays()
    {
        var result = Minimizer.Minimize(new WithDiagonalCurvature(Quadratic([1, 0, 5]), [1, 0, 5]), [1.5, 7, -1]);
        Assert.True(result.IsConverged, result.Termination);
        Assert.Equal([1], result.FlatCoordinates.ToArray());
        Assert.Equal(7, result.Point[1]);
        Assert.Empty(Minimizer.Minimize(Quadratic([1, 1]), [1, 1]).FlatCoordinates);
    }

    [Fact]
    public void A_gradient_of_the_wrong_sign_is_a_failed_line_search()
    {
        var wrong = new FunctionObjective(1, x => (x[0] * x[0], [-2 * x[0]]));
        var result = Minimizer.Minimize(wrong, [1]);
        Assert.Equal(MinimizerStatus.LineSearchFailed, result.Status);
        Assert.Equal(1, result.Value);
    }

    [Fact]
    public void Cancelling_returns_the_best_point_so_far()
    {
        var problem = ClassicalProblem.Named("Wood");
        using var source = new CancellationTokenSource();
        MinimizerIteration? last = null;
        var result = Minimizer.Minimize(
            problem,
            problem.Start,
            iteration =>
            {
                last = iteration;
                if (iteration.Number == 5)
                {
                    source.Cancel();
                }
            },
            source.Token);
        Assert.Equal(MinimizerStatus.Cancelled, result.Status);
        Assert.Equal(5, result.Iterations);
        Assert.Equal(last!.Value, result.Value);
        Assert.Equal(last.Point.ToArray(), result.Point.ToArray());
    }

    [Fact]
    public void An_objective_that_throws_for_the_same_token_counts_as_cancelled()
    {
        using var source = new CancellationTokenSource();
        var count = 0;
        var objective = new FunctionObjective(1, x =>
        {
            if (++count == 3)
            {
                source.Cancel();
                source.Token.ThrowIfCancellationRequested();
            }

            return (Math.Cosh(x[0]), [Math.Sinh(x[0])]);
        });
        var result = Minimizer.Minimize(objective, [5], cancellation: source.Token);
        Assert.Equal(MinimizerStatus.Cancelled, result.Status);
        Assert.InRange(result.Value, 1, Math.Cosh(5));
    }

    [Fact]
    public void The_limits_are_kept()
    {
        var problem = ClassicalProblem.Named("Wood");
        var iterations = new QuasiNewtonMinimizer(new MinimizerOptions { MaximumIterations = 3 }).Minimize(problem, problem.Start);
        Assert.Equal(MinimizerStatus.TooManyIterations, iterations.Status);
        Assert.Equal(3, iterations.Iterations);
        var evaluations = new QuasiNewtonMinimizer(new MinimizerOptions { MaximumEvaluations = 7 }).Minimize(problem, problem.Start);
        Assert.Equal(MinimizerStatus.TooManyEvaluations, evaluations.Status);
        Assert.Equal(7, evaluations.Evaluations);
    }

    [Fact]
    public void No_coordinate_moves_further_than_allowed_in_the_first_iterations()
    {
        var points = new List<double[]>();
        var options = new MinimizerOptions { MaximumCoordinateStep = 0.5, CappedIterations = 4 };
        double[] weights = [1, 3];
        new QuasiNewtonMinimizer(options).Minimize(
            new WithDiagonalCurvature(Quadratic(weights), weights), [20, -30], i => points.Add([.. i.Point]));
        for (var i = 1; i <= 4; i++)
        {
            Assert.Equal(0.5, Enumerable.Range(0, 2).Max(j => Math.Abs(points[i][j] - points[i - 1][j])), Tolerance.Algebra);
        }

        Assert.Equal(6, points.Count);
    }

    [Fact]
    public void Every_iteration_lowers_the_value_and_is_reported()
    {
        var problem = ClassicalProblem.Named("Rosenbrock");
        var iterations = new List<MinimizerIteration>();
        var result = Minimizer.Minimize(problem, problem.Start, iterations.Add);
        Assert.Equal(Enumerable.Range(0, result.Iterations + 1), iterations.Select(i => i.Number));
        Assert.All(iterations.Zip(iterations.Skip(1)), pair => Assert.True(pair.Second.Value < pair.First.Value));
        Assert.Equal(result.Value, iterations[^1].Value);
        Assert.Equal(result.Gradient.Max(Math.Abs), iterations[^1].GradientNorm);
        Assert.Equal(0, iterations[0].StepLength);
    }

    [Fact]
    public void The_same_problem_gives_the_same_bits()
    {
        var problem = ClassicalProblem.Named("trigonometric");
        var (first, second) = (Minimizer.Minimize(problem, problem.Start), Minimizer.Minimize(problem, problem.Start));
        Assert.Equal(first.Point.ToArray(), second.Point.ToArray());
        Assert.Equal(first.Value, second.Value);
        Assert.Equal(first.Evaluations, second.Evaluations);
    }

    [Fact]
    public void Nothing_to_minimise_is_converged_at_once()
    {
        var result = Minimizer.Minimize(new FunctionObjective(0, _ => (3, [])), []);
        Assert.True(result.IsConverged, result.Termination);
        Assert.Equal(3, result.Value);
        Assert.Equal(1, result.Evaluations);
    }

    [Fact]
    public void Noise_in_the_value_ends_the_search_without_an_endless_loop()
    {
        // Noise of 1e-6 in a parabola, and tolerances far below it.
        var noisy = new FunctionObjective(2, x => (
            (x[0] * x[0]) + (3 * x[1] * x[1]) + (1e-6 * Math.Sin(1e9 * x[0])), [2 * x[0], 6 * x[1]]));
        var options = new MinimizerOptions { DecreaseTolerance = 0, GradientTolerance = 0, ValueNoise = 1e-6 };
        var result = new QuasiNewtonMinimizer(options).Minimize(noisy, [1, 1]);
        Assert.True(
            result.Status is MinimizerStatus.Stalled or MinimizerStatus.LineSearchFailed, $"{result.Status} after {result.Evaluations}");
        Assert.InRange(result.Value, -1e-5, 1e-5);
        Assert.InRange(result.Evaluations, 1, 100);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Minimizer.Minimize(Quadratic([1, 1]), [1]));
        Assert.Throws<ArgumentException>(() => Minimizer.Minimize(Quadratic([1]), [double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MinimizerOptions { DecreaseTolerance = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MinimizerOptions { MaximumIterations = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MinimizerOptions { MaximumCoordinateStep = double.NaN });
    }

    private static FunctionObjective Quadratic(double[] weights) => new(weights.Length, x =>
        (weights.Zip(x, (w, v) => w * v * v / 2).Sum(), [.. weights.Zip(x, (w, v) => w * v)]));

    /// <summary>Adds a diagonal curvature to an objective, in the last coordinate wrong by a factor at the point it is asked for first.</summary>
    private sealed class WithDiagonalCurvature(IObjective objective, double[] diagonal) : IObjective, ICurvatureSource
    {
        private double[]? _start;

        public double FactorAtStart { get; init; } = 1;

        public int Dimension => objective.Dimension;

        public ObjectiveStatus Evaluate(ReadOnlySpan<double> point, out double value, Span<double> gradient) =>
            objective.Evaluate(point, out value, gradient);

        public bool TryApproximateHessian(ReadOnlySpan<double> point, Span<double> hessian)
        {
            _start ??= point.ToArray();
            hessian.Clear();
            for (var i = 0; i < diagonal.Length; i++)
            {
                var isWrong = i == diagonal.Length - 1 && point.SequenceEqual(_start);
                hessian[(i * diagonal.Length) + i] = diagonal[i] * (isWrong ? FactorAtStart : 1);
            }

            return true;
        }
    }
}
