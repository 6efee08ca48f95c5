using PopPK.Prediction.Compilation;

namespace PopPK.Prediction.Courses;

/// <summary>
/// Evaluates the course of a quantity in single subjects: its values at any times, and its measures in windows, exactly (not on a grid of
/// records). The engine's own solver walks along the subject's timeline and is asked for its variables between events; there the course is
/// smooth and is represented by polynomials on Chebyshev grids, in pieces short enough that nothing is lost: integrals, extremes and
/// crossings are theirs. In closed forms and linear equations they have all digits but the last three or four; integrated equations have
/// the digits of the integration. Mutable, one owner: each worker has its own. Allocates nothing once it has grown to its subjects.
/// </summary>
public sealed class CourseEvaluator
{
    private readonly CompiledModel _model;
    private readonly SubjectWorkspace _workspace;
    private readonly CourseReader _reader;
    private readonly CourseMeter _meter;

    /// <summary>Makes an evaluator.</summary>
    /// <param name="quantity">The quantity.</param>
    public CourseEvaluator(CourseQuantity quantity)
    {
        ArgumentNullException.ThrowIfNull(quantity);
        Quantity = quantity;
        _model = quantity.Model;
        _workspace = new SubjectWorkspace(_model, largestRecordCount: 1);
        var rowLength = _model.Solver.RowLength(DerivativeOrder.Value);
        _reader = new CourseReader(quantity, rowLength);
        _meter = new CourseMeter(quantity, rowLength);
    }

    /// <summary>The quantity.</summary>
    public CourseQuantity Quantity { get; }

    /// <summary>The time at which the last evaluation failed, or NaN.</summary>
    public double FailedTime { get; private set; } = double.NaN;

    /// <summary>Number of values of the quantity that the last measurement needed.</summary>
    public int Evaluations => _meter.Evaluations;

    /// <summary>Evaluates a course at times.</summary>
    /// <param name="course">The subject.</param>
    /// <param name="theta">All fixed effects on their natural scale, in the model's order.</param>
    /// <param name="eta">Random effects, one per entry of <see cref="CompiledModel.Slots"/>.</param>
    /// <param name="times">The times, ascending, up to <see cref="SubjectCourse.End"/>.</param>
    /// <param name="side">Which value is meant where something happens.</param>
    /// <param name="values">Receives a value per time; NaN behind a failure.</param>
    /// <returns>Success, or why there are no values.</returns>
    /// <exception cref="ArgumentException">Times are not in order or behind the end, or a length is not right.</exception>
    public PredictionStatus Evaluate(
        SubjectCourse course, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta, ReadOnlySpan<double> times, CourseSide side, Span<double> values)
    {
        Check(course, theta, eta);
        if (values.Length != times.Length)
        {
            throw new ArgumentException($"There are {times.Length} times and room for {values.Length} values.");
        }

        for (var i = 0; i < times.Length; i++)
        {
            if (!(times[i] <= course.End) || (i > 0 && times[i] < times[i - 1]))
            {
                throw new ArgumentException($"Times ascend up to the end of the course, {course.End}; {times[i]} does not.", nameof(times));
            }
        }

        if (times.IsEmpty)
        {
            return PredictionStatus.Success;
        }

        _reader.Want(times, side);
        var status = Follow(_reader, course, theta, eta);
        _reader.Read.CopyTo(values);
        return status;
    }

    /// <summary>Measures a course in windows.</summary>
    /// <param name="course">The subject.</param>
    /// <param name="theta">All fixed effects on their natural scale, in the model's order.</param>
    /// <param name="eta">Random effects, one per entry of <see cref="CompiledModel.Slots"/>.</param>
    /// <param name="windows">The windows, in any order, overlapping as they like, up to <see cref="SubjectCourse.End"/>.</param>
    /// <param name="thresholds">Thresholds, finite numbers; none where no time above is wanted.</param>
    /// <param name="measures">Receives what is measured in each window; means nothing after a failure.</param>
    /// <param name="above">Receives the times above thresholds: window by window, threshold by threshold.</param>
    /// <returns>Success, or why there is nothing measured.</returns>
    /// <exception cref="ArgumentException">A window is empty or ends behind the course, or a length is not right.</exception>
    public PredictionStatus Measure(
        SubjectCourse course,
        ReadOnlySpan<double> theta,
        ReadOnlySpan<double> eta,
        ReadOnlySpan<CourseWindow> windows,
        ReadOnlySpan<double> thresholds,
        Span<CourseMeasures> measures,
        Span<TimeAbove> above)
    {
        Check(course, theta, eta);
        if (measures.Length != windows.Length || above.Length != windows.Length * thresholds.Length)
        {
            throw new ArgumentException(
                $"There are {windows.Length} windows and {thresholds.Length} thresholds, and room for {measures.Length} and {above.Length} measures.");
        }

        foreach (var window in windows)
        {
            if (!(window.From < window.To && window.To <= course.End && double.IsFinite(window.From)))
            {
                throw new ArgumentException(
                    $"A window is longer than nothing and ends with the course at {course.End} at the latest; {window.From} to {window.To} does not.", nameof(windows));
            }
        }

        if (windows.IsEmpty)
        {
            return PredictionStatus.Success;
        }

        _meter.Want(windows, thresholds);
        var status = Follow(_meter, course, theta, eta);
        _meter.Measures.CopyTo(measures);
        _meter.Above.CopyTo(above);
        return status;
    }

    private PredictionStatus Follow(CourseFollower follower, SubjectCourse course, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta)
    {
        follower.Begin(course, theta, eta);
        FailedTime = follower.FailedTime;
        if (follower.Status != PredictionStatus.Success)
        {
            return follower.Status;
        }

        _workspace.Course = follower;
        var status = _model.Follow(course.Walked, course.Last, theta, eta, _workspace);
        _workspace.Course = null;
        FailedTime = status == PredictionStatus.Success ? follower.FailedTime : _workspace.FailedTime;
        return status == PredictionStatus.Success ? follower.Status : status;
    }

    private void Check(SubjectCourse course, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta)
    {
        ArgumentNullException.ThrowIfNull(course);
        if (theta.Length != _model.Model.FixedEffects.Length || eta.Length != _model.Slots.Length)
        {
            throw new ArgumentException(
                $"The model has {_model.Model.FixedEffects.Length} fixed and {_model.Slots.Length} random effects; {theta.Length} and {eta.Length} were given.");
        }
    }
}
