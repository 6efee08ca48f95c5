using System.Collections.Immutable;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;

namespace PopPK.Likelihood;

/// <summary>
/// The latent vector of a cluster of subjects that share random effects: which subjects, where each subject's effects stand
/// in it, and which blocks it is made of. Immutable; safe to share between threads.
/// </summary>
/// <param name="Subjects">The cluster's subjects, as positions in the cohort.</param>
/// <param name="LatentCount">Length of the latent vector.</param>
/// <param name="Latents">Per subject of the cluster, for each of its random effects the position in the latent vector.</param>
/// <param name="Blocks">The instances of blocks the latent vector is made of.</param>
/// <param name="Shape">
/// Which second derivatives of a joint density can differ from zero: two effects meet where a subject has both. Subjects' own effects
/// come before shared ones, so that a factor has the same shape.
/// </param>
internal sealed record ClusterLayout(
    ImmutableArray<int> Subjects,
    int LatentCount,
    ImmutableArray<ImmutableArray<int>> Latents,
    ImmutableArray<LatentBlock> Blocks,
    SkylineLayout Shape)
{
    /// <summary>The clusters of a cohort, in the order of their first subjects.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="layout">The population parameters.</param>
    public static ImmutableArray<ClusterLayout> Of(Cohort cohort, ParameterLayout layout)
    {
        var ofOne = SkylineLayout.Full(layout.EtaCount);
        return
        [
            .. cohort.Clusters.Select(c => new ClusterLayout(
                c.Subjects, c.LatentCount, c.Latents, [.. BlocksOf(c, layout)], c.Subjects.Length == 1 ? ofOne : ShapeOf(c))),
        ];
    }

    private static SkylineLayout ShapeOf(SubjectCluster cluster)
    {
        var first = Enumerable.Range(0, cluster.LatentCount).ToArray();
        foreach (var latents in cluster.Latents)
        {
            var least = latents.DefaultIfEmpty(0).Min();
            foreach (var latent in latents)
            {
                first[latent] = Math.Min(first[latent], least);
            }
        }

        return new SkylineLayout(first);
    }

    private static IEnumerable<LatentBlock> BlocksOf(SubjectCluster cluster, ParameterLayout layout)
    {
        foreach (var instance in cluster.Instances)
        {
            var covariance = layout.CovarianceOfBlock(instance.Block);
            if (layout.SizeOf(covariance) > 0)
            {
                yield return new LatentBlock(covariance, instance.First, layout.SizeOf(covariance));
            }
        }
    }
}
