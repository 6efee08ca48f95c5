using System.Collections.Immutable;
using PopPK.Simulation.Exposure;

namespace PopPK.Cli.Pipeline;

/// <summary>What the user asked <c>forecast</c> to do. Immutable.</summary>
internal sealed record ForecastRequest
{
    /// <summary>The model file or the folder of a run, as the user named it.</summary>
    public required string SourcePath { get; init; }

    /// <summary>The data file instead of its own, or null.</summary>
    public string? DataPath { get; init; }

    /// <summary>The IDs of the subjects to forecast; none: all.</summary>
    public ImmutableArray<string> Subjects { get; init; } = [];

    /// <summary>When it is decided how to go on, or null.</summary>
    public double? From { get; init; }

    /// <summary>How far the forecast reaches, or null.</summary>
    public double? Until { get; init; }

    /// <summary>When predictions are wanted, as written, or null.</summary>
    public string? Times { get; init; }

    /// <summary>The candidates, as written.</summary>
    public ImmutableArray<string> Doses { get; init; } = [];

    /// <summary>The targets.</summary>
    public ImmutableArray<Target> Targets { get; init; } = [];

    /// <summary>Size of the sample of each subject's random effects.</summary>
    public int Samples { get; init; } = 1000;

    /// <summary>Seed of the random streams; not negative.</summary>
    public long Seed { get; init; }

    /// <summary>Number of threads, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>True for intervals of observations.</summary>
    public bool HasResiduals { get; init; }

    /// <summary>The folder for the results instead of a numbered one, or null.</summary>
    public string? OutPath { get; init; }

    /// <summary>True to print nothing but problems.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>True to hide cells of the data in messages.</summary>
    public bool HideValues { get; init; }
}
