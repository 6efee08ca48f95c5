using System.Collections.Immutable;
using System.Globalization;
using PopPK.Evaluation.Predictive;
using PopPK.Reporting;
using PopPK.Reporting.Csv;
using PopPK.Reporting.Json;
using PopPK.Text;

namespace PopPK.Cli.Pipeline;

/// <summary>Prediction distribution errors and a numerical predictive check of the same simulated data, for <c>npde</c> and for <c>report</c>. One owner; runs once.</summary>
internal sealed class NpdeCheck
{
    private readonly PredictiveSource _source;
    private readonly PredictiveRequest _request;
    private readonly NpdeAccumulator _errors;
    private readonly NpcAccumulator _intervals;

    private NpdeCheck(PredictiveSource source, PredictiveRequest request, NpdeAccumulator errors)
    {
        (_source, _request, _errors) = (source, request, errors);
        _intervals = new NpcAccumulator(source.Cohort, source.Point, request.Replicates, new DiagnosticBag(), request.Npde.LowerLimit);
    }

    /// <summary>Plans the check.</summary>
    /// <param name="source">Model, data and parameters.</param>
    /// <param name="request">What the user asked for.</param>
    /// <param name="problems">Receives what is wrong.</param>
    /// <returns>The check, or null when something is wrong.</returns>
    public static NpdeCheck? TryPlan(PredictiveSource source, PredictiveRequest request, DiagnosticBag problems)
    {
        var planned = new DiagnosticBag();
        var errors = new NpdeAccumulator(source.Cohort, source.Point, request.Replicates, request.Npde, planned);
        problems.AddRange(planned.HasErrors ? planned : []);
        return planned.HasErrors ? null : new NpdeCheck(source, request, errors);
    }

    /// <summary>Simulates.</summary>
    /// <param name="progress">Hears how many steps of how many are done.</param>
    /// <param name="cancellation">Ends the simulation.</param>
    /// <returns>False when it was cancelled.</returns>
    public bool Run(Action<long, long> progress, CancellationToken cancellation) => _source.Simulation(_request).Clusters(
        (cluster, simulated) =>
        {
            _errors.Add(cluster, simulated);
            _intervals.Add(cluster, simulated);
        },
        progress,
        cancellation);

    /// <summary>The result of what was simulated.</summary>
    public (NpdeResult Errors, NpcResult Intervals) Finish() => (_errors.Finish(), _intervals.Finish());

    /// <summary>The files of a result.</summary>
    /// <param name="errors">Prediction distribution errors.</param>
    /// <param name="intervals">The numerical predictive check.</param>
    /// <param name="isComplete">False when the simulation was cancelled.</param>
    public ImmutableArray<RunFile> Files(NpdeResult errors, NpcResult intervals, bool isComplete)
    {
        var report = _source.Describe("npde", _request) with
        {
            IsComplete = isComplete,
            Settings =
            [
                ("decorrelation", _request.Npde.Decorrelation.ToString().ToLowerInvariant()),
                ("lloq", _request.Npde.LowerLimit?.ToString("R", CultureInfo.InvariantCulture) ?? "model"),
            ],
            Findings = [.. errors.Findings, .. intervals.Findings],
        };
        return
        [
            new RunFile("npde.csv", stream => NpdeCsvWriter.Write(errors, stream)),
            new RunFile("npde_tests.csv", stream => NpdeTestsCsvWriter.Write(errors, stream)),
            new RunFile("npc.csv", stream => NpcCsvWriter.Write(intervals, stream)),
            new RunFile("npde.json", stream => PredictiveJsonWriter.Write(report, stream)),
        ];
    }
}
