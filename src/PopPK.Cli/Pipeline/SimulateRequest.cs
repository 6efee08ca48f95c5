using System.Collections.Immutable;
using PopPK.Simulation.Exposure;
using PopPK.Text;

namespace PopPK.Cli.Pipeline;

/// <summary>What the user asked <c>simulate</c> to do. Immutable.</summary>
internal sealed record SimulateRequest
{
    /// <summary>The model file or the folder of a run, as the user named it.</summary>
    public required string SourcePath { get; init; }

    /// <summary>The data file instead of its own, or null.</summary>
    public string? DataPath { get; init; }

    /// <summary>The trial instead of the data's design.</summary>
    public RegimenRequest Regimen { get; init; } = new(null, []);

    /// <summary>The folder for the results instead of a numbered one, or null.</summary>
    public string? OutPath { get; init; }

    /// <summary>Number of replicates, at least 1.</summary>
    public int Replicates { get; init; } = 1;

    /// <summary>Number of threads, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Seed of the random streams; not negative.</summary>
    public long Seed { get; init; }

    /// <summary>False for observations without residual error.</summary>
    public bool HasResiduals { get; init; } = true;

    /// <summary>False for subjects without random effects.</summary>
    public bool HasRandomEffects { get; init; } = true;

    /// <summary>Where the parameters of replicates come from.</summary>
    public ParameterUncertainty Uncertainty { get; init; }

    /// <summary>Where the command says so, or null.</summary>
    public DiagnosticLocation? UncertaintyLocation { get; init; }

    /// <summary>What is measured of exposure; null: nothing.</summary>
    public ExposureRequest? Exposure { get; init; }

    /// <summary>The percentiles of measures that are reported.</summary>
    public ImmutableArray<double> Percentiles { get; init; } = PercentileList.Default;

    /// <summary>True to print nothing but problems.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>True to hide cells of the data in messages.</summary>
    public bool HideValues { get; init; }
}
