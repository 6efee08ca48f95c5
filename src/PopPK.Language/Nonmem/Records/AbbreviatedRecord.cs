using System.Collections.Immutable;

namespace PopPK.Language.Nonmem.Records;

/// <summary><c>$ABBREVIATED</c>: what the abbreviated code may say.</summary>
/// <param name="Raw">The record as it was written.</param>
/// <param name="Replacements">REPLACE, in their order.</param>
/// <param name="Declarations">DECLARE: names of declared variables in upper case, arrays with their dimensions.</param>
/// <param name="Options">The other options.</param>
public sealed record AbbreviatedRecord(
    RawRecord Raw,
    ImmutableArray<AbbreviatedReplacement> Replacements,
    ImmutableArray<RecordOption> Declarations,
    ImmutableArray<RecordOption> Options) : ControlRecord(Raw);
