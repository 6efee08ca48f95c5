using PopPK.Numerics.LinearAlgebra;

namespace PopPK.Numerics.Optimization;

/// <summary>
/// The approximation B of the Hessian that a quasi-Newton method keeps, and the direction it gives: Nocedal and Wright
/// (2006), Numerical Optimization, chapter 6; updates damped after Powell (their procedure 18.2), so that B stays positive
/// definite whatever the line search accepts. Mutable; one owner.
/// </summary>
internal sealed class CurvatureModel(int dimension, ICurvatureSource? source)
{
    private const double Damping = 0.2;

    private readonly double[] _matrix = new double[dimension * dimension];
    private readonly double[] _fresh = new double[dimension * dimension];
    private readonly double[] _factor = new double[dimension * dimension];
    private readonly double[] _added = new double[dimension];
    private readonly double[] _product = new double[dimension];
    private readonly double[] _change = new double[dimension];
    public CurvatureKind Kind { get; private set; } = CurvatureKind.ScaledIdentity;

    /// <summary>True when B, before its updates, came from the source.</summary>
    public bool GrewFromSource { get; private set; }

    /// <summary>Takes B from the source at a point; else a multiple of the identity with which no coordinate moves more than 1.</summary>
    public void Reset(EvaluatedPoint at)
    {
        if (TryRefresh(at))
        {
            return;
        }

        Array.Clear(_matrix);
        var diagonal = Math.Max(1, at.GradientNorm);
        for (var i = 0; i < dimension; i++)
        {
            _matrix[(i * dimension) + i] = diagonal;
        }

        (Kind, GrewFromSource) = (CurvatureKind.ScaledIdentity, false);
    }

    /// <summary>Takes B from the source at a point.</summary>
    /// <returns>False, and B as it was, when there is no source or it has no finite answer.</returns>
    public bool TryRefresh(EvaluatedPoint at)
    {
        if (source is null || !source.TryApproximateHessian(at.Point, _fresh))
        {
            return false;
        }

        DenseKernels.MirrorLowerTriangle(_fresh, dimension);
        if (!Array.TrueForAll(_fresh, double.IsFinite))
        {
            return false;
        }

        _fresh.CopyTo(_matrix, 0);
        (Kind, GrewFromSource) = (CurvatureKind.Source, true);
        return true;
    }

    /// <summary>Computes the direction p = -B^-1 g; what B lacks of being positive definite is first added to its diagonal.</summary>
    /// <returns>The slope g' p, not positive.</returns>
    public double Direction(EvaluatedPoint at, Span<double> direction)
    {
        _matrix.CopyTo(_factor, 0);
        ModifiedCholeskyKernels.Factor(_factor, dimension, _added);
        for (var i = 0; i < dimension; i++)
        {
            _matrix[(i * dimension) + i] += _added[i];
            direction[i] = -at.Gradient[i];
        }

        CholeskyKernels.Solve(_factor, dimension, direction);
        return DenseKernels.Dot(at.Gradient, direction);
    }

    /// <summary>The damped BFGS update for a step from one point to another.</summary>
    public void Update(EvaluatedPoint from, EvaluatedPoint to)
    {
        var step = new double[dimension];
        for (var i = 0; i < dimension; i++)
        {
            step[i] = to.Point[i] - from.Point[i];
            _change[i] = to.Gradient[i] - from.Gradient[i];
        }

        var stepChange = DenseKernels.Dot(step, _change);
        if (Kind == CurvatureKind.ScaledIdentity && stepChange > 0)
        {
            Scale(DenseKernels.Dot(_change, _change) / stepChange);
        }

        DenseKernels.MultiplySymmetric(_matrix, step, _product);
        var form = DenseKernels.Dot(step, _product);
        if (!(form > 0))
        {
            return;
        }

        if (stepChange < Damping * form)
        {
            var theta = (1 - Damping) * form / (form - stepChange);
            for (var i = 0; i < dimension; i++)
            {
                _change[i] = (theta * _change[i]) + ((1 - theta) * _product[i]);
            }

            stepChange = DenseKernels.Dot(step, _change);
        }

        DenseKernels.AddOuterProduct(_matrix, -1 / form, _product);
        DenseKernels.AddOuterProduct(_matrix, 1 / stepChange, _change);
        Kind = CurvatureKind.Updated;
    }

    /// <summary>The multiple of the identity that fits the first step best: Nocedal and Wright (2006), equation 6.20.</summary>
    private void Scale(double diagonal)
    {
        for (var i = 0; i < dimension; i++)
        {
            _matrix[(i * dimension) + i] = diagonal;
        }
    }
}
