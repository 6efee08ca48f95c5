using PopPK.Likelihood;

namespace PopPK.Uncertainty;

/// <summary>Settings of sampling importance resampling. Immutable.</summary>
public sealed record ImportanceOptions
{
    /// <summary>
    /// Number of rounds, at least 1: after each but the last the kept proposals say what the next ones are drawn from (Dosne, Bergstrand and
    /// Karlsson 2017, J Pharmacokinet Pharmacodyn 44:509). Only the last round counts.
    /// </summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Number of proposals in a round.</summary>
    public int Samples { get; init; } = 5000;

    /// <summary>Number of proposals that are kept, copies counted.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>How often one proposal may be kept: 1 is resampling without replacement.</summary>
    public int MostCopies { get; init; } = 1;

    /// <summary>Factor on the covariance matrix of the first proposals; above 1 they reach further than the covariance step says.</summary>
    public double Inflation { get; init; } = 1;

    /// <summary>Confidence level of the intervals, between 0 and 1.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Seed; not negative.</summary>
    public long Seed { get; init; }

    /// <summary>Number of threads; results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Settings of the search of conditional modes; those of the estimation keep its objective.</summary>
    public EtaModeOptions EtaMode { get; init; } = new();
}
