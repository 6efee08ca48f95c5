using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Numerics.Randomness;
using PopPK.Prediction;

namespace PopPK.Simulation;

/// <summary>
/// Draws subjects from a model: their random effects, their class in a mixture, their observations. Every random number is keyed by the
/// seed, what it is for, the position of the subject (or of the first of those who share random effects) and the replicate: what is drawn
/// depends neither on threads nor on the order, nor a subject on those behind it, and effects are the same with and without residuals.
/// Immutable; safe to share between threads.
/// </summary>
public sealed class Simulator
{
    private const int RecordsPerPart = 4096;
    private readonly SimulationCohort _cohort;
    private readonly ParameterSource _parameters;
    private readonly SimulationOptions _options;
    private readonly EffectSampler _effects;
    private readonly ImmutableArray<(int First, int Last)> _runs;
    private readonly double[]?[] _typical;

    /// <summary>Prepares a simulation.</summary>
    /// <param name="cohort">The design and its model.</param>
    /// <param name="parameters">The population parameters, laid out as those of the model.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public Simulator(SimulationCohort cohort, ParameterSource parameters, SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_cohort, _parameters, _options) = (cohort, parameters, options);
        _effects = new EffectSampler(cohort.Cohort, new ParameterLayout(cohort.Cohort.Model));
        _runs = [.. Runs(cohort.Cohort)];

        // Where parameters are the same in all replicates, so are predictions at random effects of zero.
        _typical = parameters.IsConstant && options.Replicates > 1 ? new double[cohort.Cohort.Subjects.Length * cohort.Cohort.ClassCount][] : [];
    }

    /// <summary>Simulates all replicates.</summary>
    /// <typeparam name="TPart">What the collector keeps of a part.</typeparam>
    /// <param name="order">In which order.</param>
    /// <param name="collector">Receives the subjects.</param>
    /// <param name="progress">Hears how many parts of how many are completed; on any thread, one at a time.</param>
    /// <param name="cancellation">Ends the simulation behind the parts at hand.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the parts up to some number were completed.</exception>
    public void Run<TPart>(
        SimulationOrder order, ISimulationCollector<TPart> collector, Action<long, long>? progress = null, CancellationToken cancellation = default)
        where TPart : class
    {
        ArgumentNullException.ThrowIfNull(collector);
        var clusters = _cohort.Cohort.Clusters.Length;
        var parts = order switch
        {
            SimulationOrder.Stream => (long)_runs.Length * _options.Replicates,
            SimulationOrder.Replicates => _options.Replicates,
            _ => clusters,
        };
        new OrderedWork<SimulationWorker, TPart>(parts, CreateWorker, Work, Deliver).Run(_options.Threads, cancellation);

        TPart Work(SimulationWorker worker, long number, TPart? used)
        {
            if (used is not null)
            {
                collector.Clear(used);
            }

            var part = used ?? collector.CreatePart();
            void Add(SimulatedSubject subject) => collector.Add(part, subject);
            Action<SimulatedSubject> add = Add;
            var run = order == SimulationOrder.Stream ? _runs[(int)(number % _runs.Length)] : (First: 0, Last: clusters - 1);
            var (cluster, last) = order == SimulationOrder.Clusters ? ((int)number, (int)number) : run;
            for (; cluster <= last; cluster++)
            {
                var replicate = order == SimulationOrder.Clusters ? 0 : ReplicateOf(number);
                var end = order == SimulationOrder.Clusters ? _options.Replicates : replicate + 1;
                for (; replicate < end; replicate++)
                {
                    worker.Simulate(cluster, _options.FirstReplicate + replicate, add);
                }
            }

            worker.Finish(add);

            return part;
        }

        int ReplicateOf(long number) => order switch
        {
            SimulationOrder.Stream => (int)(number / _runs.Length),
            SimulationOrder.Replicates => (int)number,
            _ => _options.Replicates - 1,
        };

        void Deliver(long number, TPart part)
        {
            collector.Complete(part, _options.FirstReplicate + ReplicateOf(number));
            progress?.Invoke(number + 1, parts);
        }
    }

    private SimulationWorker CreateWorker() => new(_cohort, _parameters, _options, _effects, _typical);

    // Runs of whole clusters with about as many records each, whatever the number of threads.
    private static IEnumerable<(int First, int Last)> Runs(Cohort cohort)
    {
        var (first, records) = (0, 0);
        for (var c = 0; c < cohort.Clusters.Length; c++)
        {
            foreach (var subject in cohort.Clusters[c].Subjects)
            {
                records += cohort.Subjects[subject].Records.Count;
            }

            if (records >= RecordsPerPart || c == cohort.Clusters.Length - 1)
            {
                yield return (first, c);
                (first, records) = (c + 1, 0);
            }
        }
    }
}
