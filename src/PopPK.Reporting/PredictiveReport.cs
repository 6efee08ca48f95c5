using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Text;

namespace PopPK.Reporting;

/// <summary>What a check by simulation was made from and how: the content of <c>vpc.json</c>, <c>npde.json</c> and <c>ppc.json</c>. Immutable.</summary>
public sealed record PredictiveReport
{
    /// <summary>vpc, npde or ppc.</summary>
    public required string Check { get; init; }

    /// <summary>What it was made from.</summary>
    public required ResultSource Source { get; init; }

    /// <summary>The model itself, whose units charts show; null: none are shown.</summary>
    public PopulationModel? Definition { get; init; }

    /// <summary>Number of replicates that were asked for.</summary>
    public required int Replicates { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>False when it was interrupted.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>How the check was made, by the names of the command's options.</summary>
    public ImmutableArray<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>What was found.</summary>
    public ImmutableArray<Diagnostic> Findings { get; init; } = [];
}
