using System.Collections.Immutable;

namespace PopPK.Language.Nonmem.Records;

/// <summary>A record of abbreviated code: <c>$PK</c>, <c>$PRED</c>, <c>$DES</c>, <c>$ERROR</c>, <c>$MIX</c>, <c>$AES</c> ...</summary>
/// <param name="Raw">The record as it was written; its lines are the code, comments included.</param>
public sealed record CodeRecord(RawRecord Raw) : ControlRecord(Raw)
{
    /// <summary>The lines of the code; the first is what stands behind the record's name.</summary>
    public ImmutableArray<RecordLine> Lines => Raw.Lines;
}
