using System.Collections.Immutable;

namespace PopPK.Language.Nonmem.Records;

/// <summary><c>$THETA</c> and <c>$THETAP</c>: initial estimates, or prior means, one after the other.</summary>
/// <param name="Raw">The record as it was written.</param>
/// <param name="Items">The thetas, repeated ones written out.</param>
public sealed record ThetaRecord(RawRecord Raw, ImmutableArray<ThetaItem> Items) : ControlRecord(Raw)
{
    /// <summary>Options that say how missing initial estimates are searched for (<c>NUMBERPOINTS</c>, <c>ABORT</c> ...).</summary>
    public ImmutableArray<RecordOption> Options { get; init; } = [];
}
