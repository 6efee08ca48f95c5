using System.Collections.Immutable;
using PopPK.Estimation;
using PopPK.Evaluation;
using PopPK.Text;
using PopPK.Uncertainty;

namespace PopPK.Reporting;

/// <summary>Everything a run found out: what all documents are written from. Immutable.</summary>
public sealed record RunReport
{
    /// <summary>What the run did.</summary>
    public required RunKind Kind { get; init; }

    /// <summary>The estimation or evaluation: of a chain of methods the last.</summary>
    public required EstimationResult Estimation { get; init; }

    /// <summary>The steps of the chain in their order, <see cref="Estimation"/> the last of them.</summary>
    public required ImmutableArray<EstimationStep> Steps { get; init; }

    /// <summary>What was asked of the covariance step.</summary>
    public required CovarianceRequest CovarianceRequest { get; init; }

    /// <summary>The covariance step, or null when it was not asked for or not reached.</summary>
    public CovarianceResult? Covariance { get; init; }

    /// <summary>What vouches for the numbers, or null when the checks were interrupted.</summary>
    public Certificate? Certificate { get; init; }

    /// <summary>The fits from perturbed initial estimates, or null when none were asked for.</summary>
    public RestartSummary? Restarts { get; init; }

    /// <summary>What was asked for beside standard errors.</summary>
    public UncertaintyRequest Uncertainty { get; init; } = UncertaintyRequest.None;

    /// <summary>Profile-likelihood intervals, or null when they were not asked for or not reached.</summary>
    public ProfileResult? Profile { get; init; }

    /// <summary>Sampling importance resampling, or null when it was not asked for or not reached.</summary>
    public ImportanceResult? Importance { get; init; }

    /// <summary>The bootstrap, or null when it was not asked for or not reached.</summary>
    public BootstrapResult? Bootstrap { get; init; }

    /// <summary>What tells the bootstrap of this run from others: part of a hash of everything it depends on; empty without one.</summary>
    public string BootstrapRun { get; init; } = "";

    /// <summary>Predictions and residuals of every record in the order of the data; empty when the objective does not exist.</summary>
    public ImmutableArray<RecordResiduals> Residuals { get; init; } = [];

    /// <summary>Shrinkage, or null when the objective does not exist.</summary>
    public Shrinkage? Shrinkage { get; init; }

    /// <summary>How long it took.</summary>
    public required RunTiming Timing { get; init; }

    /// <summary>What the run can be repeated from.</summary>
    public required RunProvenance Provenance { get; init; }

    /// <summary>Number of threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Seed of the random streams.</summary>
    public required long Seed { get; init; }

    /// <summary>What the files for other programs need, or null when there are none.</summary>
    public Exchange.ExchangeRequest? Exchange { get; init; }

    /// <summary>Warnings and notes about model and data.</summary>
    public ImmutableArray<Diagnostic> InputDiagnostics { get; init; } = [];

    /// <summary>
    /// True when the numbers are what was asked for: the estimation converged, or nothing was to be estimated; and the
    /// objective exists at the reported point.
    /// </summary>
    public bool IsConverged => HasConverged(Estimation);

    /// <summary>
    /// True when everything that was asked for succeeded. An earlier step of a chain of estimations may fail: it is only the way to
    /// the result. Objectives that were to be evaluated must all exist.
    /// </summary>
    public bool IsComplete => IsConverged
        && (!CovarianceRequest.IsRequested || Covariance is { Succeeded: true })
        && IsUncertaintyComplete
        && (Kind == RunKind.Fit || Steps.All(s => HasConverged(s.Result)));

    private bool IsUncertaintyComplete => (Uncertainty.Profile is null || Profile is { IsComplete: true })
        && (Uncertainty.Proposals is null || Importance is { Succeeded: true })
        && (Uncertainty.Replicates is null || Bootstrap is { IsComplete: true });

    /// <summary>The same of one step.</summary>
    /// <param name="result">An estimation or evaluation.</param>
    internal static bool HasConverged(EstimationResult result) =>
        result.Status is EstimationStatus.Converged or EstimationStatus.EvaluatedOnly && result.HasObjective;
}
