using System.Collections.Immutable;
using PopPK.Prediction;
using PopPK.Simulation;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// Where simulated observations stand among those of the data: the simulator also draws those that the model leaves out of the
/// likelihood. Immutable.
/// </summary>
internal sealed class ObservationPlaces
{
    private readonly ImmutableArray<ImmutableArray<int>> _places;

    /// <summary>Finds the places.</summary>
    /// <param name="observed">Model and data.</param>
    /// <param name="simulated">The same data bound to the model that draws observations.</param>
    public ObservationPlaces(Cohort observed, Cohort simulated)
    {
        Count = observed.ObservationCount;
        ClusterOf = new int[observed.Subjects.Length];
        FirstOfSubject = new int[observed.Subjects.Length];
        FirstInCluster = new int[observed.Subjects.Length];
        Widths = [.. observed.Clusters.Select(c => c.Subjects.Sum(i => observed.Subjects[i].Observations.Count))];
        var next = 0;
        for (var i = 0; i < observed.Subjects.Length; i++)
        {
            FirstOfSubject[i] = next;
            next += observed.Subjects[i].Observations.Count;
        }

        for (var c = 0; c < observed.Clusters.Length; c++)
        {
            var before = 0;
            foreach (var i in observed.Clusters[c].Subjects)
            {
                (ClusterOf[i], FirstInCluster[i]) = (c, before);
                before += observed.Subjects[i].Observations.Count;
            }
        }

        _places = [.. observed.Subjects.Zip(simulated.Subjects).Select(pair =>
            pair.Second.Observations.Records.Select(r => pair.First.Observations.Records.BinarySearch(r)).ToImmutableArray())];
    }

    /// <summary>Number of observations of the data.</summary>
    public int Count { get; }

    /// <summary>For each cluster the number of its observations.</summary>
    public ImmutableArray<int> Widths { get; }

    /// <summary>For each subject its cluster.</summary>
    public int[] ClusterOf { get; }

    /// <summary>For each subject the position of its first observation.</summary>
    public int[] FirstOfSubject { get; }

    /// <summary>For each subject the position of its first observation in its cluster.</summary>
    public int[] FirstInCluster { get; }

    /// <summary>Writes what was drawn of a subject to where its observations stand.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="target">Begins with the subject's first observation.</param>
    public void Copy(SimulatedSubject subject, Span<double> target)
    {
        var places = _places[subject.Position];
        for (var j = 0; j < places.Length; j++)
        {
            if (places[j] >= 0)
            {
                target[places[j]] = subject.Values[j];
            }
        }
    }
}
