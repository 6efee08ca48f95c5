using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Numerics.Optimization;

namespace PopPK.Estimation;

/// <summary>
/// Minimises the population objective, and starts again from where it ended when it turns out that a subject's
/// conditional mode had been followed into a worse basin than the one a search from zero finds. Not safe for concurrent use.
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
        var start = new double[initial.Length];
        Scale.FromNatural(initial, start);
        for (var attempt = 0; ; attempt++)
        {
            var unconstrained = new UnconstrainedObjective(objective, Scale, cancellationToken);
            var minimizer = new QuasiNewtonMinimizer(options.Minimizer);
            var result = minimizer.Minimize(unconstrained, start, Record, cancellationToken);
            Evaluations += result.Evaluations;
            InnerEvaluations += unconstrained.InnerEvaluations;
            LastEvaluation = unconstrained.Last;
            _finishedIterations = _iterations.Count;
            if (attempt == MostRestarts || result.Status is MinimizerStatus.Cancelled or MinimizerStatus.StartFailed)
            {
                return result;
            }

            try
            {
                if (!FindsBetterModes(result.Point, cancellationToken))
                {
                    return result;
                }
            }
            catch (OperationCanceledException)
            {
                return result with { Status = MinimizerStatus.Cancelled, Termination = "interrupted" };
            }

            result.Point.CopyTo(start);
        }
    }

    private bool FindsBetterModes(ImmutableArray<double> point, CancellationToken cancellationToken)
    {
        var natural = new double[point.Length];
        Scale.ToNatural(point.AsSpan(), natural);
        var evaluation = objective.EvaluateBestModes(natural, out var improved, cancellationToken);
        Evaluations++;
        InnerEvaluations += evaluation.InnerEvaluations;
        return evaluation.Exists && improved > 0;
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
