using PopPK.Data;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// What a subject's doses and prediction points come to when no dose arrives at a time the model computes: the changes one after another, the
/// segments between them, and blocks of up to eight points with the times since their segments began. Equal times are kept once, since
/// what depends on times alone is computed once: of regular sampling under a regular regimen only few remain. Mutable, one owner;
/// grows to the largest subject.
/// </summary>
internal sealed class ValueDesign
{
    private const int Width = LaneFunction.Width;

    // Blocks with equal times are looked for among so many.
    private const int RememberedPatterns = 8;

    // From so many points on the rest of a segment has a block of its own, whose state is the same in all lanes.
    private const int FewestOfSegment = 4;

    private Change[] _changes = [];
    private int[] _segmentEnds = [];
    private double[] _pointTimes = [];
    private double[] _times = [];
    private Block[] _blocks = [];
    private EventTimeline? _timeline;
    private PredictionPoints? _points;
    private int _changeTimes;

    /// <summary>Something happens to the compartments.</summary>
    /// <param name="Time">Position of the time since the change before among the times; -1: none has passed.</param>
    /// <param name="Kind">What happens.</param>
    /// <param name="Compartment">Where.</param>
    /// <param name="Dose">The dose.</param>
    public readonly record struct Change(int Time, TimelineEventKind Kind, int Compartment, int Dose);

    /// <summary>Some points, one behind another.</summary>
    /// <param name="First">The first.</param>
    /// <param name="Count">How many, up to eight.</param>
    /// <param name="Pattern">Their times, in a group of eight among the times.</param>
    /// <param name="IsUniform">True when they are of one segment.</param>
    public readonly record struct Block(int First, int Count, int Pattern, bool IsUniform);

    /// <summary>The changes in order.</summary>
    public ReadOnlySpan<Change> Changes => _changes.AsSpan(0, ChangeCount);

    /// <summary>The blocks in order.</summary>
    public ReadOnlySpan<Block> Blocks => _blocks.AsSpan(0, BlockCount);

    /// <summary>For each segment, how many changes come before it.</summary>
    public ReadOnlySpan<int> SegmentEnds => _segmentEnds.AsSpan(0, SegmentCount);

    /// <summary>For each point its segment.</summary>
    public int[] Segments { get; private set; } = [];

    /// <summary>Number of groups of eight times.</summary>
    public int PatternCount { get; private set; }

    /// <summary>True when something is infused.</summary>
    public bool HasInfusions { get; private set; }

    /// <summary>True when something is infused into the first compartment.</summary>
    public bool HasInfusionsIntoFirst { get; private set; }

    private int ChangeCount { get; set; }

    private int SegmentCount { get; set; }

    private int BlockCount { get; set; }

    /// <summary>Eight times.</summary>
    /// <param name="pattern">Their group.</param>
    public ReadOnlySpan<double> Times(int pattern) => _times.AsSpan(pattern * Width, Width);

    /// <summary>Takes in a subject, unless it has the design of the one before.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="points">Its points.</param>
    public void Take(BoundSubject subject, PredictionPoints points)
    {
        if (ReferenceEquals(subject.Timeline, _timeline) && ReferenceEquals(points, _points))
        {
            return;
        }

        (_timeline, _points) = (subject.Timeline, points);
        MakeRoom(subject.Events.Length, points.Count);
        WalkEvents(subject.Events, points);
        PatternCount = (_changeTimes + Width - 1) / Width;
        _times.AsSpan(_changeTimes, PatternCount * Width - _changeTimes).Clear();
        MakeBlocks(points.Count);
    }

    private void MakeRoom(int events, int points)
    {
        if (_changes.Length < events)
        {
            _changes = new Change[events];
        }

        if (_pointTimes.Length < points)
        {
            _pointTimes = new double[points];
            Segments = new int[points];
            _segmentEnds = new int[points];
            _blocks = new Block[points];
        }

        // A block has four points or more, the last one excepted.
        var times = (events + points * Width / FewestOfSegment + 3 * Width) / Width * Width + Width;
        if (_times.Length < times)
        {
            _times = new double[times];
        }
    }

    private void WalkEvents(ReadOnlySpan<TimelineEvent> events, PredictionPoints points)
    {
        (ChangeCount, SegmentCount, _changeTimes) = (0, 0, 0);
        (HasInfusions, HasInfusionsIntoFirst) = (false, false);
        var records = points.Records.AsSpan();
        var (next, isOpen) = (0, false);
        var time = events.Length > 0 ? events[0].Time : 0;
        for (var i = 0; i < events.Length && next < records.Length; i++)
        {
            ref readonly var e = ref events[i];
            if (e.Kind == TimelineEventKind.Record)
            {
                if (e.Record == records[next])
                {
                    if (!isOpen)
                    {
                        isOpen = true;
                        _segmentEnds[SegmentCount++] = ChangeCount;
                    }

                    Segments[next] = SegmentCount - 1;
                    _pointTimes[next++] = e.Time - time;
                }

                continue;
            }

            var isReset = e.Kind == TimelineEventKind.Reset;
            var position = !isReset && e.Time > time ? PositionOf(e.Time - time) : -1;
            _changes[ChangeCount++] = new Change(position, e.Kind, e.Compartment, e.Dose);
            HasInfusions |= e.Kind == TimelineEventKind.InfusionStart;
            HasInfusionsIntoFirst |= e.Kind == TimelineEventKind.InfusionStart && e.Compartment == 0;
            time = e.Time;
            isOpen = false;
        }
    }

    private int PositionOf(double dt)
    {
        for (var i = Math.Max(0, _changeTimes - RememberedPatterns); i < _changeTimes; i++)
        {
            if (_times[i] == dt)
            {
                return i;
            }
        }

        _times[_changeTimes] = dt;
        return _changeTimes++;
    }

    private void MakeBlocks(int points)
    {
        BlockCount = 0;
        var oldest = PatternCount;
        for (var first = 0; first < points;)
        {
            var most = Math.Min(Width, points - first);
            var same = 1;
            while (same < most && Segments[first + same] == Segments[first])
            {
                same++;
            }

            var count = same >= FewestOfSegment ? same : most;
            _blocks[BlockCount++] = new Block(first, count, PatternOf(first, count, oldest), same == count);
            first += count;
        }
    }

    // Lanes without a point repeat the last one.
    private int PatternOf(int first, int count, int oldest)
    {
        var times = _times.AsSpan(PatternCount * Width, Width);
        times.Fill(_pointTimes[first + count - 1]);
        _pointTimes.AsSpan(first, count).CopyTo(times);
        for (var p = Math.Max(oldest, PatternCount - RememberedPatterns); p < PatternCount; p++)
        {
            if (times.SequenceEqual(Times(p)))
            {
                return p;
            }
        }

        return PatternCount++;
    }
}
