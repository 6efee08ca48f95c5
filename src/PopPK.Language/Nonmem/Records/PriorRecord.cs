using System.Collections.Immutable;

namespace PopPK.Language.Nonmem.Records;

/// <summary><c>$PRIOR</c>: how priors are given.</summary>
/// <param name="Raw">The record as it was written.</param>
/// <param name="Options">NTHETA, NETA, NTHP, NETP, NPEXP and their like.</param>
public sealed record PriorRecord(RawRecord Raw, ImmutableArray<RecordOption> Options) : ControlRecord(Raw)
{
    /// <summary>The routine: NWPRI, or null.</summary>
    public string? Routine { get; init; }

    /// <summary>The number an option gives, or null.</summary>
    /// <param name="name">The option's full name.</param>
    public double? Number(string name) =>
        Options.LastOrDefault(o => o.Name == name)?.Value is { } text && RecordTokens.TryNumber(text, out var value) ? value : null;
}
