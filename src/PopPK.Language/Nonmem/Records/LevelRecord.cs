using System.Collections.Immutable;

namespace PopPK.Language.Nonmem.Records;

/// <summary><c>$LEVEL</c>: random effects above the subject.</summary>
/// <param name="Raw">The record as it was written.</param>
/// <param name="Levels">The levels from the inner to the outer one.</param>
public sealed record LevelRecord(RawRecord Raw, ImmutableArray<RandomLevel> Levels) : ControlRecord(Raw);
