using System.Collections.Immutable;
using PopPK.Likelihood;

namespace PopPK.Uncertainty;

/// <summary>Settings of sampling importance resampling. Immutable.</summary>
public sealed record ImportanceOptions
{
    /// <summary>
    /// The rounds, one or more: after each but the last the weights of all proposals so far say what the next ones are drawn from (after Dosne,
    /// Bergstrand and Karlsson 2017, J Pharmacokinet Pharmacodyn 44:509). Only the last round counts.
    /// </summary>
    public ImmutableArray<ImportanceRound> Rounds { get; init; } = RoundsTo(5000);

    /// <summary>How often one proposal may be kept: 1 is resampling without replacement.</summary>
    public int MostCopies { get; init; } = 1;

    /// <summary>Factor on the covariance matrix of the first proposals; above 1 they reach further than the covariance step says.</summary>
    public double Inflation { get; init; } = 1;

    /// <summary>
    /// Factor on the covariance matrix of later proposals. The tails of a sample are badly known; a little too wide costs
    /// little (4 % of the effective sample size with ten parameters), too narrow costs all there is.
    /// </summary>
    public double LaterInflation { get; init; } = 1.1;

    /// <summary>Confidence level of the intervals, between 0 and 1.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Seed; not negative.</summary>
    public long Seed { get; init; }

    /// <summary>Number of threads; results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Settings of the search of conditional modes; those of the estimation keep its objective.</summary>
    public EtaModeOptions EtaMode { get; init; } = new();

    /// <summary>Five rounds, the first three of half the size; a fifth of the proposals is kept in each.</summary>
    /// <param name="samples">Number of proposals in the last round.</param>
    public static ImmutableArray<ImportanceRound> RoundsTo(int samples)
    {
        var half = Math.Max(1, samples / 2);
        return RoundsOf([half, half, half, samples, samples]);
    }

    /// <summary>Rounds of given sizes; a fifth of the proposals is kept in each.</summary>
    /// <param name="samples">Numbers of proposals.</param>
    public static ImmutableArray<ImportanceRound> RoundsOf(IEnumerable<int> samples) => [.. samples.Select(n => new ImportanceRound(n, Kept(n)))];

    private static int Kept(int samples) => Math.Max(1, samples / 5);
}
