using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Numerics.Randomness;
using PopPK.Prediction;

namespace PopPK.Simulation.Forecasting;

/// <summary>
/// Samples the random effects of clusters of subjects given their observations, by importance sampling and resampling (Robert and Casella
/// 2004, Monte Carlo Statistical Methods, chapters 3 and 14): proposals from a t distribution at the mode with the curvature there, or
/// where these fit badly, with mean and covariance of the weighted proposals; weights p(y, x)/q(x); systematic resampling. In a mixture
/// each class has its proposals, and the sums of their weights are the likelihoods of the classes. What is drawn for a cluster depends on
/// the seed and the position of its first subject only. Mutable; one owner.
/// </summary>
/// <param name="cohort">The cohort.</param>
/// <param name="point">The population parameters.</param>
/// <param name="options">Settings.</param>
internal sealed class PosteriorSampler(Cohort cohort, PopulationPoint point, PosteriorOptions options)
{
    private const int DegreesOfFreedom = 6;
    private const int MostRounds = 4;
    private const double GoodShare = 0.4;
    private const double Rounding = 1e-8;
    private readonly JointDensity _density = new(cohort);
    private readonly RandomStream _proposals = new(options.Seed, RandomPurpose.Posterior);
    private readonly RandomStream _choices = new(options.Seed, RandomPurpose.Forecast);

    /// <summary>Samples a cluster.</summary>
    /// <param name="cluster">Its position in the cohort.</param>
    /// <returns>One posterior per subject of the cluster; of one that has no mode the sample is empty.</returns>
    public ImmutableArray<IndividualPosterior> Sample(int cluster)
    {
        var members = cohort.Clusters[cluster];
        var first = members.Subjects[0];
        var observations = members.Subjects.Sum(s => cohort.Subjects[s].Observations.Count);
        var probabilities = PriorProbabilities(first);
        if (!(Math.Abs(probabilities.Sum() - 1) <= Rounding && probabilities.All(p => p is >= 0 and <= 1)))
        {
            var refused = new SubjectFailure(cohort.Subjects[first].Id, EtaModeStatus.ClassProbabilitiesInvalid, PredictionStatus.Success, null);
            return [Failed(members, 0, observations, new JointMode(refused.Status, [], [], double.PositiveInfinity) { Failure = refused })];
        }

        var classes = new WeightedProposals[probabilities.Length];
        for (var k = 0; k < classes.Length; k++)
        {
            classes[k] = Propose(cluster, k, members.LatentCount, observations == 0);
            if (classes[k].Covariance is null || classes[k].Effective == 0)
            {
                return [.. members.Subjects.Select((_, i) => Failed(members, i, observations, classes[k].Mode))];
            }
        }

        var posterior = new double[classes.Length];
        var largest = Enumerable.Range(0, classes.Length).Max(k => Math.Log(probabilities[k]) + classes[k].LogMean);
        for (var k = 0; k < classes.Length; k++)
        {
            posterior[k] = Math.Exp(Math.Log(probabilities[k]) + classes[k].LogMean - largest);
        }

        var sum = posterior.Sum();
        for (var k = 0; k < posterior.Length; k++)
        {
            posterior[k] /= sum;
        }

        var chosen = Resample(first, classes, posterior);
        return [.. members.Subjects.Select((_, i) => Of(members, i, observations, classes, posterior, chosen))];
    }

    private double[] PriorProbabilities(int subject)
    {
        var probabilities = new double[cohort.ClassCount];
        probabilities[0] = 1;
        cohort.Model.ClassProbabilities?.Evaluate(point.Theta, cohort.Subjects[subject].Covariates, probabilities);
        return probabilities;
    }

    private WeightedProposals Propose(int cluster, int classOfMixture, int size, bool isPrior)
    {
        _density.MoveTo(cluster, classOfMixture, point);
        var mode = _density.FindMode();
        var count = options.Samples * options.ProposalsPerSample;
        var result = new WeightedProposals(mode, size, count);
        var proposal = new Proposal(size) { DegreesOfFreedom = isPrior ? 0 : DegreesOfFreedom };
        if (mode.Latent.Length < size || Inverse(mode.Precision.AsSpan(), size) is not { } covariance || !proposal.TryBegin(mode.Latent.AsSpan(), covariance))
        {
            return result;
        }

        result.Covariance = covariance;
        var best = result;
        for (var round = 0; round < MostRounds; round++)
        {
            _proposals.MoveTo(cohort.Clusters[cluster].Subjects[0], (classOfMixture * MostRounds) + round);
            Fill(result, proposal);
            best = result.Effective > best.Effective ? result : best;
            if (best.Effective >= GoodShare * count || !(result.Effective > 1) || round == MostRounds - 1
                || !proposal.TryAdapt(result.Points, result.Weights, result.Effective))
            {
                break;
            }

            result = new WeightedProposals(mode, size, count) { Covariance = covariance };
        }

        return best;
    }

