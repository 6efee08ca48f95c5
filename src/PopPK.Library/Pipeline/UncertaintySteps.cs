using PopPK.Estimation;
using PopPK.Reporting;
using PopPK.Uncertainty;

namespace PopPK.Pipeline;

/// <summary>Profiles, importance resampling and bootstrap of a fit that converged. One owner; runs once.</summary>
/// <param name="request">What the user asked for.</param>
/// <param name="plan">The same, checked.</param>
/// <param name="options">Settings of the fit.</param>
internal sealed class UncertaintySteps(RunRequest request, UncertaintyPlan plan, EstimationOptions options)
{
    private readonly ProfileOptions? _profile = request.Uncertainty.Profile is null ? null : new() { Threads = request.Threads, EtaMode = options.EtaMode };
    private readonly ImportanceOptions? _importance = request.Uncertainty.Proposals is not { } proposals ? null : new()
    {
        Rounds = request.Uncertainty.ProposalsByRound is { IsEmpty: false } given ? ImportanceOptions.RoundsOf(given) : ImportanceOptions.RoundsTo(proposals),
        Seed = request.Seed,
        Threads = request.Threads,
        EtaMode = options.EtaMode,
    };

    private readonly BootstrapOptions? _bootstrap = request.Uncertainty.Replicates is not { } replicates ? null : new()
    {
        Replicates = replicates,
        Seed = request.Seed,
        Threads = request.Threads,
        Estimation = options,
    };

    /// <summary>Adds the results to a report, and the settings they are or would have been computed with.</summary>
    /// <param name="report">The run so far.</param>
    /// <param name="observer">Hears what is going on.</param>
    /// <param name="cancellation">Stops the step at hand; what exists then is reported.</param>
    public RunReport AddTo(RunReport report, IRunObserver observer, CancellationToken cancellation)
    {
        var estimation = report.Estimation;
        report = report with
        {
            Uncertainty = request.Uncertainty,
            BootstrapRun = plan.Journal?.Run ?? "",
            Provenance = report.Provenance with { Profile = _profile, Importance = _importance, Bootstrap = _bootstrap },
        };
        if (!request.Uncertainty.IsAny || estimation is not { Status: EstimationStatus.Converged, HasObjective: true } || cancellation.IsCancellationRequested)
        {
            return report;
        }

        if (_profile is not null && !plan.Profiled.IsEmpty)
        {
            var errors = report.Covariance is { Succeeded: true } step ? step.StandardErrors : [];
            report = report with { Profile = ProfileLikelihood.Compute(estimation, plan.Profiled, _profile, errors, (done, all) => observer.Advance("profiles", done, all), cancellation) };
        }

        if (_importance is not null && report.Covariance is { } covariance)
        {
            report = report with
            {
                Importance = ImportanceResampling.Compute(
                estimation, covariance, _importance, (done, all) => observer.Advance("importance resampling", done, all), cancellation)
            };
        }

        return _bootstrap is not null && plan is { Strata: { } strata, Journal: { } journal }
            ? report with { Bootstrap = RunBootstrap(report, _bootstrap, strata, journal, observer, cancellation) }
            : report;
    }

    private BootstrapResult RunBootstrap(
        RunReport report,
        BootstrapOptions settings,
        Strata strata,
        BootstrapJournal journal,
        IRunObserver observer,
        CancellationToken cancellation)
    {
        var count = settings.Replicates;
        var done = journal.Known.Count(r => r.Number <= count);
        observer.Advance("bootstrap", done, count);
        return Bootstrap.Compute(report.Estimation, strata, settings, journal.Known, Keep, report.Covariance, cancellation);

        void Keep(BootstrapReplicate replicate)
        {
            journal.Add(replicate);
            observer.Advance("bootstrap", ++done, count);
        }
    }
}
