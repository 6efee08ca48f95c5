using System.Collections.Concurrent;
using System.Collections.Immutable;
using PopPK.Likelihood;

namespace PopPK.Estimation;

/// <summary>Fits from the stated initial estimates and from others near them, and keeps the best. Stateless; safe for concurrent use.</summary>
public static class Restarts
{
    // A fit that did not converge is kept only when it is this much better than all that did.
    private const double Preference = 0.01;

    /// <summary>
    /// Runs the fits: first the one from the stated initial estimates on all threads, then the others side by side, for fits share nothing
    /// that threads would have to wait for. What is found does not depend on the number of threads.
    /// </summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="count">Number of perturbed starts, at least 1.</param>
    /// <param name="seed">Their seed; not negative.</param>
    /// <param name="threads">Number of threads, at least 1.</param>
    /// <param name="fit">Fits from a number and initial estimates on a number of threads: the steps of a chain, the last one's result counts.
    /// Called for several numbers at a time.</param>
    /// <param name="cancellationToken">Ends the fits at hand; there are no later ones then.</param>
    /// <returns>The steps of the fit that was kept, and what all of them came to.</returns>
    public static (ImmutableArray<EstimationStep> Best, RestartSummary Summary) Run(
        ParameterLayout layout,
        int count,
        long seed,
        int threads,
        Func<int, double[], int, ImmutableArray<EstimationStep>> fit,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        double[][] starts = [layout.InitialFree(), .. Enumerable.Range(1, count).Select(number => RandomStart.Near(layout, layout.InitialFree(), seed, number))];
        var all = new ImmutableArray<EstimationStep>[count + 1];
        all[0] = fit(0, starts[0], threads);

        // One by one and in order: what was begun before an interruption has no gaps but at its end.
        var numbers = Partitioner.Create(Enumerable.Range(1, count), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(numbers, new ParallelOptions { MaxDegreeOfParallelism = threads }, number =>
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                all[number] = fit(number, starts[number], Math.Max(1, threads / count));
            }
        });
        ImmutableArray<RestartedFit> fits = [.. all.TakeWhile(steps => !steps.IsDefault).Select((steps, number) => Describe(number, starts[number], steps))];
        var best = 0;
        for (var number = 1; number < fits.Length; number++)
        {
            best = IsBetter(fits[number], fits[best]) ? number : best;
        }

        return (all[best], new RestartSummary(seed, RandomStart.DefaultFactor, count, best, fits));
    }

    private static RestartedFit Describe(int number, double[] start, ImmutableArray<EstimationStep> steps)
    {
        var result = steps[^1].Result;
        return new RestartedFit(
            number,
            ImmutableArray.Create(start),
            result.FreeParameters,
            result.Ofv,
            result.Status,
            result.Termination,
            steps.Sum(s => s.Result.ObjectiveEvaluations));
    }

    private static bool IsBetter(RestartedFit candidate, RestartedFit best)
    {
        if (!double.IsFinite(candidate.Ofv) || !double.IsFinite(best.Ofv))
        {
            return double.IsFinite(candidate.Ofv);
        }

        var (converged, bestConverged) = (candidate.Status == EstimationStatus.Converged, best.Status == EstimationStatus.Converged);
        return converged == bestConverged ? candidate.Ofv < best.Ofv
            : converged ? candidate.Ofv <= best.Ofv + Preference
            : candidate.Ofv < best.Ofv - Preference;
    }
}
