using System.Collections.Concurrent;
using System.Collections.Immutable;
using PopPK.Prediction;

namespace PopPK.Likelihood;

/// <summary>
/// Threads that evaluate clusters, each with scratch of its own that is kept from call to call. What a call computes does not depend on
/// the number of threads as long as its parts are independent.
/// </summary>
/// <param name="cohort">The cohort.</param>
/// <param name="clusters">Its clusters.</param>
/// <param name="threads">Number of threads.</param>
internal sealed class ClusterWorkers(Cohort cohort, ImmutableArray<ClusterLayout> clusters, int threads)
{
    private readonly ConcurrentBag<ClusterWorkspace> _workspaces = [];

    /// <summary>Runs every part once.</summary>
    /// <param name="count">Number of parts.</param>
    /// <param name="evaluate">Runs a part with a worker's scratch.</param>
    /// <param name="cancellationToken">Stops between parts.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void Run(int count, Action<int, ClusterWorkspace> evaluate, CancellationToken cancellationToken)
    {
        if (threads == 1)
        {
            var workspace = Rent();
            for (var i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                evaluate(i, workspace);
            }

            _workspaces.Add(workspace);
            return;
        }

        var settings = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        Parallel.For(0, count, settings, Rent, (i, _, workspace) =>
        {
            evaluate(i, workspace);
            return workspace;
        }, _workspaces.Add);
    }

    private ClusterWorkspace Rent() => _workspaces.TryTake(out var workspace) ? workspace : new ClusterWorkspace(cohort, clusters);
}
