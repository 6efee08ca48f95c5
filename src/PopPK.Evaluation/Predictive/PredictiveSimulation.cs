using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.Simulation;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// Simulates the observations of a data set for predictive checks: replicate by replicate or cluster by cluster, the same numbers either way. Immutable; safe
/// to share between threads.
/// </summary>
public sealed class PredictiveSimulation
{
    private readonly Simulator _simulator;
    private readonly SimulationOptions _options;
    private readonly ObservationPlaces _places;

    /// <summary>Prepares a simulation.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="design">The same model and data for simulation.</param>
    /// <param name="parameters">The population parameters.</param>
    /// <param name="options">Seed, number of replicates and threads; residuals and random effects are drawn whatever they say.</param>
    public PredictiveSimulation(Cohort cohort, SimulationCohort design, ParameterSource parameters, SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(options);
        _options = options with { HasResiduals = true, HasRandomEffects = true, HasPopulationPredictions = false, AllRecords = false };
        _simulator = new Simulator(design, parameters, _options);
        _places = new ObservationPlaces(cohort, design.Cohort);
    }

    /// <summary>A visual predictive check.</summary>
    /// <param name="design">The plan.</param>
    /// <param name="progress">Hears how many steps of how many are done.</param>
    /// <param name="cancellation">Ends the simulation.</param>
    /// <returns>The check; after a cancellation that of the replicates so far, null without any.</returns>
    public VpcResult? Check(VpcDesign design, Action<long, long>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(design);
        var passes = design.NeedsSpread ? 2 : 1;
        var done = 0L;
        VpcAccumulator? accumulator = null;
        try
        {
            if (design.NeedsSpread)
            {
                var spread = new SimulatedSpread(_places.Count);
                Run((_, values) => spread.Add(values));
                design = design.WithSpread(spread);
                done = _options.Replicates;
            }

            accumulator = new VpcAccumulator(design, _options.Replicates);
            Run(accumulator.Add);
        }
        catch (OperationCanceledException)
        {
            return accumulator is { HasReplicates: true } ? accumulator.Finish() : null;
        }

        return accumulator.Finish();

        void Run(Action<int, ReadOnlySpan<double>> add) => _simulator.Run(
            SimulationOrder.Replicates,
            new ReplicateCollector(_places, add),
            (step, count) => progress?.Invoke(done + step, passes * count),
            cancellation);
    }

    /// <summary>Every replicate of the data set, in order.</summary>
    /// <param name="add">Receives the number of a replicate and its observations, subject by subject; one call at a time.</param>
    /// <param name="progress">Hears how many replicates of how many are done.</param>
    /// <param name="cancellation">Ends the simulation.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Replicates(Action<int, ReadOnlySpan<double>> add, Action<long, long>? progress = null, CancellationToken cancellation = default) =>
        _simulator.Run(SimulationOrder.Replicates, new ReplicateCollector(_places, add), progress, cancellation);

    /// <summary>Every cluster in all its replicates.</summary>
    /// <param name="add">Receives the number of a cluster and its observations, replicate by replicate; on several threads, in any order.</param>
    /// <param name="progress">Hears how many clusters of how many are done.</param>
    /// <param name="cancellation">Ends the simulation behind the clusters at hand.</param>
    /// <returns>False when it was cancelled.</returns>
    public bool Clusters(Action<int, ReadOnlySpan<double>> add, Action<long, long>? progress = null, CancellationToken cancellation = default)
    {
        try
        {
            _simulator.Run(SimulationOrder.Clusters, new ClusterCollector(_places, _options.Replicates, add), progress, cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // A part is a replicate.
    private sealed class ReplicateCollector(ObservationPlaces places, Action<int, ReadOnlySpan<double>> add) : ISimulationCollector<double[]>
    {
        public double[] CreatePart() => new double[places.Count];

        public void Clear(double[] part)
        {
        }

        public void Add(double[] part, SimulatedSubject subject) => places.Copy(subject, part.AsSpan(places.FirstOfSubject[subject.Position]));

        public void Complete(double[] part, int replicate) => add(replicate, part);
    }

    // A part is a cluster. What is made of it is made where it was simulated, beside the others.
    private sealed class ClusterCollector(ObservationPlaces places, int replicates, Action<int, ReadOnlySpan<double>> add) : ISimulationCollector<ClusterReplicates>
    {
        private readonly int[] _lastOfCluster = LastOf(places);

        public ClusterReplicates CreatePart() => new(places.Widths.DefaultIfEmpty(0).Max() * replicates);

        public void Clear(ClusterReplicates part)
        {
        }

        public void Add(ClusterReplicates part, SimulatedSubject subject)
        {
            var cluster = places.ClusterOf[subject.Position];
            var width = places.Widths[cluster];
            places.Copy(subject, part.Values.AsSpan((subject.Replicate * width) + places.FirstInCluster[subject.Position]));
            if (subject.Replicate == replicates - 1 && subject.Position == _lastOfCluster[cluster])
            {
                add(cluster, part.Values.AsSpan(0, width * replicates));
            }
        }

        public void Complete(ClusterReplicates part, int replicate)
        {
        }

        private static int[] LastOf(ObservationPlaces places)
        {
            var last = new int[places.Widths.Length];
            for (var i = 0; i < places.ClusterOf.Length; i++)
            {
                last[places.ClusterOf[i]] = i;
            }

            return last;
        }
    }
}
