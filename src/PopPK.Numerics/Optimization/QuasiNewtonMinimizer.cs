using System.Collections.Immutable;

namespace PopPK.Numerics.Optimization;

/// <summary>
/// Minimises a smooth function with exact gradient by the BFGS method with a Wolfe line search: Nocedal and Wright (2006),
/// Numerical Optimization, chapter 6. When the objective is an <see cref="ICurvatureSource"/>, its approximate Hessian is
/// used at the start and far from the minimum. Deterministic: the same objective and start give the same bits.
/// Immutable; safe for concurrent use with different objectives.
/// </summary>
/// <param name="options">Settings; null for the defaults.</param>
public sealed class QuasiNewtonMinimizer(MinimizerOptions? options = null)
{
    /// <summary>The settings.</summary>
    public MinimizerOptions Options { get; } = options ?? new MinimizerOptions();

    /// <summary>Minimises.</summary>
    /// <param name="objective">The function.</param>
    /// <param name="start">Where to start; as many finite elements as the objective has coordinates.</param>
    /// <param name="onIteration">Told of the start and of every iteration, on the calling thread; null: nobody is.</param>
    /// <param name="cancellation">Ends the iteration after the evaluation at hand; the best point so far is returned.</param>
    /// <returns>The lowest point found and how the search ended. Numerical failure is a status, never an exception.</returns>
    /// <exception cref="ArgumentException">The start does not have the objective's dimension or is not finite.</exception>
    public MinimizerResult Minimize(
        IObjective objective,
        ReadOnlySpan<double> start,
        Action<MinimizerIteration>? onIteration = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        if (start.Length != objective.Dimension)
        {
            throw new ArgumentException($"The start has {start.Length} elements, the objective {objective.Dimension} coordinates.", nameof(start));
        }

        foreach (var coordinate in start)
        {
            if (!double.IsFinite(coordinate))
            {
                throw new ArgumentException($"The start has the element {coordinate}.", nameof(start));
            }
        }

        return new Run(this, objective, onIteration, cancellation).From(start);
    }

