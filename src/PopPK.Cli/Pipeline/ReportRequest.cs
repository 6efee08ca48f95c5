using System.Collections.Immutable;

namespace PopPK.Cli.Pipeline;

/// <summary>What the user asked <c>report</c> to do. Immutable.</summary>
internal sealed record ReportRequest
{
    /// <summary>The runs: their folders, or a file in them.</summary>
    public required ImmutableArray<string> Paths { get; init; }

    /// <summary>The page, or null: in the run's folder, of several runs in the working directory.</summary>
    public string? OutPath { get; init; }

    /// <summary>The folder for charts as files, or null.</summary>
    public string? ChartsPath { get; init; }

    /// <summary>Folders that hold checks by simulation of the one run.</summary>
    public ImmutableArray<string> Checks { get; init; } = [];

    /// <summary>The run's data, or null: what it names.</summary>
    public string? DataPath { get; init; }

    /// <summary>How often data are simulated for checks that no folder holds; 0: these are left out.</summary>
    public int Replicates { get; init; }

    /// <summary>Seed of the random streams.</summary>
    public long Seed { get; init; }

    /// <summary>Number of threads.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>An option that concerns the checks of one run, as it was written, or null.</summary>
    public string? OptionOfOneRun { get; init; }
}
