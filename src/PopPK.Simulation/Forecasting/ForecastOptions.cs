namespace PopPK.Simulation.Forecasting;

/// <summary>Settings of a forecast. Immutable.</summary>
public sealed record ForecastOptions
{
    /// <summary>How random effects are sampled.</summary>
    public PosteriorOptions Posterior { get; init; } = new();

    /// <summary>Number of threads, at least 1; results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>True for percentiles of observations: of predictions with residual error.</summary>
    public bool HasResiduals { get; init; }

    /// <summary>The probability of intervals, between 0 and 1.</summary>
    public double Coverage { get; init; } = 0.9;

    /// <summary>Throws when a number is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is.</exception>
    internal void Check()
    {
        Posterior.Check();
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Coverage);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Coverage, 1);
    }
}
