using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Prediction.Compilation;

namespace PopPK.Prediction;

/// <summary>A compiled model and the subjects it is applied to. Immutable; safe to share between threads.</summary>
/// <param name="Model">The compiled model.</param>
/// <param name="Dataset">The data set the subjects come from.</param>
/// <param name="Subjects">The subjects in the order of the data set.</param>
public sealed record Cohort(CompiledModel Model, Dataset Dataset, ImmutableArray<BoundSubject> Subjects)
{
    /// <summary>Number of observations of all subjects.</summary>
    public int ObservationCount { get; } = Subjects.Sum(s => s.Observations.Count);

    /// <summary>Number of observations of all subjects whose form is normal.</summary>
    public int NormalObservationCount { get; } = Subjects.Sum(s => s.NormalCount);

    /// <summary>The largest number of records of a subject.</summary>
    public int LargestRecordCount { get; } = Subjects.IsEmpty ? 0 : Subjects.Max(s => s.Records.Count);

    /// <summary>Makes the scratch memory one worker needs for any subject of the cohort.</summary>
    public SubjectWorkspace CreateWorkspace() => new(Model, LargestRecordCount);
}
