using System.Collections.Immutable;
using PopPK.Estimation;
using PopPK.Likelihood;
using PopPK.Uncertainty;

namespace PopPK.Reporting;

/// <summary>What a run can be repeated from. Immutable.</summary>
public sealed record RunProvenance
{
    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The model file, as the user named it.</summary>
    public required string ModelFile { get; init; }

    /// <summary>The model file's bytes; the run folder keeps a copy.</summary>
    public required ReadOnlyMemory<byte> ModelContent { get; init; }

    /// <summary>SHA-256 of the model file's bytes, 64 lower-case hexadecimal digits.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>The files the model includes, and the SHA-256 of their bytes.</summary>
    public ImmutableArray<(string Name, string Sha256)> IncludedFiles { get; init; } = [];

    /// <summary>The data file, as the user named it.</summary>
    public required string DataFile { get; init; }

    /// <summary>SHA-256 of the data file's bytes, 64 lower-case hexadecimal digits.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>The methods that were asked for, in their order; one or more.</summary>
    public required ImmutableArray<MarginalApproximation> Methods { get; init; }

    /// <summary>The settings of the estimation, the method being the last. Its number of threads is not part of the provenance: results do not depend on it.</summary>
    public required EstimationOptions Estimation { get; init; }

    /// <summary>The settings of the covariance step, used or not; of its number of threads the same holds.</summary>
    public required CovarianceOptions Covariance { get; init; }

    /// <summary>Number of fits from perturbed initial estimates that were asked for.</summary>
    public int Restarts { get; init; }

    /// <summary>The settings of profile-likelihood intervals, or null when none were asked for. As with those below, threads and the seed, which stand beside them, are not part of them.</summary>
    public ProfileOptions? Profile { get; init; }

    /// <summary>The settings of importance resampling, or null when it was not asked for.</summary>
    public ImportanceOptions? Importance { get; init; }

    /// <summary>The settings of the bootstrap, or null when it was not asked for.</summary>
    public BootstrapOptions? Bootstrap { get; init; }
}
