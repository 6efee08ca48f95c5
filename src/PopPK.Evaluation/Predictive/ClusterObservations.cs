using System.Collections.Immutable;
using PopPK.Prediction;

namespace PopPK.Evaluation.Predictive;

/// <summary>Where the observations of each subject stand in the replicates of its cluster. Immutable.</summary>
internal sealed class ClusterObservations
{
    private ClusterObservations(ImmutableArray<int> widths, ImmutableArray<ImmutableArray<ImmutableArray<(int Observation, int Column)>>> subjects)
    {
        Widths = widths;
        Subjects = subjects;
    }

    /// <summary>For each cluster the number of its observations.</summary>
    public ImmutableArray<int> Widths { get; }

    /// <summary>
    /// For each cluster, for each of its subjects, its observations: positions among those of the check, and among those of the cluster.
    /// </summary>
    public ImmutableArray<ImmutableArray<ImmutableArray<(int Observation, int Column)>>> Subjects { get; }

    /// <summary>Finds the places.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="observations">The observations of the check.</param>
    public static ClusterObservations Of(Cohort cohort, ImmutableArray<PredictiveObservation> observations)
    {
        var first = new int[cohort.Subjects.Length];
        for (var i = 1; i < first.Length; i++)
        {
            first[i] = first[i - 1] + cohort.Subjects[i - 1].Observations.Count;
        }

        var ofSubject = Enumerable.Range(0, observations.Length).ToLookup(k => observations[k].Subject);
        var subjects = cohort.Clusters.Select(cluster =>
        {
            var before = 0;
            return cluster.Subjects.Select(i =>
            {
                var shift = before - first[i];
                before += cohort.Subjects[i].Observations.Count;
                return ofSubject[i].Select(k => (k, observations[k].Index + shift)).ToImmutableArray();
            }).ToImmutableArray();
        });
        return new ClusterObservations(
            [.. cohort.Clusters.Select(c => c.Subjects.Sum(i => cohort.Subjects[i].Observations.Count))], [.. subjects]);
    }
}
