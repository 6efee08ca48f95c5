using MathNet.Numerics.LinearAlgebra;

namespace PopPK.Evaluation.Predictive;

/// <summary>A matrix W with W V W' = 1, for a covariance matrix V, and the means it belongs to. Immutable once made.</summary>
internal sealed class Decorrelator
{
    // Below this part of its variance an observation is a function of the others.
    private const double LeastPivot = 1e-12;

    private readonly double[] _means;
    private readonly double[] _matrix;

    private Decorrelator(double[] means, double[] matrix)
    {
        _means = means;
        _matrix = matrix;
    }

    /// <summary>Makes the matrix from a sample.</summary>
    /// <param name="values">For each variable its values.</param>
    /// <param name="method">Which matrix.</param>
    /// <returns>The matrix, or null when the sample covariance is not positive definite.</returns>
    public static Decorrelator? TryCreate(double[][] values, Decorrelation method)
    {
        var n = values.Length;
        var count = n == 0 ? 0 : values[0].Length;
        if (count < 2)
        {
            return null;
        }

        double[] means = [.. values.Select(v => v.Sum() / v.Length)];
        var centred = values.Select((v, j) => v.Select(x => x - means[j]).ToArray()).ToArray();
        var covariance = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < count; k++)
                {
                    sum += centred[i][k] * centred[j][k];
                }

                covariance[(i * n) + j] = covariance[(j * n) + i] = sum / (count - 1);
            }
        }

        var matrix = InverseFactor(covariance, n);
        return matrix is null ? null : new Decorrelator(means, method == Decorrelation.Cholesky ? matrix : SymmetricRoot(covariance, n));
    }

    /// <summary>W (y - mean).</summary>
    /// <param name="values">y.</param>
    /// <param name="result">Receives the product.</param>
    public void Apply(ReadOnlySpan<double> values, Span<double> result)
    {
        var n = _means.Length;
        for (var i = 0; i < n; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < n; j++)
            {
                sum += _matrix[(i * n) + j] * (values[j] - _means[j]);
            }

            result[i] = sum;
        }
    }

    // L^-1, row by row, or null.
    private static double[]? InverseFactor(double[] covariance, int n)
    {
        var factor = new double[n * n];
        var inverse = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = covariance[(i * n) + j];
                for (var k = 0; k < j; k++)
                {
                    sum -= factor[(i * n) + k] * factor[(j * n) + k];
                }

                if (j < i)
                {
                    factor[(i * n) + j] = sum / factor[(j * n) + j];
                }
                else if (!(sum > LeastPivot * covariance[(i * n) + i]))
                {
                    return null;
                }
                else
                {
                    factor[(i * n) + i] = Math.Sqrt(sum);
                }
            }

            for (var j = 0; j <= i; j++)
            {
                var sum = i == j ? 1.0 : 0;
                for (var k = j; k < i; k++)
                {
                    sum -= factor[(i * n) + k] * inverse[(k * n) + j];
                }

                inverse[(i * n) + j] = sum / factor[(i * n) + i];
            }
        }

        return inverse;
    }

    private static double[] SymmetricRoot(double[] covariance, int n)
    {
        var decomposition = Matrix<double>.Build.Dense(n, n, covariance).Evd(Symmetricity.Symmetric);
        var vectors = decomposition.EigenVectors;
        var matrix = new double[n * n];
        for (var k = 0; k < n; k++)
        {
            var scale = 1 / Math.Sqrt(decomposition.EigenValues[k].Real);
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    matrix[(i * n) + j] += scale * vectors[i, k] * vectors[j, k];
                }
            }
        }

        return matrix;
    }
}
