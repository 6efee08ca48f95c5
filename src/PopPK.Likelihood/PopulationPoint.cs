using System.Collections.Immutable;

namespace PopPK.Likelihood;

/// <summary>
/// A value of all population parameters on their natural scale: theta and the covariance matrices of the blocks of random
/// effects. Immutable; safe to share between threads.
/// </summary>
public sealed class PopulationPoint
{
    private readonly double[] _theta;
    private readonly double[] _omega;

    private PopulationPoint(double[] theta, ImmutableArray<CovarianceValue> covariances, double[] omega)
    {
        _theta = theta;
        _omega = omega;
        Covariances = covariances;
    }

    /// <summary>All fixed effects in the model's order.</summary>
    public ReadOnlySpan<double> Theta => _theta;

    /// <summary>The covariance matrices, in the order of <see cref="ParameterLayout"/>; blocks that share one have one entry.</summary>
    public ImmutableArray<CovarianceValue> Covariances { get; }

    /// <summary>Omega of one subject, row by row, over all random effects that are present (occasion by occasion).</summary>
    public ReadOnlySpan<double> Omega => _omega;

    /// <summary>Makes a point.</summary>
    /// <param name="theta">All fixed effects in the model's order.</param>
    /// <param name="covariances">The covariance matrices, row by row; symmetric.</param>
    /// <param name="layout">Where each matrix stands in a subject's random effects.</param>
    /// <returns>The point, or null when a matrix is not positive definite or a number is not finite.</returns>
    internal static PopulationPoint? TryCreate(
        ReadOnlySpan<double> theta,
        IReadOnlyList<double[]> covariances,
        ImmutableArray<LatentBlock> layout)
    {
        foreach (var value in theta)
        {
            if (!double.IsFinite(value))
            {
                return null;
            }
        }

        var values = ImmutableArray.CreateBuilder<CovarianceValue>(covariances.Count);
        foreach (var matrix in covariances)
        {
            if (CovarianceValue.TryCreate(matrix) is not { } value)
            {
                return null;
            }

            values.Add(value);
        }

        var n = layout.Sum(b => b.Size);
        var omega = new double[n * n];
        foreach (var block in layout)
        {
            var matrix = values[block.Covariance].Values;
            for (var k = 0; k < block.Size; k++)
            {
                for (var l = 0; l < block.Size; l++)
                {
                    omega[(block.First + k) * n + block.First + l] = matrix[k * block.Size + l];
                }
            }
        }

        return new PopulationPoint(theta.ToArray(), values.MoveToImmutable(), omega);
    }
}
