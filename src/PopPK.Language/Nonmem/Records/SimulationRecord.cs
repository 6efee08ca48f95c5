using System.Collections.Immutable;

namespace PopPK.Language.Nonmem.Records;

/// <summary><c>$SIMULATION</c>: the simulation step.</summary>
/// <param name="Raw">The record as it was written.</param>
/// <param name="Options">Its options.</param>
public sealed record SimulationRecord(RawRecord Raw, ImmutableArray<RecordOption> Options) : ControlRecord(Raw)
{
    /// <summary>The first seed of each random source.</summary>
    public ImmutableArray<long> Seeds { get; init; } = [];

    /// <summary>SUBPROBLEMS: how many data sets; at least 1.</summary>
    public int Subproblems { get; init; } = 1;

    /// <summary>ONLYSIMULATION: nothing is estimated.</summary>
    public bool IsOnlySimulation { get; init; }

    /// <summary>OMITTED: the step is not done.</summary>
    public bool IsOmitted { get; init; }
}
