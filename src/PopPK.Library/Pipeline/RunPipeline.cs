using System.Collections.Immutable;
using System.Diagnostics;
using PopPK.Estimation;
using PopPK.Evaluation;
using PopPK.Likelihood;
using PopPK.Reporting;
using PopPK.Text;
using PopPK.Uncertainty;

namespace PopPK.Pipeline;

/// <summary>
/// From a cohort to a report: estimation or evaluation -> covariance step -> residuals and shrinkage. What cannot be
/// computed is missing in the report, never invented. One owner; runs once.
/// </summary>
/// <param name="session">Model and data, without errors.</param>
/// <param name="request">What the user asked for.</param>
/// <param name="methods">The methods of the chain; the last one's result is the run's.</param>
/// <param name="plan">What is asked for beside standard errors, checked.</param>
/// <param name="clock">Running since the command began.</param>
internal sealed class RunPipeline(ModelSession session, RunRequest request, ImmutableArray<MarginalApproximation> methods, UncertaintyPlan plan, Stopwatch clock)
{
    private readonly EstimationOptions _options = new() { Approximation = methods[^1], Threads = request.Threads };
    private readonly CovarianceOptions _covarianceOptions = new() { Kind = request.Covariance.Kind, Threads = request.Threads };
    private readonly TimeSpan _prepared = clock.Elapsed;

    /// <summary>Runs all steps.</summary>
    /// <param name="observer">Hears what is going on.</param>
    /// <param name="cancellation">Stops the step at hand; the report has what exists then.</param>
    public RunReport Run(IRunObserver observer, CancellationToken cancellation)
    {
        var cohort = session.Cohort ?? throw new InvalidOperationException("The model is not bound to data.");
        var layout = new ParameterLayout(cohort.Model);
        observer.Begin(layout);
        RestartSummary? restarts = null;
        var (gate, restarted) = (new Lock(), 0);
        ImmutableArray<EstimationStep> steps;
        if (request.Kind != RunKind.Fit)
        {
            steps = EstimationChain.Evaluate(cohort, methods, _options, BeginStep, cancellation);
        }
        else if (request.Restarts == 0 || layout.Free.IsEmpty)
        {
            steps = FitFrom(layout.InitialFree(), request.Threads, BeginStep, observer.Iterated);
        }
        else
        {
            observer.BeginFit(0, request.Restarts);
            (steps, restarts) = Restarts.Run(layout, request.Restarts, request.Seed, request.Threads, RunFit, cancellation);
        }

        var estimation = steps[^1].Result;
        var estimated = clock.Elapsed;
        var covarianceRequest = estimation.Layout.Free.IsEmpty ? CovarianceRequest.None : request.Covariance;
        var covariance = Covariance(estimation, covarianceRequest, observer, cancellation);
        var covarianceDone = clock.Elapsed;
        var residuals = ResidualCalculator.Compute(estimation);
        var report = new RunReport
        {
            Kind = request.Kind,
            Estimation = estimation,
            Steps = steps,
            CovarianceRequest = covarianceRequest,
            Covariance = covariance,
            Certificate = Certify(estimation, cancellation),
            Restarts = restarts,
            Residuals = residuals,
            Shrinkage = estimation.HasObjective ? ShrinkageCalculator.Compute(estimation, residuals) : null,
            Timing = new RunTiming(
                clock.Elapsed.TotalSeconds,
                _prepared.TotalSeconds,
                (estimated - _prepared).TotalSeconds,
                covariance is null ? 0 : (covarianceDone - estimated).TotalSeconds),
            Provenance = Provenance(),
            Threads = request.Threads,
            Seed = request.Seed,
            InputDiagnostics = session.Diagnostics,
        };
        report = new UncertaintySteps(request, plan, _options).AddTo(report, observer, cancellation);
        return report with { Timing = report.Timing with { TotalSeconds = clock.Elapsed.TotalSeconds } };

        // Side by side, the fits from perturbed estimates show only how many of them have ended.
        ImmutableArray<EstimationStep> RunFit(int number, double[] initial, int threads)
        {
            if (number == 0)
            {
                return FitFrom(initial, threads, BeginStep, observer.Iterated);
            }

            var ended = FitFrom(initial, threads, null, null);
            lock (gate)
            {
                observer.Advance("restarts", ++restarted, request.Restarts);
            }

            return ended;
        }

        ImmutableArray<EstimationStep> FitFrom(double[] initial, int threads, Action<int>? begin, Action<EstimationIteration>? iterated) =>
            EstimationChain.EstimateFrom(cohort, methods, _options with { Threads = threads }, initial, begin, iterated, cancellation);

        void BeginStep(int index) => observer.BeginStep(index + 1, methods.Length, methods[index]);
    }

    // Standard errors mean something at a minimum only, so without convergence there is no covariance step.
    private CovarianceResult? Covariance(
        EstimationResult estimation,
        CovarianceRequest covarianceRequest,
        IRunObserver observer,
        CancellationToken cancellation)
    {
        if (!covarianceRequest.IsRequested || estimation is not { Status: EstimationStatus.Converged, HasObjective: true } || cancellation.IsCancellationRequested)
        {
            return null;
        }

        return CovarianceStep.Compute(estimation, _covarianceOptions, (done, all) => observer.Advance("covariance step", done, all), cancellation);
    }

    private Certificate? Certify(EstimationResult estimation, CancellationToken cancellation)
    {
        try
        {
            return Certifier.Check(estimation, _options, cancellation);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private RunProvenance Provenance() => new()
    {
        Version = ProgramVersion.Text,
        ModelFile = session.ModelFile!.Name,
        ModelContent = session.ModelFile.Content,
        ModelSha256 = session.ModelFile.Sha256,
        IncludedFiles = [.. session.IncludedFiles.Select(i => (i.Name, i.Sha256))],
        DataFile = session.DataFile!.Name,
        DataSha256 = session.DataFile.Sha256,
        Methods = methods,
        Estimation = _options,
        Covariance = _covarianceOptions,
        Restarts = request.Restarts,
    };
}
