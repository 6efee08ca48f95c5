using System.Runtime.InteropServices;
using PopPK.Prediction;
using PopPK.Prediction.Courses;

namespace PopPK.Simulation.Exposure;

/// <summary>Measures one subject after the other. Mutable, one owner: each worker has its own.</summary>
public sealed class ExposureCalculator
{
    private readonly ExposurePlan _plan;
    private readonly CourseEvaluator[] _evaluators;
    private readonly List<ExposureRow> _rows = [];
    private readonly List<TimeAbove> _above = [];
    private readonly List<int> _aboveOf = [];
    private readonly double[] _values;
    private readonly int[] _firstRow;
    private readonly double[][] _before;
    private readonly double[][] _behind;
    private CourseWindow[] _windows = [];
    private CourseMeasures[] _measures = [];
    private TimeAbove[] _times = [];
    private SubjectExposure? _subject;

    internal ExposureCalculator(ExposurePlan plan)
    {
        _plan = plan;
        _evaluators = [.. plan.Groups.Select(g => new CourseEvaluator(g.Quantity))];
        _values = new double[plan.Measures.Length];
        _firstRow = new int[plan.Groups.Length];
        _before = [.. plan.Groups.Select(g => new double[g.Times.Length])];
        _behind = [.. plan.Groups.Select(g => new double[g.Times.Length])];
    }

    /// <summary>The plan.</summary>
    public ExposurePlan Plan => _plan;

    /// <summary>Rows of the last subject: quantity by quantity the windows that were named, the single times, the dosing intervals.</summary>
    public ReadOnlySpan<ExposureRow> Rows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>
    /// For each of the plan's measures its value in the last subject. A measure without a window has that of the last dosing interval. NaN
    /// where there is none, and everywhere after a failure.
    /// </summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The time at which the last subject failed, or NaN.</summary>
    public double FailedTime { get; private set; } = double.NaN;

    /// <summary>The times above the thresholds of its quantity in a row.</summary>
    /// <param name="row">Position of the row.</param>
    public ReadOnlySpan<TimeAbove> AboveOf(int row) =>
        _rows[row].IsAtTime ? default : CollectionsMarshal.AsSpan(_above).Slice(_aboveOf[row], _plan.Groups[_rows[row].Quantity].Thresholds.Length);

    /// <summary>The time above a threshold in a row, NaN where its quantity has not that threshold.</summary>
    /// <param name="row">Position of the row.</param>
    /// <param name="threshold">The threshold.</param>
    public TimeAbove Above(int row, Threshold threshold)
    {
        var position = _plan.Groups[_rows[row].Quantity].Thresholds.IndexOf(threshold);
        return position < 0 || _rows[row].IsAtTime ? new TimeAbove(double.NaN, double.NaN) : AboveOf(row)[position];
    }

    /// <summary>Measures a subject.</summary>
    /// <param name="subject">Position of the subject in the cohort.</param>
    /// <param name="class">Its class in a mixture, from 0.</param>
    /// <param name="theta">All fixed effects on their natural scale, in the model's order.</param>
    /// <param name="eta">Random effects, one per slot of the compiled model.</param>
    /// <returns>Success, or why something could not be measured.</returns>
    public PredictionStatus Calculate(int subject, int @class, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta) =>
        Calculate(_plan.Subjects[subject], _plan.Subjects[subject].Courses[@class], theta, eta);

    /// <summary>Measures a subject as it was simulated: with the doses it was given, titrated ones too.</summary>
    /// <param name="subject">The subject.</param>
    /// <returns>Success, or why something could not be measured.</returns>
    public PredictionStatus Calculate(SimulatedSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (ReferenceEquals(subject.Subject, _plan.Cohort.SubjectOf(subject.Position, subject.Class)))
        {
            return Calculate(subject.Position, subject.Class, subject.Point.Theta, subject.Eta);
        }

        var changed = ExposurePlanner.Changed(_plan, subject.Position, subject.Subject);
        return Calculate(changed, changed.Courses[0], subject.Point.Theta, subject.Eta);
    }

    /// <summary>Measures a subject with other doses; see <see cref="SubjectCourse.WithDoses"/>.</summary>
    /// <param name="subject">Position of the subject in the cohort.</param>
    /// <param name="class">Its class in a mixture, from 0.</param>
    /// <param name="theta">All fixed effects on their natural scale, in the model's order.</param>
    /// <param name="eta">Random effects, one per slot of the compiled model.</param>
    /// <param name="factor">What doses are multiplied with.</param>
    /// <param name="isScaled">Which doses; null: all.</param>
    /// <returns>Success, or why something could not be measured.</returns>
    public PredictionStatus CalculateWithDoses(
        int subject, int @class, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta, double factor, Func<Data.Dose, bool>? isScaled = null) =>
        Calculate(_plan.Subjects[subject], _plan.Subjects[subject].Courses[@class].WithDoses(factor, isScaled), theta, eta);

