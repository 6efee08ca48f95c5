namespace PopPK.Simulation;

/// <summary>Settings of a simulation. Immutable.</summary>
public sealed record SimulationOptions
{
    /// <summary>Seed of the random numbers; not negative.</summary>
    public long Seed { get; init; }

    /// <summary>Number of replicates of the design, at least 1.</summary>
    public int Replicates { get; init; } = 1;

    /// <summary>Number of the first replicate, from 0: random numbers are those of this one and those behind it.</summary>
    public int FirstReplicate { get; init; }

    /// <summary>Number of threads, at least 1; results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>False for observations without residual error: the individual predictions.</summary>
    public bool HasResiduals { get; init; } = true;

    /// <summary>False for subjects without random effects: everybody is typical.</summary>
    public bool HasRandomEffects { get; init; } = true;

    /// <summary>True for predictions at random effects of zero too.</summary>
    public bool HasPopulationPredictions { get; init; }

    /// <summary>True for predictions at all records, false for those at observations only.</summary>
    public bool AllRecords { get; init; } = true;

    /// <summary>Throws when a number is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(Replicates, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(FirstReplicate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FirstReplicate, int.MaxValue - Replicates);
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
    }
}
