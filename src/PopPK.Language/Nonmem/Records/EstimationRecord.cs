using System.Collections.Immutable;

namespace PopPK.Language.Nonmem.Records;

/// <summary><c>$ESTIMATION</c>: one method; several records are a chain.</summary>
/// <param name="Raw">The record as it was written.</param>
/// <param name="Options">Its own options.</param>
/// <param name="Settings">What holds, with what earlier records say.</param>
public sealed record EstimationRecord(RawRecord Raw, ImmutableArray<RecordOption> Options, EstimationSettings Settings) : ControlRecord(Raw);
