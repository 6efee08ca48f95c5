using PopPK.Numerics.LinearAlgebra;
using PopPK.Numerics.Randomness;

namespace PopPK.Simulation.Forecasting;

/// <summary>
/// A multivariate t distribution, m + L z sqrt(nu / chi^2), from which random effects are proposed: its tails are heavier than those of
/// what is sampled. Without degrees of freedom it is normal. Mutable scratch; one owner.
/// </summary>
/// <param name="size">Number of elements.</param>
internal sealed class Proposal(int size)
{
    // So many proposals per element make their covariance count as much as the one before.
    private const double LeastPerElement = 10;

    private readonly double[] _location = new double[size];
    private readonly double[] _covariance = new double[size * size];
    private readonly double[] _factor = new double[size * size];
    private readonly double[] _normal = new double[size];

    /// <summary>nu; 0: normal.</summary>
    public int DegreesOfFreedom { get; set; }

    /// <summary>Takes location and scale from a mode and the covariance there.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="covariance">The covariance, row by row.</param>
    /// <returns>False when it is not positive definite.</returns>
    public bool TryBegin(ReadOnlySpan<double> mode, ReadOnlySpan<double> covariance)
    {
        mode.CopyTo(_location);
        covariance.CopyTo(_covariance);
        covariance.CopyTo(_factor);
        return CholeskyKernels.TryFactor(_factor, size);
    }

    /// <summary>Takes location and scale from the mean and covariance of weighted proposals, the less the fewer they are worth.</summary>
    /// <param name="points">The proposals, one behind the other.</param>
    /// <param name="weights">Their weights, of sum 1.</param>
    /// <param name="effective">How many they are worth.</param>
    /// <returns>False when nothing can be learnt from them.</returns>
    public bool TryAdapt(ReadOnlySpan<double> points, ReadOnlySpan<double> weights, double effective)
    {
        Array.Clear(_location);
        for (var i = 0; i < weights.Length; i++)
        {
            DenseKernels.AddScaled(weights[i], points.Slice(i * size, size), _location);
        }

        var share = effective / (effective + (LeastPerElement * size));
        for (var k = 0; k < _covariance.Length; k++)
        {
            _covariance[k] *= 1 - share;
        }

        for (var i = 0; i < weights.Length; i++)
        {
            for (var k = 0; k < size; k++)
            {
                _normal[k] = points[(i * size) + k] - _location[k];
            }

            DenseKernels.AddOuterProduct(_covariance, share * weights[i], _normal);
        }

        _covariance.CopyTo(_factor, 0);
        return CholeskyKernels.TryFactor(_factor, size);
    }

    /// <summary>Proposes.</summary>
    /// <param name="stream">Gives the random numbers.</param>
    /// <param name="x">Receives the proposal.</param>
    /// <returns>The logarithm of its density but for a constant that depends on the degrees of freedom and the size only.</returns>
    public double Draw(RandomStream stream, Span<double> x)
    {
        var square = 0.0;
        for (var k = 0; k < size; k++)
        {
            _normal[k] = stream.NextNormal();
            square += _normal[k] * _normal[k];
        }

        var chi = 0.0;
        for (var k = 0; k < DegreesOfFreedom; k++)
        {
            var z = stream.NextNormal();
            chi += z * z;
        }

        var scale = DegreesOfFreedom == 0 ? 1 : Math.Sqrt(DegreesOfFreedom / chi);
        var logDensity = DegreesOfFreedom == 0
            ? -0.5 * square
            : -0.5 * (DegreesOfFreedom + size) * Math.Log(1 + (scale * scale * square / DegreesOfFreedom));
        for (var k = 0; k < size; k++)
        {
            x[k] = _location[k] + (scale * DenseKernels.Dot(_factor.AsSpan(k * size, k + 1), _normal.AsSpan(0, k + 1)));
        }

        return logDensity - (0.5 * CholeskyKernels.LogDeterminant(_factor, size));
    }
}
