using PopPK.Estimation;
using PopPK.Reporting;
using PopPK.Uncertainty;

namespace PopPK.Cli.Pipeline;

/// <summary>Profiles, importance resampling and bootstrap of a fit that converged. One owner; runs once.</summary>
/// <param name="request">What the user asked for.</param>
/// <param name="plan">The same, checked.</param>
/// <param name="options">Settings of the fit.</param>
internal sealed class UncertaintySteps(RunRequest request, UncertaintyPlan plan, EstimationOptions options)
{
    /// <summary>Adds the results to a report.</summary>
    /// <param name="report">The run so far.</param>
    /// <param name="observer">Hears what is going on.</param>
    /// <param name="cancellation">Stops the step at hand; what exists then is reported.</param>
    public RunReport AddTo(RunReport report, IRunObserver observer, CancellationToken cancellation)
    {
        var estimation = report.Estimation;
        report = report with { Uncertainty = request.Uncertainty, BootstrapRun = plan.Journal?.Run ?? "" };
        if (!request.Uncertainty.IsAny || estimation is not { Status: EstimationStatus.Converged, HasObjective: true } || cancellation.IsCancellationRequested)
        {
            return report;
        }

        if (!plan.Profiled.IsEmpty)
        {
            observer.BeginStage("profiles");
            var errors = report.Covariance is { Succeeded: true } step ? step.StandardErrors : [];
            var settings = new ProfileOptions { Threads = request.Threads, EtaMode = options.EtaMode };
            report = report with { Profile = ProfileLikelihood.Compute(estimation, plan.Profiled, settings, errors, cancellation) };
        }

        if (request.Uncertainty.Proposals is { } proposals && report.Covariance is { } covariance)
        {
            observer.BeginStage("importance resampling");
            var settings = new ImportanceOptions
            {
                Rounds = ImportanceOptions.RoundsTo(proposals),
                Seed = request.Seed,
                Threads = request.Threads,
                EtaMode = options.EtaMode,
            };
            report = report with { Importance = ImportanceResampling.Compute(estimation, covariance, settings, cancellation) };
        }

        return plan is { Strata: { } strata, Journal: { } journal }
            ? report with { Bootstrap = RunBootstrap(report, strata, journal, observer, cancellation) }
            : report;
    }

    private BootstrapResult RunBootstrap(
        RunReport report,
        Strata strata,
        BootstrapJournal journal,
        IRunObserver observer,
        CancellationToken cancellation)
    {
        var count = request.Uncertainty.Replicates!.Value;
        var done = journal.Known.Count(r => r.Number <= count);
        observer.BeginStage($"bootstrap, {done} of {count}");
        var settings = new BootstrapOptions { Replicates = count, Seed = request.Seed, Threads = request.Threads, Estimation = options };
        return Bootstrap.Compute(report.Estimation, strata, settings, journal.Known, Keep, report.Covariance, cancellation);

        void Keep(BootstrapReplicate replicate)
        {
            journal.Add(replicate);
            observer.BeginStage($"bootstrap, {++done} of {count}");
        }
    }
}
