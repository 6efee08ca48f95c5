using System.Collections.Immutable;

namespace PopPK.Reporting;

/// <summary>What was asked for beside standard errors. Immutable.</summary>
public sealed record UncertaintyRequest
{
    /// <summary>Nothing.</summary>
    public static UncertaintyRequest None { get; } = new();

    /// <summary>The parameters to profile, <c>all</c> or names with commas between them, or null.</summary>
    public string? Profile { get; init; }

    /// <summary>Number of proposals of sampling importance resampling, of several rounds those of the last, or null.</summary>
    public int? Proposals { get; init; }

    /// <summary>Number of proposals of every round; empty: rounds that lead to <see cref="Proposals"/>.</summary>
    public ImmutableArray<int> ProposalsByRound { get; init; } = [];

    /// <summary>Number of bootstrap replicates, or null.</summary>
    public int? Replicates { get; init; }

    /// <summary>The column the bootstrap is stratified by, or null.</summary>
    public string? Stratify { get; init; }

    /// <summary>True when something was asked for.</summary>
    public bool IsAny => Profile is not null || Proposals is not null || Replicates is not null;
}
