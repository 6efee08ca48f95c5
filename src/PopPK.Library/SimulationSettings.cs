using PopPK.Simulation;

namespace PopPK;

/// <summary>How a design is simulated. Immutable.</summary>
/// <example>
/// <code>
/// var settings = new SimulationSettings { Replicates = 1000, Seed = 7, HasParameterUncertainty = true };
/// </code>
/// </example>
public sealed record SimulationSettings
{
    /// <summary>How often the design is simulated, at least 1.</summary>
    public int Replicates { get; init; } = 1;

    /// <summary>Seed of the random numbers; not negative. The same seed gives the same numbers, whatever the number of threads.</summary>
    public long Seed { get; init; }

    /// <summary>Number of threads, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>False for observations without residual error: DV is IPRED.</summary>
    public bool HasResidualError { get; init; } = true;

    /// <summary>False for subjects without random effects: everybody is typical.</summary>
    public bool HasRandomEffects { get; init; } = true;

    /// <summary>True for other population parameters in every replicate, drawn from the covariance matrix of the estimates; a fit only.</summary>
    public bool HasParameterUncertainty { get; init; }

    /// <summary>The same for the simulator, which checks the numbers.</summary>
    internal SimulationOptions ToOptions() => new()
    {
        Seed = Seed,
        Replicates = Replicates,
        Threads = Threads,
        HasResiduals = HasResidualError,
        HasRandomEffects = HasRandomEffects,
        HasPopulationPredictions = true,
    };
}
