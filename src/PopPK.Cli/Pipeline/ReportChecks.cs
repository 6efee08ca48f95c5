using PopPK.Cli.Output;
using PopPK.Evaluation.Predictive;
using PopPK.Reporting;
using PopPK.Reporting.Html;
using PopPK.Text;

namespace PopPK.Cli.Pipeline;

/// <summary>Runs the checks by simulation that a report has not got yet. What stands in their way costs only the checks. Stateless.</summary>
internal static class ReportChecks
{
    private const string None = "there are no checks by simulation: ";

    /// <summary>Adds the checks.</summary>
    /// <param name="run">The run.</param>
    /// <param name="request">What the user asked for.</param>
    /// <param name="environment">Where the command runs.</param>
    /// <param name="screen">Shows how far it is.</param>
    /// <param name="problems">Hears why checks are missing.</param>
    /// <param name="cancellation">Ends the simulation; the report then has what was complete.</param>
    /// <returns>The run with its checks, or with a note on why it has none.</returns>
    public static RunContents Add(RunContents run, ReportRequest request, CliEnvironment environment, IScreen screen, DiagnosticBag problems, CancellationToken cancellation)
    {
        if (request.Replicates == 0 || (run.HasVpc && run.HasNpde))
        {
            return run;
        }

        var asked = new PredictiveRequest
        {
            SourcePath = request.Paths[0],
            DataPath = request.DataPath,
            Replicates = request.Replicates,
            Seed = request.Seed,
            Threads = request.Threads,
            Npde = new NpdeSettings { Seed = request.Seed },
        };
        var found = new DiagnosticBag();
        var source = PredictiveSource.Open(asked, environment, found, out _);
        if (source is { Source: { Run: { } recorded, Session.DataFile: { } file } } && file.Sha256 != recorded.DataSha256)
        {
            return Without(run, $"'{file.Name}' is not what the run was made with", problems);
        }

        if (source is null)
        {
            return Without(run, Reason(found), problems);
        }

        var files = new List<RunFile>();
        var reason = "";
        screen.While("simulating", rename =>
        {
            reason = TryVpc() && TryNpde() ? "" : cancellation.IsCancellationRequested ? "it was interrupted" : Reason(found);

            bool TryVpc()
            {
                if (!run.HasVpc && VpcCheck.TryPlan(source, asked, found) is { } check
                    && check.Run(new ProgressLine("visual predictive check", rename).Report, cancellation) is { } result && !cancellation.IsCancellationRequested)
                {
                    files.AddRange(check.Files(result));
                    return true;
                }

                return run.HasVpc;
            }

            bool TryNpde()
            {
                if (!run.HasNpde && NpdeCheck.TryPlan(source, asked, found) is { } check
                    && check.Run(new ProgressLine("prediction distribution errors", rename).Report, cancellation))
                {
                    var (errors, intervals) = check.Finish();
                    files.AddRange(check.Files(errors, intervals, isComplete: true));
                    return true;
                }

                return run.HasNpde;
            }
        });
        return reason.Length == 0 ? run.With(files) : files.Count == 0 ? Without(run, reason, problems) : WithSome(run.With(files), reason, problems);
    }

    private static RunContents Without(RunContents run, string reason, DiagnosticBag problems)
    {
        problems.Note("PK7520", None + reason, new FileLocation(run.Name), "the report has everything else; 'poppk report' with the run makes it again");
        return run.With([], $"T{None[1..]}{reason}.");
    }

    private static RunContents WithSome(RunContents run, string reason, DiagnosticBag problems)
    {
        problems.Note("PK7521", $"there are no prediction distribution errors: {reason}", new FileLocation(run.Name), "the report has everything else");
        return run.With([], $"There are no prediction distribution errors: {reason}.");
    }

    private static string Reason(DiagnosticBag found) => found.FirstOrDefault(d => d.IsError)?.Message ?? "the model cannot be simulated";
}
