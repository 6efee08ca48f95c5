using PopPK.Estimation;

namespace PopPK.Uncertainty;

/// <summary>Settings of a bootstrap. Immutable.</summary>
public sealed record BootstrapOptions
{
    /// <summary>Number of replicates, at least 1.</summary>
    public int Replicates { get; init; } = 200;

    /// <summary>Seed; not negative.</summary>
    public long Seed { get; init; }

    /// <summary>Confidence level of the intervals, between 0 and 1.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Number of threads; results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Settings of the fits; their method is that of the fit that is bootstrapped.</summary>
    public EstimationOptions Estimation { get; init; } = new();
}
