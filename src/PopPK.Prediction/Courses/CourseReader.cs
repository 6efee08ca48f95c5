namespace PopPK.Prediction.Courses;

/// <summary>Reads the values of a course at given times. Mutable, one owner.</summary>
/// <param name="quantity">The quantity.</param>
/// <param name="rowLength">Numbers in a row of the solver.</param>
internal sealed class CourseReader(CourseQuantity quantity, int rowLength) : CourseFollower(quantity, rowLength, Capacity)
{
    private const int Capacity = 32;
    private double[] _wanted = [];
    private double[] _read = [];
    private int _count;
    private int _next;
    private double _end;
    private CourseSide _side;

    /// <summary>The values at the times that were asked for, NaN where the course was not followed so far.</summary>
    public ReadOnlySpan<double> Read => _read.AsSpan(0, _count);

    /// <summary>Sets what is read.</summary>
    /// <param name="times">The times, ascending.</param>
    /// <param name="side">Which value it is where something happens.</param>
    public void Want(ReadOnlySpan<double> times, CourseSide side)
    {
        if (_wanted.Length < times.Length)
        {
            _wanted = new double[times.Length];
            _read = new double[times.Length];
        }

        times.CopyTo(_wanted);
        _read.AsSpan().Fill(double.NaN);
        _count = times.Length;
        _next = 0;
        _side = side;
    }

    /// <inheritdoc/>
    protected override bool TryEnter(double from, double to)
    {
        _end = to;
        return IsInside(_next);
    }

    /// <inheritdoc/>
    protected override bool TryAsk()
    {
        for (var i = _next; i < _next + Capacity && IsInside(i); i++)
        {
            Ask(_wanted[i]);
        }

        return true;
    }

    /// <inheritdoc/>
    protected override bool TryTake()
    {
        Values.CopyTo(_read.AsSpan(_next));
        _next += Count;
        return true;
    }

    private bool IsInside(int time) => time < _count && (_side == CourseSide.Before ? _wanted[time] <= _end : _wanted[time] < _end);
}
