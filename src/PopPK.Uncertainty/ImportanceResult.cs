using System.Collections.Immutable;

namespace PopPK.Uncertainty;

/// <summary>The result of sampling importance resampling. Immutable.</summary>
public sealed record ImportanceResult
{
    /// <summary>True when there are intervals.</summary>
    public bool Succeeded => Reason is null;

    /// <summary>Why there are none, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Confidence level of the intervals.</summary>
    public required double Level { get; init; }

    /// <summary>The proposals of the last round; empty on failure.</summary>
    public ImmutableArray<ImportanceSample> Samples { get; init; } = [];

    /// <summary>What the kept proposals say, per free parameter; empty on failure.</summary>
    public ImmutableArray<SampledParameter> Parameters { get; init; } = [];

    /// <summary>The rounds; empty on failure.</summary>
    public ImmutableArray<ImportanceRoundResult> Rounds { get; init; } = [];

    /// <summary>The rises of the objective in the last round, beside those of a Gaussian likelihood; null on failure.</summary>
    public RiseDistribution? Rises { get; init; }

    /// <summary>
    /// False when the kept rises of the last two rounds differ by more than chance: the proposals still depend on where they began. True
    /// with one round, which says nothing about it.
    /// </summary>
    public bool IsSettled
    {
        get
        {
            const double standardErrors = 3;
            if (Rounds is not [.., var before, var last])
            {
                return true;
            }

            static double Variance(ImportanceRoundResult r) => r.RiseDeviation * r.RiseDeviation / Math.Min(r.Kept, r.EffectiveSampleSize);
            return Math.Abs(last.MeanRise - before.MeanRise) <= standardErrors * Math.Sqrt(Variance(before) + Variance(last));
        }
    }

    /// <summary>Number of proposals that are kept, copies counted.</summary>
    public int KeptCount => Samples.Sum(s => s.Copies);

    /// <summary>Number of proposals at which the objective does not exist.</summary>
    public int FailedCount => Samples.Count(s => double.IsNaN(s.Rise));

    /// <summary>1 / sum of squared weights: as many proposals with equal weights would say as much.</summary>
    public double EffectiveSampleSize => Samples.IsEmpty ? 0 : 1 / Samples.Sum(s => s.Weight * s.Weight);

    /// <summary>The smallest rise of the objective; well below 0 when the fit was not at the minimum. NaN on failure.</summary>
    public double LowestRise => Samples.Select(s => s.Rise).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min();
}
