using System.Collections.Immutable;

namespace PopPK.Data;

/// <summary>One subject: an individual whose records share a value of ID (7 and 7.0 are one value). Immutable.</summary>
/// <param name="Id">The value of ID, as written in the subject's first record.</param>
/// <param name="Records">Its records in the order of the file; times do not decrease between resets.</param>
public sealed record Subject(string Id, ImmutableArray<DataRecord> Records)
{
    /// <summary>The file it was read from, as the user named it; empty when it was not read from a file. Used only in messages.</summary>
    public string File { get; init; } = "";

    /// <summary>Number of observations: records whose DV counts.</summary>
    public int ObservationCount { get; } = Records.Count(r => r.IsObservation);

    /// <summary>The first record whose value in a column differs from the record before it; missing values (NaN) count as equal.</summary>
    /// <param name="column">The column's position in <see cref="Dataset.Columns"/>, 0 to their number - 1.</param>
    /// <returns>The record, or null when the column is constant within the subject.</returns>
    public DataRecord? FirstChangeOf(int column)
    {
        for (var i = 1; i < Records.Length; i++)
        {
            if (!Records[i].Values[column].Equals(Records[i - 1].Values[column]))
            {
                return Records[i];
            }
        }

        return null;
    }

    /// <summary>True when all the subject's records have the same value in a column; missing values (NaN) count as equal.</summary>
    /// <inheritdoc cref="FirstChangeOf" path="/param"/>
    public bool IsConstant(int column) => FirstChangeOf(column) is null;
}
