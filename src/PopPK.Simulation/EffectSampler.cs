using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Numerics.Randomness;
using PopPK.Prediction;

namespace PopPK.Simulation;

/// <summary>
/// Draws the random effects of clusters of subjects: each instance of a block (a subject's, an occasion's, a site's) is L z, with L the
/// Cholesky factor of the block's covariance matrix and z standard normal numbers. Immutable; safe to share between threads.
/// </summary>
internal sealed class EffectSampler
{
    private readonly ImmutableArray<ImmutableArray<(int Covariance, int First)>> _instances;

    /// <summary>Prepares the clusters of a cohort.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="layout">Its population parameters.</param>
    public EffectSampler(Cohort cohort, ParameterLayout layout) =>
        _instances = [.. cohort.Clusters.Select(c => c.Instances.Select(i => (layout.CovarianceOfBlock(i.Block), i.First)).ToImmutableArray())];

    /// <summary>Draws the latent vector of a cluster.</summary>
    /// <param name="cluster">The cluster's position in the cohort.</param>
    /// <param name="point">The population parameters.</param>
    /// <param name="stream">Gives the random numbers; one for each of the vector's elements, in its order.</param>
    /// <param name="latent">Receives the vector.</param>
    public void Draw(int cluster, PopulationPoint point, RandomStream stream, Span<double> latent)
    {
        for (var i = 0; i < latent.Length; i++)
        {
            latent[i] = stream.NextNormal();
        }

        foreach (var (covariance, first) in _instances[cluster])
        {
            var value = point.Covariances[covariance];
            Multiply(value.Factor, latent.Slice(first, value.Size));
        }
    }

    // From the last element upwards each needs only those before it, which still are as they were.
    private static void Multiply(ReadOnlySpan<double> factor, Span<double> z)
    {
        for (var k = z.Length - 1; k >= 0; k--)
        {
            var sum = 0.0;
            for (var l = 0; l <= k; l++)
            {
                sum += factor[(k * z.Length) + l] * z[l];
            }

            z[k] = sum;
        }
    }
}
