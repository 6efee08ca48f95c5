using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction.Compilation;

namespace PopPK.Prediction.Courses;

/// <summary>
/// Asks a solver, while it walks along a subject's timeline, for its variables at times between events, and makes the values of a quantity
/// of them. For each stretch between two events, in which a course is smooth, the solver says <see cref="Enter"/>; then, as long as there is
/// something it wants to know (<see cref="Next"/>), it fills a row per time and says <see cref="Settle"/>. Mutable, one owner; nothing is
/// allocated while it listens.
/// </summary>
/// <param name="quantity">The quantity.</param>
/// <param name="rowLength">Numbers in a row.</param>
/// <param name="capacity">The most times that are asked for at once.</param>
internal abstract class CourseFollower(CourseQuantity quantity, int rowLength, int capacity)
{
    private readonly double[] _individual = new double[quantity.Function.IndividualCount];
    private readonly double[] _moment = new double[quantity.Model.Moment.RecordLength];
    private readonly int _covariates = quantity.Model.Moment.Covariates.Length;
    private readonly double[] _times = new double[capacity];
    private readonly double[] _values = new double[capacity];
    private readonly double[] _rows = new double[capacity * rowLength];
    private readonly double[] _spare = new double[rowLength];
    private readonly double[] _kept = new double[rowLength];
    private SubjectCourse? _course;
    private int _record;
    private bool _isBegun;

    /// <summary>Times that are asked for, ascending, none before the last one that is settled.</summary>
    public ReadOnlySpan<double> Times => _times.AsSpan(0, Count);

    /// <summary>The rows to fill, one after the other.</summary>
    public Span<double> Rows => _rows.AsSpan(0, Count * rowLength);

    /// <summary>Room for a state that is moved and forgotten.</summary>
    public Span<double> Spare => _spare;

    /// <summary>Room for the state at the last time that is settled.</summary>
    public Span<double> Kept => _kept;

    /// <summary>Success, or why the values are of no use.</summary>
    public PredictionStatus Status { get; private set; }

    /// <summary>The time of a value that is not a finite number, or NaN.</summary>
    public double FailedTime { get; private set; } = double.NaN;

    /// <summary>Number of times asked for.</summary>
    protected int Count { get; private set; }

    /// <summary>The error that values have by integration, relative to the largest; 0 where they are exact up to rounding.</summary>
    protected double Tolerance { get; } = quantity.Model.Solver.IntegrationTolerance ?? 0;

    /// <summary>The values at the times that were asked for.</summary>
    protected ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>Begins with a subject.</summary>
    /// <param name="course">The subject.</param>
    /// <param name="theta">All fixed effects on their natural scale.</param>
    /// <param name="eta">The random effects.</param>
    public void Begin(SubjectCourse course, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta)
    {
        _course = course;
        _isBegun = false;
        quantity.Function.Prepare(theta, eta, course.Walked.Covariates, _individual);
        Status = FiniteKernel.AreFinite(_individual) ? PredictionStatus.Success : PredictionStatus.IndividualNotFinite;
        FailedTime = double.NaN;
    }

    /// <summary>Enters a stretch between two events.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="record">Index of the record whose interval it is in.</param>
    /// <returns>True when something about it is wanted.</returns>
    public bool Enter(double from, double to, int record)
    {
        var isWanted = Status == PredictionStatus.Success && record >= _course!.FirstRecord && TryEnter(from, to);
        if (isWanted)
        {
            _record = record;
            _course!.Walked.IntervalBefore(record).CopyTo(_moment);
        }

        return isWanted;
    }

    /// <summary>Enters the time before the course's first record, in which its initial state holds.</summary>
    /// <param name="time">The time of the record.</param>
    /// <param name="record">The record.</param>
    /// <returns>True when something about it is wanted.</returns>
    public bool EnterBefore(double time, int record)
    {
        // The first record may be a reset, which begins once more.
        if (_isBegun || record != _course!.FirstRecord)
        {
            return false;
        }

        _isBegun = true;
        return Enter(double.NegativeInfinity, time, record);
    }

    /// <summary>Asks for the next times.</summary>
    /// <returns>False when nothing more of the stretch is wanted.</returns>
    public bool Next()
    {
        Count = 0;
        return Status == PredictionStatus.Success && TryAsk() && Count > 0;
    }

    /// <summary>Takes the rows of the times that were asked for.</summary>
    /// <returns>True when they are enough: what is asked next lies behind the last of these times. False: not before the last time that was settled.</returns>
    public bool Settle()
    {
        var interval = _course!.Walked.IntervalBefore(_record);
        for (var j = 0; j < Count; j++)
        {
            _moment[0] = _times[j];
            for (var i = 1; i <= _covariates; i++)
            {
                // Covariates that are linear in time are known at the end of the interval, with their slopes.
                _moment[i] = interval[i] + interval[_covariates + i] * (_times[j] - interval[0]);
            }

            quantity.Function.Evaluate(_rows.AsSpan(j * rowLength, rowLength), _individual, _moment, _values.AsSpan(j, 1));
            if (!double.IsFinite(_values[j]))
            {
                Status = PredictionStatus.PredictionNotFinite;
                FailedTime = _times[j];
                return true;
            }
        }

        return TryTake();
    }

    /// <summary>A row.</summary>
    /// <param name="time">The position of its time among <see cref="Times"/>.</param>
    public Span<double> Row(int time) => _rows.AsSpan(time * rowLength, rowLength);

    /// <summary>Learns of a stretch.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <returns>True when something about it is wanted.</returns>
    protected abstract bool TryEnter(double from, double to);

    /// <summary>Asks for the next times, by <see cref="Ask"/>.</summary>
    /// <returns>False when nothing more is wanted.</returns>
    protected abstract bool TryAsk();

    /// <summary>Takes the values.</summary>
    /// <returns>As <see cref="Settle"/>.</returns>
    protected abstract bool TryTake();

    /// <summary>Asks for a time.</summary>
    /// <param name="time">The time, not before those asked for.</param>
    protected void Ask(double time) => _times[Count++] = time;
}
