using System.Collections.Immutable;

namespace PopPK.Uncertainty;

/// <summary>The result of a bootstrap. Immutable.</summary>
public sealed record BootstrapResult
{
    /// <summary>Confidence level of the intervals.</summary>
    public required double Level { get; init; }

    /// <summary>Number of replicates that were asked for.</summary>
    public required int Requested { get; init; }

    /// <summary>The replicates that were fitted, by number; fewer than asked for after an interruption.</summary>
    public required ImmutableArray<BootstrapReplicate> Replicates { get; init; }

    /// <summary>Number of strata subjects were drawn within; 1 when all were drawn together.</summary>
    public required int Strata { get; init; }

    /// <summary>What the converged replicates say, per free parameter.</summary>
    public required ImmutableArray<SampledParameter> Parameters { get; init; }

    /// <summary>Their intervals corrected for bias and, with a covariance step, for acceleration, per free parameter.</summary>
    public ImmutableArray<CorrectedInterval> Corrected { get; init; } = [];

    /// <summary>Number of replicates that did not converge, and do not count.</summary>
    public int FailedCount => Replicates.Length - ConvergedCount;

    /// <summary>Number of replicates that converged.</summary>
    public int ConvergedCount => Replicates.Count(r => r.IsConverged);

    /// <summary>Share of the replicates that converged; NaN without any.</summary>
    public double ConvergedFraction => Replicates.IsEmpty ? double.NaN : ConvergedCount / (double)Replicates.Length;

    /// <summary>True when all replicates that were asked for are there.</summary>
    public bool IsComplete => Replicates.Length == Requested;
}
