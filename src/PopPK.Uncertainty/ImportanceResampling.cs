using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;
using PopPK.Estimation;
using PopPK.Likelihood;
using PopPK.Numerics.Randomness;

namespace PopPK.Uncertainty;

/// <summary>
/// Sampling importance resampling (SIR; Dosne, Bergstrand, Harling and Karlsson 2016, J Pharmacokinet Pharmacodyn 43:583): proposals
/// from the distribution the curvature at the estimates describes, weights exp(-dOFV / 2) over their density, and a selection without
/// replacement in proportion to the weights; then again from a distribution that follows the weights. Stateless; safe for concurrent use.
/// </summary>
public static class ImportanceResampling
{
    /// <summary>Samples, weighs and resamples.</summary>
    /// <param name="result">A converged fit.</param>
    /// <param name="covariance">Its covariance step.</param>
    /// <param name="options">Settings.</param>
    /// <param name="progress">Hears how many proposals of how many are weighed; on any thread.</param>
    /// <param name="cancellationToken">Ends the sampling; it is then reported as failed.</param>
    public static ImportanceResult Compute(
        EstimationResult result,
        CovarianceResult covariance,
        ImportanceOptions options,
        Action<int, int>? progress = null,
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

        if (FirstProposals(result, covariance, options) is not { } proposals)
        {
            return failed with { Reason = "the covariance matrix is not positive definite: a parameter is at the edge of its admissible values" };
        }

        if (options.Rounds.IsDefaultOrEmpty)
        {
            throw new ArgumentException("There must be a round.", nameof(options));
        }

        var rounds = ImmutableArray.CreateBuilder<ImportanceRoundResult>();
        var all = new List<ImmutableArray<ImportanceSample>>();
        var (weighed, count) = (0, options.Rounds.Sum(r => r.Samples));
        try
        {
            for (var round = 1; ; round++)
            {
                if (Sample(result, proposals, options, round, Weighed, cancellationToken) is not { } samples)
                {
                    return failed with { Reason = "the objective exists at none of the proposals" };
                }

                var described = Describe(result, samples, options);
                rounds.Add(Summarise(described));
                if (round >= options.Rounds.Length)
                {
                    return described with { Rounds = rounds.ToImmutable() };
                }

                // Where too few weigh anything to say what to draw from, more are drawn from the same distribution.
                all.Add(samples);
                proposals = proposals.TryFollow(all, options.LaterInflation) ?? proposals;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return failed with { Reason = "it was interrupted" };
        }

        void Weighed() => progress?.Invoke(Interlocked.Increment(ref weighed), count);
    }

    // The weights ask for the curvature of the likelihood, R; the sandwich may be far from it when there are few subjects.
    private static ProposalDistribution? FirstProposals(EstimationResult result, CovarianceResult covariance, ImportanceOptions options)
    {
        var n = result.FreeParameters.Length;
        var fromCurvature = covariance.R.IsDefaultOrEmpty ? null : ProposalDistribution.TryCreate(
            result.Layout, result.FreeParameters.AsSpan(), Matrix<double>.Build.Dense(n, n, covariance.R.ToArray()).Inverse().ToRowMajorArray(), options.Inflation);
        return fromCurvature ?? ProposalDistribution.TryCreate(result.Layout, result.FreeParameters.AsSpan(), covariance.Covariance.AsSpan(), options.Inflation);
    }

    // Null where the objective exists at none of them.
    private static ImmutableArray<ImportanceSample>? Sample(
        EstimationResult result,
        ProposalDistribution proposals,
        ImportanceOptions options,
        int round,
        Action weighed,
        CancellationToken cancellationToken)
    {
        var count = options.Rounds[round - 1].Samples;
        var points = new double[count][];
        var rises = new double[count];
        var logWeights = new double[count];
        var settings = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken };

        // Every search of modes begins at those of the fit, so no value depends on the points before.
        PopulationObjective Objective()
        {
            var objective = new PopulationObjective(result.Cohort, result.Approximation, 1, options.EtaMode);
            if (!result.Modes.IsEmpty)
            {
                objective.ReturnToModes(result.Modes, result.FreeParameters.AsSpan());
            }

            objective.Evaluate(result.FreeParameters.AsSpan(), withGradient: true, cancellationToken);
            objective.StayAroundHere();
            return objective;
        }

        Parallel.For(0, count, settings, Objective, (k, _, objective) =>
        {
            points[k] = proposals.Draw(new RandomStream(options.Seed, RandomPurpose.Proposals, round, k), out var logDensity);

            var evaluation = objective.Evaluate(points[k], withGradient: false, cancellationToken);
            rises[k] = evaluation.Exists ? evaluation.Ofv - result.Ofv : double.NaN;
            logWeights[k] = evaluation.Exists ? -0.5 * rises[k] - logDensity : double.NegativeInfinity;
            weighed();
            return objective;
        }, _ => { });
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
        Rises = RiseDistribution.Of(samples, result.FreeParameters.Length),
        Parameters =
        [
            .. result.FreeParameters.Select((estimate, i) => Percentiles.Describe(
                estimate, samples.SelectMany(s => Enumerable.Repeat(s.FreeParameters[i], s.Copies)), options.Level)),
        ],
    };

    private static ImportanceRoundResult Summarise(ImportanceResult round)
    {
        double[] rises = [.. round.Samples.SelectMany(s => Enumerable.Repeat(s.Rise, s.Copies))];
        var mean = rises.Average();
        var deviation = Math.Sqrt(rises.Sum(r => (r - mean) * (r - mean)) / Math.Max(1, rises.Length - 1));
        return new ImportanceRoundResult(round.Samples.Length, round.KeptCount, round.EffectiveSampleSize, mean, deviation);
    }

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
        for (var draw = 0; draw < options.Rounds[round - 1].Resamples; draw++)
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
