using PopPK.Numerics.LinearAlgebra;

namespace PopPK.Likelihood;

/// <summary>A value of the covariance matrix of a block of random effects, with its inverse and determinant. Immutable; safe to share between threads.</summary>
public sealed class CovarianceValue
{
    private readonly double[] _values;
    private readonly double[] _inverse;
    private readonly double[] _factor;

    private CovarianceValue(int size, double[] values, double[] factor, double[] inverse, double logDeterminant)
    {
        Size = size;
        _values = values;
        _factor = factor;
        _inverse = inverse;
        LogDeterminant = logDeterminant;
    }

    /// <summary>Number of random effects.</summary>
    public int Size { get; }

    /// <summary>The matrix, row by row.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Its Cholesky factor L, row by row: the matrix is L L'. What stands above the diagonal means nothing.</summary>
    public ReadOnlySpan<double> Factor => _factor;

    /// <summary>Its inverse, row by row.</summary>
    public ReadOnlySpan<double> Inverse => _inverse;

    /// <summary>The logarithm of its determinant; 0 without effects.</summary>
    public double LogDeterminant { get; }

    /// <summary>Makes a value.</summary>
    /// <param name="values">The matrix, row by row; symmetric.</param>
    /// <returns>The value, or null when the matrix is not positive definite.</returns>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static CovarianceValue? TryCreate(ReadOnlySpan<double> values)
    {
        var n = (int)Math.Round(Math.Sqrt(values.Length));
        if (n * n != values.Length)
        {
            throw new ArgumentException($"A covariance matrix has {values.Length} elements, which is no square.", nameof(values));
        }

        var factor = values.ToArray();
        if (!CholeskyKernels.TryFactor(factor, n))
        {
            return null;
        }

        var inverse = new double[n * n];
        CholeskyKernels.Invert(factor, n, inverse);
        return new CovarianceValue(n, values.ToArray(), factor, inverse, CholeskyKernels.LogDeterminant(factor, n));
    }
}
