using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// The residual variances and correlations at eta = 0 of the subjects of a cluster, with their derivatives by theta: what stands for
/// them wherever a method ignores interaction. Scratch of one worker; grows to the largest cluster it meets.
/// </summary>
internal sealed class FrozenVariances
{
    private readonly Cohort _cohort;
    private readonly double[] _zero;
    private readonly int _thetaCount;
    private readonly List<int> _starts = [0];
    private double[] _values = [];
    private double[] _byTheta = [];

    /// <summary>Makes the scratch for a cohort.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="etas">Number of random effects of a subject.</param>
    public FrozenVariances(Cohort cohort, int etas)
    {
        _cohort = cohort;
        _zero = new double[etas];
        _thetaCount = cohort.Model.FreeThetas.Length;
    }

    /// <summary>True when variances are known; otherwise the model's own are meant.</summary>
    public bool IsSet => _starts.Count > 1;

    /// <summary>The variances of a subject of the cluster, one per observation, and behind them the correlations; empty when none are set.</summary>
    /// <param name="member">Position of the subject in the cluster.</param>
    public ReadOnlySpan<double> Of(int member) =>
        IsSet ? _values.AsSpan(_starts[member], _starts[member + 1] - _starts[member]) : [];

    /// <summary>Their derivatives by the estimated fixed effects, a row for each.</summary>
    /// <param name="member">Position of the subject in the cluster.</param>
    public ReadOnlySpan<double> ByTheta(int member) =>
        IsSet ? _byTheta.AsSpan(_starts[member] * _thetaCount, (_starts[member + 1] - _starts[member]) * _thetaCount) : [];

    /// <summary>Forgets the variances.</summary>
    public void Clear() => _starts.RemoveRange(1, _starts.Count - 1);

    /// <summary>Evaluates the variances of a cluster.</summary>
    /// <param name="subjects">Its subjects.</param>
    /// <param name="theta">All fixed effects.</param>
    /// <param name="prediction">Scratch.</param>
    /// <param name="failed">Position in the cluster of the subject that could not be predicted.</param>
    public PredictionStatus Evaluate(
        ReadOnlySpan<BoundSubject> subjects, ReadOnlySpan<double> theta, SubjectWorkspace prediction, out int failed)
    {
        Clear();
        for (failed = 0; failed < subjects.Length; failed++)
        {
            var subject = subjects[failed];
            var status = _cohort.Model.Predict(subject, subject.Observations, theta, _zero, DerivativeOrder.SecondAll, prediction);
            if (status != PredictionStatus.Success)
            {
                Clear();
                return status;
            }

            Append(subject.Observations.Count, prediction);
        }

        return PredictionStatus.Success;
    }

    private void Append(int count, SubjectWorkspace prediction)
    {
        var start = _starts[^1];
        var end = start + count + prediction.CorrelationCount;
        _starts.Add(end);
        if (_values.Length < end)
        {
            Array.Resize(ref _values, Math.Max(end, 2 * _values.Length));
            Array.Resize(ref _byTheta, _values.Length * _thetaCount);
        }

        for (var j = 0; j < count; j++)
        {
            Store(start + j, prediction.Variance(j), prediction.VarianceFirst(j), prediction.PhiByTheta);
        }

        for (var k = 0; k < prediction.CorrelationCount; k++)
        {
            Store(start + count + k, prediction.Correlation(k), prediction.CorrelationFirst(k), prediction.PhiByTheta);
        }
    }

    private void Store(int position, double value, ReadOnlySpan<double> byPhi, ReadOnlySpan<double> phiByTheta)
    {
        _values[position] = value;
        var row = _byTheta.AsSpan(position * _thetaCount, _thetaCount);
        row.Clear();
        for (var a = 0; a < byPhi.Length; a++)
        {
            for (var q = 0; byPhi[a] != 0 && q < _thetaCount; q++)
            {
                row[q] += byPhi[a] * phiByTheta[a * _thetaCount + q];
            }
        }
    }
}
