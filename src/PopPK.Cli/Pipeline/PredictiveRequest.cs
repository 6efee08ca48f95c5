using System.Collections.Immutable;
using PopPK.Evaluation.Predictive;
using PopPK.Simulation.Exposure;

namespace PopPK.Cli.Pipeline;

/// <summary>What the user asked <c>vpc</c>, <c>npde</c> or <c>ppc</c> to do. Immutable.</summary>
internal sealed record PredictiveRequest
{
    /// <summary>The model file or the folder of a run, as the user named it.</summary>
    public required string SourcePath { get; init; }

    /// <summary>The data file instead of its own, or null.</summary>
    public string? DataPath { get; init; }

    /// <summary>The folder for the results instead of a numbered one, or null.</summary>
    public string? OutPath { get; init; }

    /// <summary>Number of replicates, at least 2.</summary>
    public required int Replicates { get; init; }

    /// <summary>Number of threads, at least 1.</summary>
    public required int Threads { get; init; }

    /// <summary>Seed of the random streams; not negative.</summary>
    public required long Seed { get; init; }

    /// <summary>False to leave charts as specifications.</summary>
    public bool HasPictures { get; init; }

    /// <summary>True to print nothing but problems.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>True to hide cells of the data in messages.</summary>
    public bool HideValues { get; init; }

    /// <summary>What <c>vpc</c> is to show.</summary>
    public VpcSettings Vpc { get; init; } = new();

    /// <summary>What <c>ppc</c> measures.</summary>
    public ImmutableArray<Measure> Measures { get; init; } = [];

    /// <summary>Level of the intervals of <c>ppc</c>, between 0 and 1.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>How <c>npde</c> is to compute.</summary>
    public NpdeSettings Npde { get; init; } = new();
}
