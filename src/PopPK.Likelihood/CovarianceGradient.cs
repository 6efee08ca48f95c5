namespace PopPK.Likelihood;

/// <summary>
/// Derivatives of a cluster's objective by the elements of Omega: N - N M N summed over the instances of a block, N = Omega^-1,
/// with M = x x' + S - sym(x adjoint'). Stateless; no allocation.
/// </summary>
internal static class CovarianceGradient
{
    /// <summary>Fills the gradient by the estimated elements of Omega.</summary>
    /// <param name="layout">The population parameters' order.</param>
    /// <param name="weights">S (and whatever else belongs to M).</param>
    /// <param name="workspace">Holds x, <see cref="ClusterWorkspace.Latent"/>, and <see cref="ClusterWorkspace.Adjoint"/>.</param>
    /// <param name="contribution">Receives the derivatives.</param>
    public static void Add(
        ParameterLayout layout, ReadOnlySpan<double> weights, ClusterWorkspace workspace, ClusterContribution contribution)
    {
        var density = workspace.Density;
        for (var i = 0; i < layout.FreeOmegas.Length; i++)
        {
            var (covariance, row, column) = layout.FreeOmegas[i];
            var sum = 0.0;
            foreach (var block in density.Layout.Blocks)
            {
                if (block.Covariance == covariance)
                {
                    sum += OfInstance(block, density.Point.Covariances[covariance].Inverse, row, column, weights, workspace);
                }
            }

            // An element off the diagonal stands for two equal ones.
            contribution.GradientStore[layout.FreeThetaCount + i] = row == column ? sum : 2 * sum;
        }
    }

    private static double OfInstance(
        LatentBlock block, ReadOnlySpan<double> inverse, int row, int column, ReadOnlySpan<double> weights, ClusterWorkspace workspace)
    {
        var size = block.Size;
        var x = workspace.Latent.Slice(block.First, size);
        var adjoint = workspace.Adjoint.Slice(block.First, size);
        var sum = inverse[row * size + column];
        for (var k = 0; k < size; k++)
        {
            for (var l = 0; l < size; l++)
            {
                var m = x[k] * x[l] + weights[workspace.Shape.At(block.First + k, block.First + l)] - 0.5 * (x[k] * adjoint[l] + adjoint[k] * x[l]);
                sum -= inverse[row * size + k] * m * inverse[l * size + column];
            }
        }

        return sum;
    }
}
