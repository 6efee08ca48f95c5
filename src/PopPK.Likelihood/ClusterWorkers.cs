using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
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
    // Less work than this is done before another thread has woken up.
    private static readonly long NotWorthSharing = Stopwatch.Frequency / 5_000;

    private readonly ConcurrentBag<ClusterWorkspace> _workspaces = [];
    private long _lastWork = long.MaxValue;

    /// <summary>Runs every part once.</summary>
    /// <param name="count">Number of parts.</param>
    /// <param name="evaluate">Runs a part with a worker's scratch.</param>
    /// <param name="cancellationToken">Stops between parts.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void Run(int count, Action<int, ClusterWorkspace> evaluate, CancellationToken cancellationToken)
    {
        var round = new SharedRound(count, Work);
        round.Run(_lastWork < NotWorthSharing ? 1 : threads);
        _lastWork = round.Ticks;

        void Work(Func<int> next)
        {
            var workspace = _workspaces.TryTake(out var kept) ? kept : new ClusterWorkspace(cohort, clusters);
            for (var i = next(); i >= 0; i = next())
            {
                cancellationToken.ThrowIfCancellationRequested();
                evaluate(i, workspace);
            }

            _workspaces.Add(workspace);
        }
    }
}
