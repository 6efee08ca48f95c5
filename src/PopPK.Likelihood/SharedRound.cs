using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace PopPK.Likelihood;

/// <summary>
/// Numbered parts of work, taken one by one by whoever is free: parts cost differently, and some are done in a few microseconds. The calling
/// thread takes part and never waits for one that has not begun yet.
/// </summary>
/// <param name="count">Number of parts.</param>
/// <param name="work">Does parts until the function it is given says there are no more, by a negative number.</param>
internal sealed class SharedRound(int count, Action<Func<int>> work)
{
    private readonly object _gate = new();
    private int _last = -1;
    private int _inside;
    private bool _isOver;
    private ExceptionDispatchInfo? _failure;
    private long _ticks;

    /// <summary>How long all threads have worked together, in ticks of the stopwatch.</summary>
    public long Ticks => _ticks;

    /// <summary>Runs every part once; the first exception of a part ends the round and is thrown again.</summary>
    /// <param name="threads">Number of threads, the calling one included.</param>
    public void Run(int threads)
    {
        for (var i = 1; i < Math.Min(threads, count); i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => Help(), null);
        }

        Work();
        lock (_gate)
        {
            _isOver = true;
            while (_inside > 0)
            {
                Monitor.Wait(_gate);
            }
        }

        _failure?.Throw();
    }

    private void Help()
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            _inside++;
        }

        Work();
        lock (_gate)
        {
            _inside--;
            Monitor.Pulse(_gate);
        }
    }

    private void Work()
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            work(Next);
        }
        catch (Exception e)
        {
            // Whatever it is, it belongs to the caller.
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            Volatile.Write(ref _last, count);
        }

        Interlocked.Add(ref _ticks, Stopwatch.GetTimestamp() - started);
    }

    private int Next() => Interlocked.Increment(ref _last) is var i && i < count ? i : -1;
}
