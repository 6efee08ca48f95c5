using PopPK.Likelihood;
using PopPK.Prediction;

namespace PopPK.Simulation;

/// <summary>
/// Subjects that wait to be predicted together, which for equations costs little more than one of them alone; with the same population
/// parameters all. What they get does not depend on their company. Mutable; one owner.
/// </summary>
/// <param name="cohort">The cohort.</param>
/// <param name="workspace">Scratch of the worker.</param>
internal sealed class SubjectBatch(SimulationCohort cohort, SubjectWorkspace workspace)
{
    /// <summary>The largest number of subjects.</summary>
    public const int Capacity = 64;

    private readonly int _effects = cohort.Cohort.Model.Slots.Length;
    private readonly BoundSubject[] _subjects = new BoundSubject[Capacity];
    private readonly PredictionPoints[] _points = new PredictionPoints[Capacity];
    private readonly PredictionStatus[] _statuses = new PredictionStatus[Capacity];
    private readonly int[] _offsets = new int[Capacity + 1];
    private readonly double[] _eta = new double[Capacity * cohort.Cohort.Model.Slots.Length];
    private double[] _means = [];
    private double[] _variances = [];

    /// <summary>Number of subjects.</summary>
    public int Count { get; private set; }

    /// <summary>The population parameters of the subjects; null without any.</summary>
    public PopulationPoint? Point { get; private set; }

    /// <summary>Forgets all subjects.</summary>
    public void Clear()
    {
        Count = 0;
        Point = null;
    }

    /// <summary>Adds a subject; there is room for it, and it has the same population parameters.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="eta">Its random effects.</param>
    public void Add(SimulatedSubject subject, ReadOnlySpan<double> eta)
    {
        Point = subject.Point;
        (_subjects[Count], _points[Count]) = (subject.Subject, subject.Points);
        eta.CopyTo(_eta.AsSpan(Count * _effects));
        _offsets[Count + 1] = _offsets[Count] + subject.Points.Count;
        Count++;
    }

    /// <summary>Predicts all subjects.</summary>
    /// <param name="withVariances">True for variances of residuals too.</param>
    public void Predict(bool withVariances)
    {
        var length = _offsets[Count];
        if (_means.Length < length)
        {
            (_means, _variances) = (new double[2 * length], new double[2 * length]);
        }

        cohort.Cohort.Model.PredictValues(
            _subjects.AsSpan(0, Count),
            _points.AsSpan(0, Count),
            Point!.Theta,
            _eta.AsSpan(0, Count * _effects),
            workspace,
            _means.AsSpan(0, length),
            _statuses.AsSpan(0, Count),
            withVariances ? _variances.AsSpan(0, length) : default);
    }

    /// <summary>How the prediction of a subject ended.</summary>
    /// <param name="subject">Its number in the batch.</param>
    public PredictionStatus StatusOf(int subject) => _statuses[subject];

    /// <summary>Its predictions on the scale of the transforms.</summary>
    /// <param name="subject">Its number in the batch.</param>
    public ReadOnlySpan<double> MeansOf(int subject) => _means.AsSpan(_offsets[subject], _points[subject].Count);

    /// <summary>The variances of its residuals there, where they were asked for.</summary>
    /// <param name="subject">Its number in the batch.</param>
    public ReadOnlySpan<double> VariancesOf(int subject) => _variances.AsSpan(_offsets[subject], _points[subject].Count);
}