    /// <summary>The value of a measure without a window in a dosing interval of the last subject.</summary>
    /// <param name="measure">Position of the measure in the plan.</param>
    /// <param name="interval">Number of the interval, from 0.</param>
    public double ValueInInterval(int measure, int interval)
    {
        var place = _plan.Places[measure];
        var group = _plan.Groups[place.Group];
        return ValueAt(measure, _firstRow[place.Group] + group.Windows.Length + group.Times.Length + interval);
    }

    private PredictionStatus Calculate(SubjectExposure subject, SubjectCourse course, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta)
    {
        _subject = subject;
        _rows.Clear();
        _above.Clear();
        _aboveOf.Clear();
        FailedTime = double.NaN;
        var status = PredictionStatus.Success;
        for (var g = 0; g < _plan.Groups.Length; g++)
        {
            var one = MeasureGroup(g, course, theta, eta);
            if (status == PredictionStatus.Success && one != PredictionStatus.Success)
            {
                (status, FailedTime) = (one, _evaluators[g].FailedTime);
            }
        }

        for (var m = 0; m < _values.Length; m++)
        {
            _values[m] = Value(m);
        }

        return status;
    }

    private double Value(int measure)
    {
        var place = _plan.Places[measure];
        if (place.Window < 0)
        {
            return _subject!.Intervals.IsEmpty ? double.NaN : ValueInInterval(measure, _subject.Intervals.Length - 1);
        }

        var group = _plan.Groups[place.Group];
        return ValueAt(measure, _firstRow[place.Group] + place.Window + (_plan.Measures[measure].IsAtTime ? group.Windows.Length : 0));
    }

    private double ValueAt(int measure, int row)
    {
        var (wanted, place, found) = (_plan.Measures[measure], _plan.Places[measure], _rows[row]);
        return wanted.IsAtTime
            ? wanted.Kind == MeasureKind.Trough ? found.Measures.Last : found.Measures.First
            : wanted.ValueOf(found.Window, found.Measures, place.Threshold < 0 ? default : AboveOf(row)[place.Threshold]);
    }

    private PredictionStatus MeasureGroup(int index, SubjectCourse course, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta)
    {
        var group = _plan.Groups[index];
        var thresholds = _subject!.Thresholds[index];
        var intervals = group.HasIntervals ? _subject.Intervals : [];
        var count = group.Windows.Length + intervals.Length;
        Reserve(count, thresholds.Length);
        group.Windows.CopyTo(_windows);
        intervals.CopyTo(_windows, group.Windows.Length);
        var windows = _windows.AsSpan(0, count);
        var measures = _measures.AsSpan(0, count);
        var above = _times.AsSpan(0, count * thresholds.Length);
        var evaluator = _evaluators[index];
        var status = evaluator.Measure(course, theta, eta, windows, thresholds, measures, above);
        var (before, behind) = (_before[index], _behind[index]);
        if (status == PredictionStatus.Success && before.Length > 0)
        {
            status = evaluator.Evaluate(course, theta, eta, group.Times.AsSpan(), CourseSide.Before, before);
            status = status == PredictionStatus.Success ? evaluator.Evaluate(course, theta, eta, group.Times.AsSpan(), CourseSide.Behind, behind) : status;
        }

        if (status != PredictionStatus.Success)
        {
            var nan = double.NaN;
            measures.Fill(new CourseMeasures(nan, nan, nan, nan, nan, nan, nan));
            above.Fill(new TimeAbove(nan, nan));
            before.AsSpan().Fill(nan);
            behind.AsSpan().Fill(nan);
        }

        _firstRow[index] = _rows.Count;
        for (var w = 0; w < count; w++)
        {
            if (w == group.Windows.Length)
            {
                AddTimes(index, before, behind);
            }

            Add(new ExposureRow(index, windows[w], measures[w]), above.Slice(w * thresholds.Length, thresholds.Length));
        }

        if (count == group.Windows.Length)
        {
            AddTimes(index, before, behind);
        }

        return status;
    }

    private void AddTimes(int index, double[] before, double[] behind)
    {
        for (var i = 0; i < before.Length; i++)
        {
            var time = _plan.Groups[index].Times[i];
            var nan = double.NaN;
            Add(new ExposureRow(index, new CourseWindow(time, time), new CourseMeasures(nan, nan, nan, nan, nan, behind[i], before[i])), []);
        }
    }

    private void Add(in ExposureRow row, ReadOnlySpan<TimeAbove> above)
    {
        _rows.Add(row);
        _aboveOf.Add(_above.Count);
        foreach (var time in above)
        {
            _above.Add(time);
        }
    }

    private void Reserve(int windows, int thresholds)
    {
        if (_windows.Length < windows)
        {
            _windows = new CourseWindow[windows];
            _measures = new CourseMeasures[windows];
        }

        if (_times.Length < windows * thresholds)
        {
            _times = new TimeAbove[windows * thresholds];
        }
    }
}
