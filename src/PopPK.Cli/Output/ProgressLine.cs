using System.Diagnostics;
using System.Globalization;

namespace PopPK.Cli.Output;

/// <summary>
/// How far long work is, as a line: a bar, the share that is done and the time left, by the pace so far. Renewed a few times a second.
/// One owner.
/// </summary>
/// <param name="activity">What is being done.</param>
/// <param name="show">Shows the line.</param>
internal sealed class ProgressLine(string activity, Action<string> show)
{
    private const int Width = 24;
    private const long LeastMilliseconds = 100;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _shown = -LeastMilliseconds;

    /// <summary>Says how far the work is.</summary>
    /// <param name="done">What is done.</param>
    /// <param name="all">What there is to do.</param>
    public void Report(long done, long all)
    {
        var now = _clock.ElapsedMilliseconds;
        if (now - _shown < LeastMilliseconds)
        {
            return;
        }

        _shown = now;
        show(Line(activity, done, all, _clock.Elapsed.TotalSeconds));
    }

    /// <summary>The line.</summary>
    /// <param name="activity">What is being done.</param>
    /// <param name="done">What is done.</param>
    /// <param name="all">What there is to do.</param>
    /// <param name="elapsed">Seconds since the beginning.</param>
    public static string Line(string activity, long done, long all, double elapsed)
    {
        var share = all == 0 ? 1 : (double)done / all;
        var full = (int)(share * Width);
        var left = done == 0 ? "" : $"  {TimeText(elapsed / share * (1 - share))} left";
        return string.Create(CultureInfo.InvariantCulture, $"{activity}  {new string('━', full)}{new string('─', Width - full)}  {Math.Floor(100 * share):0} %{left}");
    }

    private static string TimeText(double seconds)
    {
        const int minute = 60;
        const int hour = 3600;
        var whole = (long)Math.Ceiling(seconds);
        return whole < minute ? string.Create(CultureInfo.InvariantCulture, $"{whole} s")
            : whole < hour ? string.Create(CultureInfo.InvariantCulture, $"{whole / minute} min {whole % minute:00} s")
            : string.Create(CultureInfo.InvariantCulture, $"{whole / hour} h {whole % hour / minute:00} min");
    }
}
