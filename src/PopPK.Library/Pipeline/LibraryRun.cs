using System.Diagnostics;
using PopPK.Reporting;
using PopPK.Text;

namespace PopPK.Pipeline;

/// <summary>Carries out fits and evaluations for .NET developers: everything is checked, then run. Stateless.</summary>
internal static class LibraryRun
{
    /// <summary>Runs.</summary>
    /// <param name="kind">Fit or evaluation.</param>
    /// <param name="data">Model and data.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Hears how far it is, or null.</param>
    /// <param name="cancellation">Stops the step at hand.</param>
    /// <exception cref="ModelException">The method cannot compute with model and data.</exception>
    /// <exception cref="FitInterruptedException">It was cancelled.</exception>
    public static FitResult Run(RunKind kind, TrialData data, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var session = data.Session;
        var request = options.ToRequest(kind, session);
        var problems = new DiagnosticBag();
        problems.AddRange(session.Diagnostics);
        if (session.Stream is { } stream)
        {
            request = StreamRun.Adapt(request, stream.Stream, problems);
        }

        var exchange = StreamTables.Find(session, problems);
        var methods = EstimationMethods.Choose(session, request, problems);
        MethodProblems.Find(session, methods, request.Kind == RunKind.Fit, problems);
        if (problems.HasErrors)
        {
            throw new ModelException([.. problems]);
        }

        var report = new RunPipeline(session, request, methods, new UncertaintyPlan(), clock).Run(new ProgressObserver(progress), cancellation) with { Exchange = exchange };
        var result = new FitResult(data, report);
        return cancellation.IsCancellationRequested && !report.IsComplete ? throw new FitInterruptedException(result, cancellation) : result;
    }
}
