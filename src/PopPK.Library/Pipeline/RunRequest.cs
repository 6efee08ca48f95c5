using PopPK.Reporting;
using PopPK.Text;

namespace PopPK.Pipeline;

/// <summary>What the user asked <c>fit</c> or <c>evaluate</c> to do. Immutable.</summary>
internal sealed record RunRequest
{
    /// <summary>Fit or evaluation.</summary>
    public required RunKind Kind { get; init; }

    /// <summary>The model file, as the user named it.</summary>
    public required string ModelPath { get; init; }

    /// <summary>The data file instead of the model's own, or null.</summary>
    public string? DataPath { get; init; }

    /// <summary>The method, or several with commas between them, instead of the model's own, or null.</summary>
    public string? Method { get; init; }

    /// <summary>Where the command names <see cref="Method"/>, or null.</summary>
    public DiagnosticLocation? MethodLocation { get; init; }

    /// <summary>The folder for the results instead of a numbered one, or null.</summary>
    public string? OutPath { get; init; }

    /// <summary>Number of threads, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Seed of the random streams; not negative.</summary>
    public long Seed { get; init; }

    /// <summary>Number of fits from perturbed initial estimates, besides the one from the stated ones; not negative.</summary>
    public int Restarts { get; init; }

    /// <summary>The covariance step.</summary>
    public CovarianceRequest Covariance { get; init; } = CovarianceRequest.None;

    /// <summary>True when the command itself says something about <see cref="Covariance"/>, which then counts more than a control stream.</summary>
    public bool IsCovarianceStated { get; init; }

    /// <summary>What is asked for beside standard errors.</summary>
    public UncertaintyRequest Uncertainty { get; init; } = UncertaintyRequest.None;

    /// <summary>True to print nothing but problems.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>False to leave out <c>report.html</c>.</summary>
    public bool WithReport { get; init; } = true;

    /// <summary>True to hide cells of the data in messages.</summary>
    public bool HideValues { get; init; }
}
