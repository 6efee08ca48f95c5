using System.Collections.Immutable;

namespace PopPK.Likelihood;

/// <summary>
/// Where else a cluster's conditional mode may be. Few joint densities have several modes, and those that do have one far out; so only
/// clusters with an effect far out are searched, from both sides along every effect. Stateless.
/// </summary>
internal static class OtherModes
{
    // In standard deviations of the random effects: far out, where searches start, and what makes two modes different.
    private const double FarOut = 2.5;
    private const double StartDistance = 1.5;
    private const double Difference = 0.5;

    // Clusters of many effects would cost too many searches.
    private const int MostEffects = 12;

    /// <summary>Looks for the best mode besides the cluster's present one.</summary>
    /// <param name="layout">The cluster.</param>
    /// <param name="point">The population parameters.</param>
    /// <param name="contribution">Holds the present mode; is overwritten by searches.</param>
    /// <param name="search">Evaluates the contribution, its mode searched for from a place.</param>
    /// <returns>The other mode, or null when there is none.</returns>
    public static double[]? Find(ClusterLayout layout, PopulationPoint point, ClusterContribution contribution, Action<double[]> search)
    {
        var present = contribution.ModeStore.ToArray();
        var deviations = DeviationsOf(layout.Blocks, point, present.Length);
        if (contribution.Status != EtaModeStatus.Converged || present.Length > MostEffects || Distance(present, new double[present.Length], deviations) < FarOut)
        {
            return null;
        }

        double[]? best = null;
        var least = double.PositiveInfinity;
        for (var k = 0; k < 2 * present.Length; k++)
        {
            var start = new double[present.Length];
            start[k / 2] = (k % 2 == 0 ? 1 : -1) * StartDistance * deviations[k / 2];
            search(start);
            if (contribution.Status == EtaModeStatus.Converged && contribution.Ofv < least && Distance(contribution.ModeStore, present, deviations) > Difference)
            {
                (best, least) = (contribution.ModeStore.ToArray(), contribution.Ofv);
            }
        }

        return best;
    }

    private static double[] DeviationsOf(ImmutableArray<LatentBlock> blocks, PopulationPoint point, int count)
    {
        var deviations = new double[count];
        foreach (var block in blocks)
        {
            var covariance = point.Covariances[block.Covariance];
            for (var k = 0; k < block.Size; k++)
            {
                deviations[block.First + k] = Math.Sqrt(covariance.Values[k * block.Size + k]);
            }
        }

        return deviations;
    }

    // The largest difference of an effect, in standard deviations.
    private static double Distance(double[] a, double[] b, double[] deviations)
    {
        var largest = 0.0;
        for (var k = 0; k < a.Length; k++)
        {
            largest = Math.Max(largest, Math.Abs(a[k] - b[k]) / deviations[k]);
        }

        return largest;
    }
}
