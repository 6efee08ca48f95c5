using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Prediction.Compilation;

namespace PopPK.Prediction;

/// <summary>A compiled model and the subjects it is applied to. Immutable; safe to share between threads.</summary>
/// <param name="Model">The compiled model.</param>
/// <param name="Dataset">The data set the subjects come from.</param>
/// <param name="Subjects">The subjects in the order of the data set; in a mixture as members of its first class.</param>
public sealed record Cohort(CompiledModel Model, Dataset Dataset, ImmutableArray<BoundSubject> Subjects)
{
    private readonly ImmutableArray<ImmutableArray<BoundSubject>> _inOtherClasses =
    [
        .. Enumerable.Range(1, (Model.Model.Mixture?.Classes.Length ?? 1) - 1)
            .Select(k => Subjects.Select(s => s.InClass(Model.Model.Covariates.Length, k + 1)).ToImmutableArray()),
    ];

    /// <summary>The subjects that share random effects, in the order of their first subjects.</summary>
    public ImmutableArray<SubjectCluster> Clusters { get; private init; } = new ClusterFinder(Model, Subjects).Find();

    /// <summary>Number of classes of the model's mixture; 1 without one.</summary>
    public int ClassCount => 1 + _inOtherClasses.Length;

    /// <summary>Number of observations of all subjects.</summary>
    public int ObservationCount { get; } = Subjects.Sum(s => s.Observations.Count);

    /// <summary>Number of observations of all subjects whose form is normal.</summary>
    public int NormalObservationCount { get; } = Subjects.Sum(s => s.NormalCount);

    /// <summary>True when likelihoods are computed eight observations at a time, where a subject has that (<see cref="BoundSubject.HasLanes"/>).</summary>
    public bool UsesLanes => ObservationCount >= Model.LanesFromObservations;

    /// <summary>The largest number of records of a subject.</summary>
    public int LargestRecordCount { get; } = Subjects.IsEmpty ? 0 : Subjects.Max(s => s.Records.Count);

    /// <summary>A subject as a member of a class of the model's mixture.</summary>
    /// <param name="subject">Position in <see cref="Subjects"/>.</param>
    /// <param name="class">The class, from 0 to <see cref="ClassCount"/> - 1.</param>
    public BoundSubject SubjectOf(int subject, int @class) => @class == 0 ? Subjects[subject] : _inOtherClasses[@class - 1][subject];

    /// <summary>Makes the scratch memory one worker needs for any subject of the cohort.</summary>
    public SubjectWorkspace CreateWorkspace() => new(Model, LargestRecordCount);

    /// <summary>The cohort of chosen clusters. One that is chosen several times is as many independent clusters with the same data.</summary>
    /// <param name="clusters">Positions in <see cref="Clusters"/>.</param>
    /// <returns>The cohort; its subjects stand cluster by cluster.</returns>
    public Cohort Choose(ImmutableArray<int> clusters)
    {
        var subjects = ImmutableArray.CreateBuilder<BoundSubject>();
        var chosen = ImmutableArray.CreateBuilder<SubjectCluster>(clusters.Length);
        foreach (var cluster in clusters.Select(c => Clusters[c]))
        {
            chosen.Add(cluster with { Subjects = [.. Enumerable.Range(subjects.Count, cluster.Subjects.Length)] });
            subjects.AddRange(cluster.Subjects.Select(s => Subjects[s]));
        }

        return new Cohort(Model, Dataset, subjects.ToImmutable()) { Clusters = chosen.MoveToImmutable() };
    }
}
