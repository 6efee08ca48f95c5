using System.Collections.Immutable;

namespace PopPK.Data;

/// <summary>One subject: an individual whose records share a value of ID.</summary>
/// <param name="Id">The value of ID, as written in the file.</param>
/// <param name="Records">Its records in the order of the file; times do not decrease between resets.</param>
public sealed record Subject(string Id, ImmutableArray<DataRecord> Records)
{
    /// <summary>Number of observations: records whose DV counts.</summary>
    public int ObservationCount { get; } = Records.Count(r => r.IsObservation);
}
