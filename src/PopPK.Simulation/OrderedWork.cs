using System.Runtime.ExceptionServices;

namespace PopPK.Simulation;

/// <summary>
/// Numbered parts of work, done side by side and delivered in their order: what is made of them does not depend on the number of threads.
/// Nobody runs further ahead than a few parts per thread, so that memory does not grow with their number. One use.
/// </summary>
/// <typeparam name="TWorker">What a thread works with.</typeparam>
/// <typeparam name="TPart">What becomes of a part.</typeparam>
/// <param name="count">Number of parts.</param>
/// <param name="createWorker">Makes what a thread works with.</param>
/// <param name="work">Does a part; the last argument is one that was delivered before, to be used again, or null.</param>
/// <param name="deliver">Receives the parts in their order, one at a time, on any thread.</param>
internal sealed class OrderedWork<TWorker, TPart>(long count, Func<TWorker> createWorker, Func<TWorker, long, TPart?, TPart> work, Action<long, TPart> deliver)
    where TPart : class
{
    private const int AheadPerThread = 4;
    private readonly object _gate = new();
    private readonly Dictionary<long, TPart> _done = [];
    private readonly Stack<TPart> _used = [];
    private long _next;
    private long _delivered;
    private bool _isDelivering;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Does and delivers all parts.</summary>
    /// <param name="threads">Number of threads, the calling one included.</param>
    /// <param name="cancellation">Ends the work behind the parts at hand.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled; the parts up to some number were delivered.</exception>
    public void Run(int threads, CancellationToken cancellation)
    {
        var most = (int)Math.Min(threads, count);
        var helpers = Enumerable.Range(1, Math.Max(0, most - 1))
            .Select(_ => new Thread(() => Work(most, cancellation)) { IsBackground = true })
            .ToArray();
        foreach (var helper in helpers)
        {
            helper.Start();
        }

        Work(most, cancellation);
        foreach (var helper in helpers)
        {
            helper.Join();
        }

        _failure?.Throw();
        cancellation.ThrowIfCancellationRequested();
    }

    private void Work(int threads, CancellationToken cancellation)
    {
        try
        {
            var worker = createWorker();
            while (Take(threads, cancellation, out var used) is >= 0 and var number)
            {
                var part = work(worker, number, used);
                Finish(number, part);
            }
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                _failure ??= ExceptionDispatchInfo.Capture(e);
                Monitor.PulseAll(_gate);
            }
        }
    }

    private long Take(int threads, CancellationToken cancellation, out TPart? used)
    {
        lock (_gate)
        {
            while (_failure is null && !cancellation.IsCancellationRequested && _next < count && _next - _delivered >= AheadPerThread * threads)
            {
                Monitor.Wait(_gate);
            }

            _used.TryPop(out used);
            return _failure is not null || cancellation.IsCancellationRequested || _next >= count ? -1 : _next++;
        }
    }

    // Whoever finishes the part that is due delivers it and those that wait behind it; the others go on working meanwhile.
    private void Finish(long number, TPart part)
    {
        lock (_gate)
        {
            _done[number] = part;
            if (_isDelivering)
            {
                return;
            }

            _isDelivering = true;
        }

        while (true)
        {
            TPart? due;
            lock (_gate)
            {
                if (_failure is not null || !_done.Remove(_delivered, out due))
                {
                    _isDelivering = false;
                    return;
                }
            }

            deliver(_delivered, due);
            lock (_gate)
            {
                _used.Push(due);
                _delivered++;
                Monitor.PulseAll(_gate);
            }
        }
    }
}
