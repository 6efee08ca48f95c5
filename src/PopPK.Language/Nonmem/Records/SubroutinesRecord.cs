using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary><c>$SUBROUTINES</c>: the structure by number.</summary>
/// <param name="Raw">The record as it was written.</param>
public sealed record SubroutinesRecord(RawRecord Raw) : ControlRecord(Raw)
{
    /// <summary>The number of ADVAN, or null.</summary>
    public int? Advan { get; init; }

    /// <summary>The place of ADVAN, or null.</summary>
    public TextLocation? AdvanLocation { get; init; }

    /// <summary>The number of TRANS, or null.</summary>
    public int? Trans { get; init; }

    /// <summary>The place of TRANS, or null.</summary>
    public TextLocation? TransLocation { get; init; }

    /// <summary>The number of SS, or null.</summary>
    public int? SteadyState { get; init; }

    /// <summary>TOL: significant digits of the integration, or null.</summary>
    public int? Tolerance { get; init; }

    /// <summary>ATOL: digits of absolute accuracy, or null.</summary>
    public int? AbsoluteTolerance { get; init; }

    /// <summary>All options.</summary>
    public ImmutableArray<RecordOption> Options { get; init; } = [];
}
