using System.Collections.Immutable;
using PopPK.Estimation;
using PopPK.Likelihood;
using PopPK.Numerics.Randomness;

namespace PopPK.Uncertainty;

/// <summary>
/// The case bootstrap (Efron 1979, Ann Stat 7:1): data sets of as many independent clusters of subjects (usually single subjects),
/// drawn with replacement, each fitted from the final estimates and the conditional modes there. A replicate depends on the seed and its number only, so they may be
/// fitted in any order, on any number of threads and after an interruption. Stateless; safe for concurrent use.
/// </summary>
public static class Bootstrap
{
    /// <summary>Fits replicates.</summary>
    /// <param name="result">A converged fit.</param>
    /// <param name="strata">The groups clusters are drawn within.</param>
    /// <param name="options">Settings.</param>
    /// <param name="known">Replicates of an earlier, interrupted bootstrap of the same fit with the same seed.</param>
    /// <param name="finished">Told of every new replicate in the order of their ends, one at a time; null for silence.</param>
    /// <param name="covariance">The covariance step of the fit, whose R matrix gives the acceleration of corrected intervals; null: they have none.</param>
    /// <param name="cancellationToken">Ends the work; the result then has the replicates that were finished.</param>
    public static BootstrapResult Compute(
        EstimationResult result,
        Strata strata,
        BootstrapOptions options,
        IEnumerable<BootstrapReplicate>? known = null,
        Action<BootstrapReplicate>? finished = null,
        CovarianceResult? covariance = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(strata);
        ArgumentNullException.ThrowIfNull(options);
        var replicates = new BootstrapReplicate?[options.Replicates];
        foreach (var replicate in (known ?? []).Where(r => r.Number <= replicates.Length))
        {
            replicates[replicate.Number - 1] = replicate;
        }

        var gate = new Lock();
        try
        {
            var settings = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken };
            Parallel.For(0, replicates.Length, settings, k =>
            {
                if (replicates[k] is null && Fit(result, strata, options, k + 1, cancellationToken) is { } replicate)
                {
                    lock (gate)
                    {
                        replicates[k] = replicate;
                        finished?.Invoke(replicate);
                    }
                }
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was finished is the result.
        }

        return Summarise(result, strata, options, covariance, [.. replicates.OfType<BootstrapReplicate>()]);
    }

    /// <summary>The clusters a replicate is made of.</summary>
    /// <param name="strata">The groups clusters are drawn within.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="number">The number of the replicate, from 1.</param>
    public static ImmutableArray<int> Draw(Strata strata, long seed, int number)
    {
        ArgumentNullException.ThrowIfNull(strata);
        var chosen = ImmutableArray.CreateBuilder<int>();
        for (var g = 0; g < strata.Groups.Length; g++)
        {
            var group = strata.Groups[g];
            var stream = new RandomStream(seed, RandomPurpose.Bootstrap, g, number);
            for (var i = 0; i < group.Length; i++)
            {
                chosen.Add(group[stream.NextIndex(group.Length)]);
            }
        }

        return chosen.ToImmutable();
    }

    // Null when it was interrupted.
    private static BootstrapReplicate? Fit(
        EstimationResult result,
        Strata strata,
        BootstrapOptions options,
        int number,
        CancellationToken cancellationToken)
    {
        var clusters = Draw(strata, options.Seed, number);
        var settings = options.Estimation with { Approximation = result.Approximation, Threads = 1 };
        var objective = new PopulationObjective(result.Cohort.Choose(clusters), result.Approximation, 1, settings.EtaMode);
        var start = new SearchStart([.. ChainStart.Near(result.Layout, result.FreeParameters.AsSpan())]) { Modes = ModesOf(result, clusters) };
        var fit = Estimator.Search(objective, settings, start, null, cancellationToken);
        return fit.Status == EstimationStatus.Cancelled
            ? null
            : new BootstrapReplicate(number, fit.IsConverged, fit.Ofv, fit.FreeParameters);
    }

    // In a mixture every cluster has one per class.
    private static ImmutableArray<ImmutableArray<double>> ModesOf(EstimationResult result, ImmutableArray<int> clusters)
    {
        var classes = result.Cohort.ClassCount;
        return result.Modes.IsEmpty ? [] : [.. clusters.SelectMany(c => Enumerable.Range(c * classes, classes)).Select(i => result.Modes[i])];
    }

    private static BootstrapResult Summarise(
        EstimationResult result,
        Strata strata,
        BootstrapOptions options,
        CovarianceResult? covariance,
        ImmutableArray<BootstrapReplicate> replicates) => new()
        {
            Level = options.Level,
            Requested = options.Replicates,
            Replicates = replicates,
            Strata = strata.Groups.Length,
            Corrected = BootstrapCorrection.Intervals(result, covariance, strata, replicates, options.Level),
            Parameters =
            [
                .. result.FreeParameters.Select((estimate, i) => Percentiles.Describe(
                    estimate, replicates.Where(r => r.IsConverged).Select(r => r.FreeParameters[i]), options.Level)),
            ],
        };
}
