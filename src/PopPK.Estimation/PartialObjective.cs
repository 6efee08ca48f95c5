using PopPK.Numerics.Optimization;

namespace PopPK.Estimation;

/// <summary>An objective in some of its coordinates; the others are held where they are. Not safe for concurrent use.</summary>
/// <param name="whole">The objective in all coordinates.</param>
/// <param name="origin">Where the others are held: all coordinates.</param>
/// <param name="moving">Positions of the coordinates that move, ascending.</param>
internal sealed class PartialObjective(UnconstrainedObjective whole, double[] origin, int[] moving) : IObjective, ICurvatureSource
{
    private readonly double[] _point = [.. origin];
    private readonly double[] _gradient = new double[origin.Length];
    private readonly double[] _hessian = new double[origin.Length * origin.Length];

    /// <inheritdoc/>
    public int Dimension => moving.Length;

    /// <inheritdoc/>
    public ObjectiveStatus Evaluate(ReadOnlySpan<double> point, out double value, Span<double> gradient)
    {
        var status = whole.Evaluate(Expand(point), out value, _gradient);
        for (var i = 0; i < moving.Length; i++)
        {
            gradient[i] = _gradient[moving[i]];
        }

        return status;
    }

    /// <inheritdoc/>
    public bool TryApproximateHessian(ReadOnlySpan<double> point, Span<double> hessian)
    {
        if (!whole.TryApproximateHessian(Expand(point), _hessian))
        {
            return false;
        }

        for (var i = 0; i < moving.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                hessian[i * moving.Length + j] = _hessian[moving[i] * origin.Length + moving[j]];
            }
        }

        return true;
    }

    /// <summary>All coordinates from those that move.</summary>
    /// <param name="point">One value per coordinate that moves.</param>
    /// <returns>Scratch that the next call overwrites.</returns>
    public ReadOnlySpan<double> Expand(ReadOnlySpan<double> point)
    {
        for (var i = 0; i < moving.Length; i++)
        {
            _point[moving[i]] = point[i];
        }

        return _point;
    }
}
