using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Numerics.Optimization;

namespace PopPK.Estimation;

/// <summary>
/// Minimises the population objective, and starts again from where it ended when that turns out to be no minimum: a
/// subject's conditional mode had been followed into a worse basin than the one a search from zero finds, or a variance
/// had gone to zero too early. Not safe for concurrent use.
/// </summary>
internal sealed class MinimumSearch(
    PopulationObjective objective,
    EstimationOptions options,
    ISearchSpace space,
    Action<EstimationIteration>? progress)
{
    private const int MostRestarts = 5;
    private const int MostBranches = 3;

    // A squared residual no start that makes sense has on average; the logarithms of variances stay far below.
    private const double UnlikelyPerObservation = 1000;
    private const int MostStarts = 30;
    private const double StartFactor = 10;
    private readonly List<EstimationIteration> _iterations = [];
    private int _finishedIterations;

    // With a parameter held, nobody may begin elsewhere.
    private double _hopelessStart = space.Held is null
        ? UnlikelyPerObservation * Math.Max(1, objective.Cohort.ObservationCount)
        : double.PositiveInfinity;

    private bool _isStartHopeless;
    private MinimizerResult? _last;

    /// <summary>The objective where the last descent ended, with the best modes known there; NaN when it does not exist.</summary>
    public double Best { get; private set; } = double.NaN;

    /// <summary>The iterations, numbered through.</summary>
    public IReadOnlyList<EstimationIteration> Iterations => _iterations;

    /// <summary>Evaluations of the objective with its gradient.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Evaluations of joint densities with derivatives.</summary>
    public long InnerEvaluations { get; private set; }

    /// <summary>Evaluations at points where the objective does not exist.</summary>
    public int FailedEvaluations { get; private set; }

    /// <summary>The last evaluation.</summary>
    public PopulationEvaluation? LastEvaluation { get; private set; }

    /// <summary>
    /// The evaluation of the end point with all its digits, with the best modes known, in which state the objective is; null when the
    /// search was interrupted before.
    /// </summary>
    public PopulationEvaluation? FinalEvaluation { get; private set; }

    /// <summary>Runs the search.</summary>
    /// <param name="initial">The free parameters on their natural scale.</param>
    /// <param name="cancellationToken">Ends it with the best point so far.</param>
    public MinimizerResult Run(double[] initial, CancellationToken cancellationToken)
    {
        try
        {
            var result = Descend(initial, cancellationToken);
            if (_isStartHopeless)
            {
                result = BeginElsewhere(initial, cancellationToken);
            }

            return result.Status is MinimizerStatus.Cancelled or MinimizerStatus.StartFailed ? result : TryOtherModes(result, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return _last! with { Status = MinimizerStatus.Cancelled, Termination = "interrupted" };
        }
    }

    // So far from the data (predictions that vanish, mostly) an objective is hardly more than noise, and descending it leads nowhere.
    // Points around the stated ones are tried, the same ones every time, and the first from where there is hope is begun at.
    private MinimizerResult BeginElsewhere(double[] initial, CancellationToken cancellationToken)
    {
        var stated = LastEvaluation!.Ofv;
        var (start, least) = (initial, stated);
        for (var number = 1; number <= MostStarts && least > _hopelessStart; number++)
        {
            var candidate = RandomStart.Near(objective.Layout, initial, 0, number, StartFactor);
            var evaluation = objective.Evaluate(candidate, withGradient: false, cancellationToken);
            Evaluations++;
            InnerEvaluations += evaluation.InnerEvaluations;
            if (evaluation.Exists && evaluation.Ofv < least)
            {
                (start, least) = (candidate, evaluation.Ofv);
            }
        }

        _hopelessStart = double.PositiveInfinity;
        var result = Descend(start, cancellationToken);
        return ReferenceEquals(start, initial) ? result : result with
        {
            Termination = $"{result.Termination}; the search began near the initial estimates, not at them: there the objective is {stated:G3}",
        };
    }

    // Subjects with several modes give the objective several branches, each with a minimum of its own. Where subjects have another mode
    // at the minimum that was found, the branch of that mode is descended too, and the lower minimum wins.
    private MinimizerResult TryOtherModes(MinimizerResult result, CancellationToken cancellationToken)
    {
        const double gain = 1e-3;
        for (var attempt = 0; attempt < MostBranches; attempt++)
        {
            var point = new double[objective.Layout.Free.Length];
            space.ToNatural(result.Point.AsSpan(), point);
            var modes = objective.CopyModes();
            var count = objective.TakeOtherModes(point, out var innerEvaluations, cancellationToken);
            InnerEvaluations += innerEvaluations;
            if (count == 0)
            {
                if (innerEvaluations > 0)
                {
                    Settle(modes, point, cancellationToken);
                }

                return result;
            }

            var (before, iterations, finished, last) = (Best, _iterations.Count, _finishedIterations, LastEvaluation);
            var other = Descend(ChainStart.Near(objective.Layout, point), cancellationToken);
            if (other.Status == MinimizerStatus.Cancelled || !(Best < before - gain))
            {
                _iterations.RemoveRange(iterations, _iterations.Count - iterations);
                (Best, _finishedIterations, LastEvaluation) = (before, finished, last);
                Settle(modes, point, other.Status == MinimizerStatus.Cancelled ? CancellationToken.None : cancellationToken);
                return other.Status == MinimizerStatus.Cancelled ? result with { Status = other.Status, Termination = other.Termination } : result;
            }

            result = other;
        }

        return result;
    }

    private void Settle(ImmutableArray<ImmutableArray<double>> modes, double[] point, CancellationToken cancellationToken)
    {
        objective.ReturnToModes(modes, point);
        FinalEvaluation = objective.Evaluate(point, withGradient: true, cancellationToken);
        Evaluations++;
        InnerEvaluations += FinalEvaluation.InnerEvaluations;
    }

    private MinimizerResult Descend(double[] initial, CancellationToken cancellationToken)
    {
        var point = initial;
        for (var attempt = 0; ; attempt++)
        {
            var result = Minimize(attempt == 0 ? point : ChainStart.Near(objective.Layout, point), cancellationToken);
            if (result.Status is MinimizerStatus.Cancelled or MinimizerStatus.StartFailed)
            {
                return result;
            }

            point = new double[initial.Length];
            space.ToNatural(result.Point.AsSpan(), point);
            try
            {
                if (!HasReasonToGoOn(point, objective.Layout.InitialFree(), cancellationToken, out var collapsed))
                {
                    return result;
                }

                if (attempt == MostRestarts)
                {
                    return collapsed is null ? result : result with
                    {
                        Status = MinimizerStatus.Stalled,
                        Termination = $"{collapsed} went to zero although the objective would fall if it grew",
                    };
                }
            }
            catch (OperationCanceledException)
            {
                return result with { Status = MinimizerStatus.Cancelled, Termination = "interrupted" };
            }
        }
    }

    private MinimizerResult Minimize(double[] natural, CancellationToken cancellationToken)
    {
        FinalEvaluation = null;
        var start = new double[space.Dimension];
        space.FromNatural(natural, start);
        var result = MinimizeIn(start, [], cancellationToken);
        var pinned = new HashSet<int>();
        while (result.Status is MinimizerStatus.Stalled or MinimizerStatus.LineSearchFailed)
        {
            // Towards a singular matrix the objective ends in a cliff of rounding; along the edge it is as smooth as elsewhere.
            var point = result.Point.ToArray();
            if (!space.TryPinVanished(point, pinned))
            {
                break;
            }

            var along = MinimizeIn(point, pinned, cancellationToken);
            if (along.Status == MinimizerStatus.StartFailed)
            {
                break;
            }

            result = along;
        }

        return result;
    }

    private MinimizerResult MinimizeIn(double[] start, HashSet<int> pinned, CancellationToken cancellationToken)
    {
        var whole = new UnconstrainedObjective(objective, space, cancellationToken) { HopelessStart = pinned.Count == 0 ? _hopelessStart : double.PositiveInfinity };
        int[] moving = [.. Enumerable.Range(0, start.Length).Where(i => !pinned.Contains(i))];
        var partial = new PartialObjective(whole, start, moving);
        var minimizer = new QuasiNewtonMinimizer(options.Minimizer);
        var result = pinned.Count == 0
            ? minimizer.Minimize(whole, start, i => Record(i, i.Point), cancellationToken)
            : minimizer.Minimize(partial, moving.Select(i => start[i]).ToArray(), i => Record(i, [.. partial.Expand(i.Point.AsSpan())]), cancellationToken);
        if (pinned.Count > 0)
        {
            result = result with { Point = [.. partial.Expand(result.Point.AsSpan())] };
        }

        Evaluations += result.Evaluations;
        InnerEvaluations += whole.InnerEvaluations;
        FailedEvaluations += result.FailedEvaluations;
        LastEvaluation = whole.Last;
        _isStartHopeless = whole.IsStartHopeless;
        _last = result;
        _finishedIterations = _iterations.Count;
        return result;
    }

    // A subject's mode may have been followed into a worse basin; a variance may have gone to zero early, where the
    // optimiser's scale has no gradient any more, although the objective now falls when it grows: it is set up again.
    private bool HasReasonToGoOn(double[] point, double[] initial, CancellationToken cancellationToken, out string? collapsed)
    {
        const double nearlyZero = 1e-6;
        const double fresh = 0.1;
        const double gain = 0.01;
        collapsed = null;
        var evaluation = objective.EvaluateBestModes(point, out var improved, cancellationToken);
        Evaluations++;
        InnerEvaluations += evaluation.InnerEvaluations;
        Best = evaluation.Ofv;
        FinalEvaluation = evaluation;
        if (!evaluation.Exists)
        {
            return false;
        }

        for (var i = 0; i < point.Length; i++)
        {
            var parameter = objective.Layout.Parameters[objective.Layout.Free[i]];
            if (parameter.IsVariance && space.Held != i && point[i] < nearlyZero * initial[i] && -evaluation.Gradient[i] * fresh * initial[i] > gain)
            {
                point[i] = fresh * initial[i];
                collapsed ??= parameter.Name;
            }
        }

        foreach (var edge in Boundary.Of(objective.Layout, point).Where(e => e.Kind == BoundaryKind.SingularBlock))
        {
            if (-evaluation.Gradient[edge.Free] * fresh * initial[edge.Free] > gain)
            {
                point[edge.Free] += fresh * initial[edge.Free];
                collapsed ??= objective.Layout.Parameters[objective.Layout.Free[edge.Free]].Name;
            }
        }

        return improved > 0 || collapsed is not null;
    }

    private void Record(MinimizerIteration iteration, ImmutableArray<double> point)
    {
        var natural = new double[objective.Layout.Free.Length];
        space.ToNatural(point.AsSpan(), natural);
        var record = new EstimationIteration(
            _finishedIterations + iteration.Number,
            iteration.Value,
            iteration.GradientNorm,
            iteration.PredictedDecrease,
            Evaluations + iteration.Evaluations,
            ImmutableArray.Create(natural));
        _iterations.Add(record);
        progress?.Invoke(record);
    }
}
