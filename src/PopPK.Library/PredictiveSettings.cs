using System.Collections.Immutable;
using PopPK.Evaluation.Predictive;
using PopPK.Simulation;

namespace PopPK;

/// <summary>How checks by simulation are made: visual predictive checks and prediction distribution errors. Immutable.</summary>
/// <example>
/// <code>
/// var vpc = fit.Vpc(new PredictiveSettings { Replicates = 1000, Seed = 1, StratifyBy = ["SEX"], IsPredictionCorrected = true });
/// </code>
/// </example>
public sealed record PredictiveSettings
{
    /// <summary>How often the data are simulated, at least 1.</summary>
    public int Replicates { get; init; } = 1000;

    /// <summary>Seed of the random numbers; not negative.</summary>
    public long Seed { get; init; }

    /// <summary>Number of threads, at least 1; results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The percentiles that a visual predictive check shows, as increasing probabilities between 0 and 1.</summary>
    public ImmutableArray<double> Percentiles { get; init; } = [0.05, 0.5, 0.95];

    /// <summary>Level of the bands about simulated percentiles, between 0 and 1.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Columns of the data; each combination of their values is a stratum of a visual predictive check.</summary>
    public ImmutableArray<string> StratifyBy { get; init; } = [];

    /// <summary>True to make the observations of a bin comparable by their predictions (pcVPC).</summary>
    public bool IsPredictionCorrected { get; init; }

    /// <summary>True to gather observations by time after dose instead of time.</summary>
    public bool IsByTimeAfterDose { get; init; }

    /// <summary>The settings of a visual predictive check.</summary>
    internal VpcSettings ToVpc() => new()
    {
        Percentiles = Percentiles,
        Level = Level,
        StratifyBy = StratifyBy,
        Variable = IsByTimeAfterDose ? IndependentVariable.TimeAfterDose : IndependentVariable.Time,
        Correction = IsPredictionCorrected ? PredictionCorrection.Prediction : PredictionCorrection.None,
    };

    /// <summary>The settings of the simulation, which checks the numbers.</summary>
    internal SimulationOptions ToOptions() => new() { Seed = Seed, Replicates = Replicates, Threads = Threads };
}