    private void Fill(WeightedProposals result, Proposal proposal)
    {
        for (var i = 0; i < result.Weights.Length; i++)
        {
            var x = result.PointAt(i);
            var logDensity = proposal.Draw(_proposals, x);
            result.Weights[i] = (-0.5 * _density.Value(x)) - logDensity;
        }

        result.Normalise();
    }

    // Systematic resampling (Kitagawa 1996, J Comput Graph Stat 5:1): which proposal of which class each draw is.
    private (int Class, int Proposal)[] Resample(int item, WeightedProposals[] classes, double[] probabilities)
    {
        _choices.MoveTo(item, 0);
        var chosen = new (int, int)[options.Samples];
        var next = _choices.NextUniform();
        var (sum, draw) = (0.0, 0);
        for (var k = 0; k < classes.Length; k++)
        {
            for (var i = 0; i < classes[k].Weights.Length; i++)
            {
                sum += probabilities[k] * classes[k].Weights[i] * chosen.Length;
                while (draw < chosen.Length && next + draw < sum)
                {
                    chosen[draw++] = (k, i);
                }
            }
        }

        // Rounding may leave the last ones over.
        var last = Array.FindLastIndex(probabilities, p => p > 0);
        while (draw < chosen.Length)
        {
            chosen[draw++] = (last, Array.FindLastIndex(classes[last].Weights, w => w > 0));
        }

        return chosen;
    }

    private static IndividualPosterior Of(
        SubjectCluster members, int member, int observations, WeightedProposals[] classes, double[] probabilities, (int Class, int Proposal)[] chosen)
    {
        var latents = members.Latents[member];
        var sample = new double[chosen.Length * latents.Length];
        for (var i = 0; i < chosen.Length; i++)
        {
            var drawn = classes[chosen[i].Class].PointAt(chosen[i].Proposal);
            for (var k = 0; k < latents.Length; k++)
            {
                sample[(i * latents.Length) + k] = drawn[latents[k]];
            }
        }

        var best = Array.IndexOf(probabilities, probabilities.Max());
        return Named(members, member, observations, classes[best].Mode, classes[best].Covariance!, sample, [.. chosen.Select(c => c.Class)], best) with
        {
            ClassProbabilities = classes.Length == 1 ? [] : [.. probabilities],
            EffectiveSampleSize = 1 / classes.Select((c, k) => probabilities[k] * probabilities[k] / c.Effective).Sum(),
            Proposals = classes.Sum(c => c.Weights.Length),
        };
    }

    private static IndividualPosterior Failed(SubjectCluster members, int member, int observations, JointMode mode) =>
        Named(members, member, observations, mode, [], [], [], 0);

    private static IndividualPosterior Named(
        SubjectCluster members, int member, int observations, JointMode mode, double[] covariance, double[] sample, int[] classes, int classOfMixture)
    {
        var latents = members.Latents[member];
        return new IndividualPosterior(members.Subjects[member], sample, classes)
        {
            Observations = observations,
            Mode = covariance.Length == 0 ? [] : [.. latents.Select(l => mode.Latent[l])],
            Covariance = covariance.Length == 0 ? [] : [.. latents.SelectMany(r => latents.Select(c => covariance[(r * members.LatentCount) + c]))],
            IsExact = mode.IsExact,
            Failure = mode.Failure,
            Class = classOfMixture,
        };
    }

    private static double[]? Inverse(ReadOnlySpan<double> precision, int size)
    {
        var factor = precision.ToArray();
        var inverse = new double[factor.Length];
        if (!CholeskyKernels.TryFactor(factor, size))
        {
            return null;
        }

        CholeskyKernels.Invert(factor, size, inverse);
        return inverse;
    }
}
