using PopPK.Numerics.LinearAlgebra;

namespace PopPK.Likelihood;

/// <summary>
/// A value of all population parameters on their natural scale: theta and the covariance matrix Omega of eta with its
/// inverse and determinant. Immutable; safe to share between threads.
/// </summary>
public sealed class PopulationPoint
{
    private readonly double[] _theta;
    private readonly double[] _omega;
    private readonly double[] _omegaInverse;

    private PopulationPoint(double[] theta, double[] omega, double[] omegaInverse, double logDeterminant)
    {
        _theta = theta;
        _omega = omega;
        _omegaInverse = omegaInverse;
        LogDeterminantOmega = logDeterminant;
    }

    /// <summary>All fixed effects in the model's order.</summary>
    public ReadOnlySpan<double> Theta => _theta;

    /// <summary>Omega, row by row, over the random effects that are present.</summary>
    public ReadOnlySpan<double> Omega => _omega;

    /// <summary>The inverse of Omega, row by row.</summary>
    public ReadOnlySpan<double> OmegaInverse => _omegaInverse;

    /// <summary>log |Omega|; 0 without random effects.</summary>
    public double LogDeterminantOmega { get; }

    /// <summary>Makes a point.</summary>
    /// <param name="theta">All fixed effects in the model's order.</param>
    /// <param name="omega">Omega, row by row; symmetric.</param>
    /// <returns>The point, or null when Omega is not positive definite or a number is not finite.</returns>
    /// <exception cref="ArgumentException">Omega is not square.</exception>
    public static PopulationPoint? TryCreate(ReadOnlySpan<double> theta, ReadOnlySpan<double> omega)
    {
        var n = (int)Math.Round(Math.Sqrt(omega.Length));
        if (n * n != omega.Length)
        {
            throw new ArgumentException($"Omega has {omega.Length} elements, which is no square.", nameof(omega));
        }

        foreach (var value in theta)
        {
            if (!double.IsFinite(value))
            {
                return null;
            }
        }

        var factor = omega.ToArray();
        if (!CholeskyKernels.TryFactor(factor, n))
        {
            return null;
        }

        var inverse = new double[n * n];
        CholeskyKernels.Invert(factor, n, inverse);
        return new PopulationPoint(theta.ToArray(), omega.ToArray(), inverse, CholeskyKernels.LogDeterminant(factor, n));
    }
}
