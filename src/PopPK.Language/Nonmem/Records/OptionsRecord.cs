using System.Collections.Immutable;

namespace PopPK.Language.Nonmem.Records;

/// <summary>A record that is nothing but a list of options: <c>$PRIOR</c>, <c>$SIZES</c>, <c>$WARNINGS</c> ...</summary>
/// <param name="Raw">The record as it was written.</param>
/// <param name="Options">Its options.</param>
public sealed record OptionsRecord(RawRecord Raw, ImmutableArray<RecordOption> Options) : ControlRecord(Raw);
