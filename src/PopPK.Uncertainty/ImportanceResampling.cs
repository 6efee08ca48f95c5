using System.Collections.Immutable;
using PopPK.Estimation;
using PopPK.Likelihood;
using PopPK.Numerics.Randomness;

namespace PopPK.Uncertainty;

/// <summary>
/// Sampling importance resampling (SIR; Dosne, Bergstrand, Harling and Karlsson 2016, J Pharmacokinet Pharmacodyn 43:583): proposals
/// from the distribution the covariance step describes, weights exp(-dOFV / 2) over their density, and a selection without
/// replacement in proportion to the weights. Stateless; safe for concurrent use.
/// </summary>
public static class ImportanceResampling
{
    /// <summary>Samples, weighs and resamples.</summary>
    /// <param name="result">A converged fit.</param>
    /// <param name="covariance">Its covariance step.</param>
    /// <param name="options">Settings.</param>
    /// <param name="cancellationToken">Ends the sampling; it is then reported as failed.</param>
    public static ImportanceResult Compute(
        EstimationResult result,
        CovarianceResult covariance,
        ImportanceOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(covariance);
        ArgumentNullException.ThrowIfNull(options);
        var failed = new ImportanceResult { Level = options.Level, Reason = "there is no covariance matrix to propose parameters from" };
        if (!covariance.Succeeded || !result.HasObjective)
        {
            return failed;
        }

        if (covariance.Excluded is [var first, ..])
        {
            var name = result.Layout.Parameters[result.Layout.Free[first.Free]].Name;
            return failed with { Reason = $"the covariance matrix does not cover {name} ({first.Reason}): remove or fix it" };
        }

        if (ProposalDistribution.TryCreate(result, covariance.Covariance.AsSpan(), options.Inflation) is not { } proposals)
        {
            return failed with { Reason = "the covariance matrix is not positive definite: a parameter is at the edge of its admissible values" };
        }

        var sizes = ImmutableArray.CreateBuilder<double>();
        try
        {
            for (var round = 1; ; round++)
            {
                if (Sample(result, proposals, options, round, cancellationToken) is not { } samples)
                {
                    return failed with { Reason = "the objective exists at none of the proposals" };
                }

                var described = Describe(result, samples, options);
                sizes.Add(described.EffectiveSampleSize);

                // Where too few were kept to say what to draw from, what there is stands.
                if (round >= options.Rounds || proposals.TryFollow(samples) is not { } next)
                {
                    return described with { RoundSizes = sizes.ToImmutable() };
                }

                proposals = next;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return failed with { Reason = "it was interrupted" };
        }
    }

    // Null where the objective exists at none of them.
    private static ImmutableArray<ImportanceSample>? Sample(
        EstimationResult result,
        ProposalDistribution proposals,
        ImportanceOptions options,
        int round,
        CancellationToken cancellationToken)
    {
        var points = new double[options.Samples][];
        var rises = new double[options.Samples];
        var logWeights = new double[options.Samples];
        var settings = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken };
        Parallel.For(0, options.Samples, settings, k =>
        {
            points[k] = proposals.Draw(new RandomStream(options.Seed, RandomPurpose.Proposals, round, k), out var logDensity);

            // A new objective has no conditional modes to start from, so the value does not depend on the points before.
            var objective = new PopulationObjective(result.Cohort, result.Approximation, 1, options.EtaMode);
            var evaluation = objective.Evaluate(points[k], withGradient: false, cancellationToken);
            rises[k] = evaluation.Exists ? evaluation.Ofv - result.Ofv : double.NaN;
            logWeights[k] = evaluation.Exists ? -0.5 * rises[k] - logDensity : double.NegativeInfinity;
        });
        if (Normalise(logWeights) is not { } weights)
        {
            return null;
        }

        var copies = Resample(weights, options, round);
        return [.. points.Select((p, k) => new ImportanceSample(k + 1, [.. p], rises[k], weights[k], copies[k]))];
    }

    private static ImportanceResult Describe(EstimationResult result, ImmutableArray<ImportanceSample> samples, ImportanceOptions options) => new()
    {
        Level = options.Level,
        Samples = samples,
        Parameters =
        [
            .. result.FreeParameters.Select((estimate, i) => Percentiles.Describe(
                estimate, samples.SelectMany(s => Enumerable.Repeat(s.FreeParameters[i], s.Copies)), options.Level)),
        ],
    };

    private static double[]? Normalise(double[] logWeights)
    {
        var largest = logWeights.Where(w => !double.IsNaN(w)).DefaultIfEmpty(double.NegativeInfinity).Max();
        if (!double.IsFinite(largest))
        {
            return null;
        }

        double[] weights = [.. logWeights.Select(w => double.IsNaN(w) ? 0 : Math.Exp(w - largest))];
        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }

    // One after the other in proportion to the weights of those that may still be taken.
    private static int[] Resample(double[] weights, ImportanceOptions options, int round)
    {
        var stream = new RandomStream(options.Seed, RandomPurpose.Resampling, round);
        var left = (double[])weights.Clone();
        var copies = new int[weights.Length];
        for (var draw = 0; draw < options.Resamples; draw++)
        {
            var rest = stream.NextUniform() * left.Sum();
            var chosen = -1;
            for (var k = 0; k < left.Length && (chosen < 0 || rest >= 0); k++)
            {
                if (left[k] > 0)
                {
                    chosen = k;
                    rest -= left[k];
                }
            }

            if (chosen < 0)
            {
                break;
            }

            if (++copies[chosen] == options.MostCopies)
            {
                left[chosen] = 0;
            }
        }

        return copies;
    }
}
