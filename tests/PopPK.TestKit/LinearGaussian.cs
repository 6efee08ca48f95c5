using MathNet.Numerics.LinearAlgebra;

namespace PopPK.TestKit;

/// <summary>
/// A line with normal random effects on intercept and slope at any levels: y = base + slope t + effects + epsilon. Marginally the
/// observations of all subjects together are normal with covariance C = sum Z Omega Z' + sd^2 I, so that -2 log likelihood and its
/// gradient are known: log|C| + r' C^-1 r, and tr(C^-1 dC) - r' C^-1 dC C^-1 r - 2 dmean' C^-1 r. Written for reading.
/// </summary>
/// <param name="observations">The observations of all subjects.</param>
/// <param name="terms">The blocks of random effects.</param>
public sealed class LinearGaussian(IReadOnlyList<LinearGaussian.Observation> observations, IReadOnlyList<LinearGaussian.Term> terms)
{
    /// <summary>An observation.</summary>
    /// <param name="Id">The subject.</param>
    /// <param name="Occasion">The occasion within the subject.</param>
    /// <param name="Site">The site.</param>
    /// <param name="Region">What sites belong to.</param>
    /// <param name="Time">t.</param>
    /// <param name="Value">y.</param>
    public readonly record struct Observation(int Id, int Occasion, int Site, int Region, double Time, double Value);

    /// <summary>A block of random effects.</summary>
    /// <param name="Key">Observations with the same key share the effects.</param>
    /// <param name="Design">What each effect of the block is multiplied by: '1' or 't'.</param>
    /// <param name="FirstOmega">Position of its covariance matrix (lower triangle by rows) among the free elements of Omega.</param>
    public readonly record struct Term(Func<Observation, object> Key, string Design, int FirstOmega);

    /// <summary>The objective without n log 2 pi.</summary>
    /// <param name="free">base, slope, sd, then the elements of Omega.</param>
    public double Ofv(double[] free)
    {
        var factor = Covariance(free).Cholesky();
        var residual = Residual(free);
        return factor.DeterminantLn + residual * factor.Solve(residual);
    }

    /// <summary>Its gradient.</summary>
    /// <param name="free">As in <see cref="Ofv"/>.</param>
    public double[] Gradient(double[] free)
    {
        var n = observations.Count;
        var inverse = Covariance(free).Inverse();
        var weighted = inverse * Residual(free);
        double ByCovariance(Matrix<double> change) => (inverse * change).Trace() - weighted * (change * weighted);
        var gradient = new double[free.Length];
        gradient[0] = -2 * weighted.Sum();
        gradient[1] = -2 * weighted * Vector<double>.Build.Dense(n, i => observations[i].Time);
        gradient[2] = ByCovariance(2 * free[2] * Matrix<double>.Build.DenseIdentity(n));
        for (var q = 3; q < free.Length; q++)
        {
            // C is linear in Omega: its derivative is C for a matrix with this element only.
            var unit = new double[free.Length];
            unit[q] = 1;
            gradient[q] = ByCovariance(Covariance(unit));
        }

        return gradient;
    }

    private Vector<double> Residual(double[] free) =>
        Vector<double>.Build.Dense(observations.Count, i => observations[i].Value - free[0] - free[1] * observations[i].Time);

    private Matrix<double> Covariance(double[] free) => Matrix<double>.Build.Dense(
        observations.Count,
        observations.Count,
        (i, j) => (i == j ? free[2] * free[2] : 0) + terms.Sum(t => Shared(t, observations[i], observations[j], free.AsSpan(3))));

    private static double Shared(Term term, Observation one, Observation other, ReadOnlySpan<double> omega)
    {
        if (!term.Key(one).Equals(term.Key(other)))
        {
            return 0;
        }

        var sum = 0.0;
        for (var k = 0; k < term.Design.Length; k++)
        {
            for (var l = 0; l < term.Design.Length; l++)
            {
                var (row, column) = (Math.Max(k, l), Math.Min(k, l));
                var (z, w) = (term.Design[k] == 't' ? one.Time : 1, term.Design[l] == 't' ? other.Time : 1);
                sum += z * w * omega[term.FirstOmega + row * (row + 1) / 2 + column];
            }
        }

        return sum;
    }
}
