namespace PopPK.Simulation.Forecasting;

/// <summary>Settings of the sampling of random effects given observations. Immutable.</summary>
public sealed record PosteriorOptions
{
    /// <summary>Seed of the random numbers; not negative.</summary>
    public long Seed { get; init; }

    /// <summary>Size of the sample of each subject, at least 1.</summary>
    public int Samples { get; init; } = 1000;

    /// <summary>Number of proposals for each of the sample, at least 1.</summary>
    public int ProposalsPerSample { get; init; } = 4;

    /// <summary>Throws when a number is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(Samples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ProposalsPerSample, 1);
    }
}
