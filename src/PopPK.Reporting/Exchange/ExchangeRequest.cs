using System.Collections.Immutable;

namespace PopPK.Reporting.Exchange;

/// <summary>What is needed beside a run to write the files that other programs read. Immutable.</summary>
public sealed record ExchangeRequest
{
    /// <summary>Name of the files without extension.</summary>
    public required string Root { get; init; }

    /// <summary>Name of the copy of the model.</summary>
    public required string ModelFile { get; init; }

    /// <summary>The model's text, for the listing.</summary>
    public required string ModelText { get; init; }

    /// <summary>The line of the listing by which programs know its layout.</summary>
    public required string ProgramLine { get; init; }

    /// <summary>True when random effects are 0 in tables: after a first-order fit that does not search modes.</summary>
    public bool EffectsAreZero { get; init; }

    /// <summary>The tables that are asked for.</summary>
    public ImmutableArray<TableRequest> Tables { get; init; } = [];
}
