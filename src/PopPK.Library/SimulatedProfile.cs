using System.Collections.Immutable;

namespace PopPK;

/// <summary>A subject as one replicate drew it. Immutable.</summary>
public sealed record SimulatedProfile
{
    internal SimulatedProfile(int replicate, string id, bool isPredicted, NamedValues parameters, ImmutableArray<SimulatedRow> rows) =>
        (Replicate, Id, IsPredicted, Parameters, Rows) = (replicate, id, isPredicted, parameters, rows);

    /// <summary>Number of the replicate, from 1.</summary>
    public int Replicate { get; }

    /// <summary>The subject's ID in the design.</summary>
    public string Id { get; }

    /// <summary>False when the structure cannot be solved with the parameters that were drawn; then the numbers of the rows are NaN.</summary>
    public bool IsPredicted { get; }

    /// <summary>The individual parameters that were drawn, at the first record where they change.</summary>
    public NamedValues Parameters { get; }

    /// <summary>The subject's records.</summary>
    public ImmutableArray<SimulatedRow> Rows { get; }
}
