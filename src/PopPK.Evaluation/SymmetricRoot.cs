using MathNet.Numerics.LinearAlgebra;

namespace PopPK.Evaluation;

/// <summary>The symmetric inverse square root of a covariance matrix, which NONMEM decorrelates residuals with.</summary>
internal static class SymmetricRoot
{
    /// <summary>C^(-1/2) r.</summary>
    /// <param name="covariance">C, symmetric.</param>
    /// <param name="residuals">r.</param>
    /// <returns>The product; NaN where C is not positive definite or not finite.</returns>
    public static double[] ApplyInverse(double[,] covariance, double[] residuals)
    {
        var result = new double[residuals.Length];
        if (residuals.Length == 0)
        {
            return result;
        }

        foreach (var element in covariance)
        {
            if (!double.IsFinite(element))
            {
                Array.Fill(result, double.NaN);
                return result;
            }
        }

        var decomposition = Matrix<double>.Build.DenseOfArray(covariance).Evd(Symmetricity.Symmetric);
        var vectors = decomposition.EigenVectors;
        var projected = vectors.TransposeThisAndMultiply(Vector<double>.Build.Dense(residuals));
        for (var i = 0; i < residuals.Length; i++)
        {
            var value = decomposition.EigenValues[i].Real;
            projected[i] = value > 0 ? projected[i] / Math.Sqrt(value) : double.NaN;
        }

        return (vectors * projected).ToArray();
    }
}
