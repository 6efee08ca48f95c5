using System.Collections.Immutable;

namespace PopPK;

/// <summary>What a simulation drew, as a whole. Immutable; safe to share between threads.</summary>
public sealed record SimulatedData
{
    internal SimulatedData(ImmutableArray<SimulatedRow> rows, int failedSubjects) => (Rows, FailedSubjects) = (rows, failedSubjects);

    /// <summary>The records, replicate by replicate, subject by subject.</summary>
    public ImmutableArray<SimulatedRow> Rows { get; }

    /// <summary>Number of subjects, over all replicates, that could not be predicted with the parameters that were drawn.</summary>
    public int FailedSubjects { get; }
}
