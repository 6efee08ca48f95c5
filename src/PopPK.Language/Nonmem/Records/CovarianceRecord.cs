using System.Collections.Immutable;

namespace PopPK.Language.Nonmem.Records;

/// <summary><c>$COVARIANCE</c>: the covariance step.</summary>
/// <param name="Raw">The record as it was written.</param>
/// <param name="Options">Its options.</param>
public sealed record CovarianceRecord(RawRecord Raw, ImmutableArray<RecordOption> Options) : ControlRecord(Raw)
{
    /// <summary>MATRIX: <c>R</c>, <c>S</c>, or null for R^-1 S R^-1.</summary>
    public string? Matrix { get; init; }

    /// <summary>UNCONDITIONAL: the step is done even if the estimation failed.</summary>
    public bool IsUnconditional { get; init; }

    /// <summary>OMITTED: the step is not done.</summary>
    public bool IsOmitted { get; init; }
}
