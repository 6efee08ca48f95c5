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
    Action<EstimationIteration>? progress)
{
    private const int MostRestarts = 5;
    private readonly List<EstimationIteration> _iterations = [];
    private int _finishedIterations;

    /// <summary>The optimiser's coordinates.</summary>
    public UnconstrainedScale Scale { get; } = new(objective.Layout);

    /// <summary>The iterations, numbered through.</summary>
    public IReadOnlyList<EstimationIteration> Iterations => _iterations;

    /// <summary>Evaluations of the objective with its gradient.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Evaluations of joint densities with derivatives.</summary>
    public long InnerEvaluations { get; private set; }

    /// <summary>The last evaluation.</summary>
    public PopulationEvaluation? LastEvaluation { get; private set; }

    /// <summary>Runs the search.</summary>
    /// <param name="initial">The free parameters on their natural scale.</param>
    /// <param name="cancellationToken">Ends it with the best point so far.</param>
    public MinimizerResult Run(double[] initial, CancellationToken cancellationToken)
    {
        var point = initial;
        for (var attempt = 0; ; attempt++)
        {
            var result = Minimize(point, cancellationToken);
            if (result.Status is MinimizerStatus.Cancelled or MinimizerStatus.StartFailed)
            {
                return result;
            }

            point = new double[initial.Length];
            Scale.ToNatural(result.Point.AsSpan(), point);
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
        var start = new double[natural.Length];
        Scale.FromNatural(natural, start);
        var unconstrained = new UnconstrainedObjective(objective, Scale, cancellationToken);
        var result = new QuasiNewtonMinimizer(options.Minimizer).Minimize(unconstrained, start, Record, cancellationToken);
        Evaluations += result.Evaluations;
        InnerEvaluations += unconstrained.InnerEvaluations;
        LastEvaluation = unconstrained.Last;
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
        if (!evaluation.Exists)
        {
            return false;
        }

        for (var i = 0; i < point.Length; i++)
        {
            var parameter = objective.Layout.Parameters[objective.Layout.Free[i]];
            if (parameter.IsVariance && point[i] < nearlyZero * initial[i] && -evaluation.Gradient[i] * fresh * initial[i] > gain)
            {
                point[i] = fresh * initial[i];
                collapsed ??= parameter.Name;
            }
        }

        return improved > 0 || collapsed is not null;
    }

    private void Record(MinimizerIteration iteration)
    {
        var natural = new double[Scale.Dimension];
        Scale.ToNatural(iteration.Point.AsSpan(), natural);
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
