using System.Collections.Immutable;

namespace PopPK.Language.Nonmem.Records;

/// <summary>
/// <c>$OMEGA</c> and <c>$SIGMA</c>, and in the same form <c>$THETAPV</c>, <c>$OMEGAP</c>, <c>$OMEGAPD</c>, <c>$SIGMAP</c>, <c>$SIGMAPD</c>:
/// blocks of a symmetric matrix along its diagonal.
/// </summary>
/// <param name="Raw">The record as it was written.</param>
/// <param name="Blocks">The blocks in their order; a diagonal is a block of size 1 per element, SAME(m) is m blocks.</param>
public sealed record OmegaRecord(RawRecord Raw, ImmutableArray<OmegaBlock> Blocks) : ControlRecord(Raw);