    /// <summary>The state of one minimisation.</summary>
    private sealed class Run(
        QuasiNewtonMinimizer owner, IObjective objective, Action<MinimizerIteration>? onIteration, CancellationToken cancellation)
    {
        private const int MostConfirmations = 2;

        private readonly MinimizerOptions _options = owner.Options;
        private readonly ObjectiveEvaluator _evaluator = new(objective, owner.Options.MaximumEvaluations, cancellation);
        private readonly CurvatureModel _curvature = new(objective.Dimension, objective as ICurvatureSource);
        private readonly LineSearch _lineSearch = new(objective.Dimension, owner.Options);
        private readonly EvaluatedPoint _current = new(objective.Dimension);
        private readonly double[] _direction = new double[objective.Dimension];
        private bool _refreshing = objective is ICurvatureSource;
        private double _slope;
        private int _iterations;
        private int _confirmations;
        private int _smallSteps;

        private double PredictedDecrease => Math.Abs(_slope) / 2;

        private ConvergenceTests Tests =>
            (IsDecreaseSmall ? ConvergenceTests.PredictedDecrease : 0) |
            (_current.ScaledGradient < _options.GradientTolerance ? ConvergenceTests.Gradient : 0) |
            (_smallSteps >= 2 ? ConvergenceTests.SmallStep : 0);

        // Curvature that grew from an identity may still be far too steep in a direction hardly moved in; its predictions
        // are no ground to stop on.
        private bool IsDecreaseSmall => _curvature.GrewFromSource && PredictedDecrease < _options.DecreaseTolerance;

        public MinimizerResult From(ReadOnlySpan<double> start)
        {
            start.CopyTo(_current.Point);
            if (!_evaluator.TryEvaluate(_current))
            {
                return Failure();
            }

            _curvature.Reset(_current);
            FindDirection();
            Report(stepLength: 0);
            while (true)
            {
                if (Ending() is { } ending)
                {
                    return Result(ending.Status, ending.Text);
                }

                var length = Step();
                if (length == 0)
                {
                    if (_evaluator.IsCancelled || _evaluator.IsExhausted)
                    {
                        continue;
                    }

                    return Result(
                        MinimizerStatus.LineSearchFailed,
                        "no lower value was found along the search direction, not even with the curvature reset");
                }

                _iterations++;
                FindDirection();
                Report(length);
            }
        }

        /// <summary>Why to stop at the current point, or null.</summary>
        private (MinimizerStatus Status, string Text)? Ending()
        {
            if (_evaluator.IsCancelled)
            {
                return (MinimizerStatus.Cancelled, "cancelled");
            }

            var tests = Tests;
            if (tests == ConvergenceTests.PredictedDecrease && !IsConfirmed())
            {
                tests = Tests;
            }

            if (tests.HasFlag(ConvergenceTests.PredictedDecrease))
            {
                return (MinimizerStatus.Converged,
                    $"converged: the predicted decrease {PredictedDecrease:G3} is below {_options.DecreaseTolerance:G3}");
            }

            if (tests.HasFlag(ConvergenceTests.Gradient))
            {
                return (MinimizerStatus.Converged,
                    $"converged: the scaled gradient {_current.ScaledGradient:G3} is below {_options.GradientTolerance:G3}");
            }

            if (tests.HasFlag(ConvergenceTests.SmallStep))
            {
                return (MinimizerStatus.Stalled, "stalled: two steps in succession changed neither the point nor the value");
            }

            return _iterations >= _options.MaximumIterations
                ? (MinimizerStatus.TooManyIterations, $"the limit of {_options.MaximumIterations} iterations was reached")
                : _evaluator.IsExhausted
                    ? (MinimizerStatus.TooManyEvaluations, $"the limit of {_options.MaximumEvaluations} evaluations was reached")
                    : null;
        }

        /// <summary>
        /// Looks again with fresh curvature, if there is any, at a small predicted decrease; the direction then belongs to
        /// the fresh curvature.
        /// </summary>
        private bool IsConfirmed()
        {
            if (!_options.ConfirmWithFreshCurvature || _curvature.Kind == CurvatureKind.Source ||
                _confirmations >= MostConfirmations || !_curvature.TryRefresh(_current))
            {
                return true;
            }

            _confirmations++;
            _slope = _curvature.Direction(_current, _direction);
            return PredictedDecrease < _options.DecreaseTolerance;
        }

        /// <summary>The quasi-Newton direction at the current point, far from the minimum with fresh curvature.</summary>
        private void FindDirection()
        {
            if (_refreshing && _curvature.Kind != CurvatureKind.Source)
            {
                _refreshing = _curvature.TryRefresh(_current);
            }

            _slope = _curvature.Direction(_current, _direction);
            _refreshing &= PredictedDecrease >= _options.RefreshUntilPredictedDecrease;
        }

        /// <summary>Moves to a lower point and updates the curvature.</summary>
        /// <returns>The multiple of the direction that was taken; 0 when there is no lower point.</returns>
        private double Step()
        {
            var length = SearchAlongDirection();
            if (length == 0 && !_evaluator.IsCancelled && !_evaluator.IsExhausted)
            {
                _curvature.Reset(_current);
                _slope = _curvature.Direction(_current, _direction);
                length = SearchAlongDirection();
            }

            if (length == 0)
            {
                return 0;
            }

            var next = _lineSearch.Accepted;
            var isSmall = next.RelativeDistance(_current) <= _options.StepTolerance &&
                Math.Abs(next.Value - _current.Value) <= _options.ValueTolerance * Math.Max(1, Math.Abs(next.Value));
            _smallSteps = isSmall ? _smallSteps + 1 : 0;
            _curvature.Update(_current, next);
            _current.CopyFrom(next);
            return length;
        }

        private double SearchAlongDirection()
        {
            if (!(_slope < 0))
            {
                return 0;
            }

            var cap = double.PositiveInfinity;
            if (_iterations < _options.CappedIterations)
            {
                var largest = _direction.Max(Math.Abs);
                cap = _options.MaximumCoordinateStep / largest;
            }

            var first = _iterations == 0 ? _options.FirstStepShare * cap : cap;
            return _lineSearch.Search(_evaluator, _current, _direction, _slope, Math.Min(1, first), cap);
        }

        private void Report(double stepLength) => onIteration?.Invoke(new MinimizerIteration(
            _iterations,
            _current.Value,
            _current.GradientNorm,
            PredictedDecrease,
            stepLength,
            _evaluator.Count,
            _curvature.Kind,
            [.. _current.Point],
            [.. _current.Gradient]));

        private MinimizerResult Result(MinimizerStatus status, string text) => new(
            status,
            text,
            _current.Value,
            [.. _current.Point],
            [.. _current.Gradient],
            Tests,
            PredictedDecrease,
            _current.ScaledGradient,
            _iterations,
            _evaluator.Count,
            _evaluator.FailureCount,
            _evaluator.FlatCoordinates);

        private MinimizerResult Failure() => new(
            _evaluator.IsCancelled ? MinimizerStatus.Cancelled : MinimizerStatus.StartFailed,
            _evaluator.IsCancelled ? "cancelled" : "the objective could not be computed at the start",
            double.NaN,
            [.. _current.Point],
            [.. Enumerable.Repeat(double.NaN, objective.Dimension)],
            ConvergenceTests.None,
            double.NaN,
            double.NaN,
            0,
            _evaluator.Count,
            _evaluator.FailureCount,
            ImmutableArray<int>.Empty);
    }
}
