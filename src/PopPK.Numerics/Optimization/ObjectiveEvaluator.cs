using System.Collections.Immutable;

namespace PopPK.Numerics.Optimization;

/// <summary>
/// Evaluates an objective for the minimiser: counts, takes results that are not finite for failures, watches for
/// cancellation, and remembers which coordinates ever had a gradient. Mutable; one owner.
/// </summary>
internal sealed class ObjectiveEvaluator(IObjective objective, int maximumEvaluations, CancellationToken cancellation)
{
    private readonly bool[] _hasGradient = new bool[objective.Dimension];
    private bool _objectiveCancelled;

    public int Count { get; private set; }

    public int FailureCount { get; private set; }

    public bool IsCancelled => _objectiveCancelled || cancellation.IsCancellationRequested;

    public bool IsExhausted => Count >= maximumEvaluations;

    public ImmutableArray<int> FlatCoordinates =>
        [.. Enumerable.Range(0, _hasGradient.Length).Where(i => !_hasGradient[i])];

    /// <summary>Computes value and gradient at the point's coordinates.</summary>
    /// <returns>False when there are none, when the caller cancelled or when the evaluations are used up.</returns>
    public bool TryEvaluate(EvaluatedPoint at)
    {
        if (IsCancelled || IsExhausted)
        {
            return false;
        }

        Count++;
        ObjectiveStatus status;
        double value;
        try
        {
            status = objective.Evaluate(at.Point, out value, at.Gradient);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // An objective that runs in parallel reports the cancellation of the same token in the framework's way.
            _objectiveCancelled = true;
            return false;
        }

        at.Value = value;
        if (status != ObjectiveStatus.Ok || !double.IsFinite(value) || !Array.TrueForAll(at.Gradient, double.IsFinite))
        {
            FailureCount++;
            return false;
        }

        for (var i = 0; i < _hasGradient.Length; i++)
        {
            _hasGradient[i] |= at.Gradient[i] != 0;
        }

        return true;
    }
}
