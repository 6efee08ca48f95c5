using PopPK.Reporting.Csv;
using PopPK.Simulation;
using PopPK.Simulation.Exposure;
using PopPK.Text;

namespace PopPK.Cli.Pipeline;

/// <summary>
/// Simulates the replicates of a design. Where a regimen draws its people, every replicate has people of its own: their data are made and
/// forgotten one replicate after the other, so that memory does not grow with their number. One use.
/// </summary>
/// <param name="session">The trial.</param>
/// <param name="cohort">The people of the first replicate.</param>
/// <param name="plan">What is measured of them, or null.</param>
/// <param name="parameters">The population parameters.</param>
/// <param name="request">What the user asked for.</param>
internal sealed class TrialReplicates(TrialSession session, SimulationCohort cohort, ExposurePlan? plan, ParameterSource parameters, SimulateRequest request)
{
    /// <summary>True when replicates differ by their people too.</summary>
    public bool HaveNewPeople => request.Replicates > 1 && session.DrawsPeople;

    /// <summary>Simulates.</summary>
    /// <param name="table">Writes the records.</param>
    /// <param name="exposure">Writes the measures, or null.</param>
    /// <param name="progress">Hears how much of how much is done.</param>
    /// <param name="cancellation">Ends the simulation behind the parts at hand.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; what was completed until then is written.</exception>
    /// <exception cref="TrialProblemsException">People of a later replicate cannot take part.</exception>
    public void Run(SimulatedCsvWriter table, ExposureCsvWriter? exposure, Action<long, long> progress, CancellationToken cancellation)
    {
        var runs = HaveNewPeople ? request.Replicates : 1;
        for (var run = 0; run < runs; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            var people = run == 0 ? cohort : Draw(run, table, exposure);
            var simulator = new Simulator(people, parameters, new SimulationOptions
            {
                Seed = request.Seed,
                FirstReplicate = run,
                Replicates = HaveNewPeople ? 1 : request.Replicates,
                Threads = request.Threads,
                HasResiduals = request.HasResiduals,
                HasRandomEffects = request.HasRandomEffects,
                HasPopulationPredictions = true,
            });
            var done = run;
            void Report(long parts, long of) => progress((done * of) + parts, runs * of);
            if (exposure is null)
            {
                simulator.Run(SimulationOrder.Stream, table, Report, cancellation);
            }
            else
            {
                simulator.Run(SimulationOrder.Stream, new CollectorPair<Utf8Rows, ExposurePart>(table, exposure), Report, cancellation);
            }
        }
    }

    private SimulationCohort Draw(int replicate, SimulatedCsvWriter table, ExposureCsvWriter? exposure)
    {
        var problems = new DiagnosticBag();
        var people = session.Draw(request.Seed, replicate, problems) is { } trial
            ? SimulationCohort.TryBuild(session.Source!.Model!, trial, problems)
            : null;
        var measured = people is null || plan is null ? null : ExposurePlanner.TryPlan(people.Cohort, request.Exposure!, problems);
        if (people is null || (plan is not null && measured is null))
        {
            throw new TrialProblemsException([.. problems]);
        }

        table.Continue(people);
        if (measured is not null)
        {
            exposure!.Continue(measured);
        }

        return people;
    }
}
