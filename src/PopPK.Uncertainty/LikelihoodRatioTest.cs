using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace PopPK.Uncertainty;

/// <summary>
/// The likelihood-ratio test of a model against a larger one that contains it. A variance that is zero in the smaller model lies on
/// the boundary of the larger one's parameters; the difference of objectives then follows a mixture of chi-square distributions (Self and
/// Liang 1987, J Am Stat Assoc 82:605; Stram and Lee 1994, Biometrics 50:1171). Immutable.
/// </summary>
/// <param name="Difference">Objective of the smaller model minus that of the larger one.</param>
/// <param name="Parameters">Parameters the larger model has more, other than variances: fixed effects and covariances.</param>
/// <param name="Variances">Variances the larger model has more, zero in the smaller one.</param>
/// <param name="Covariances">How many of the parameters are covariances, which vanish with their variances.</param>
public sealed record LikelihoodRatioTest(double Difference, int Parameters, int Variances, int Covariances)
{
    /// <summary>
    /// True when the reference distribution is known: with several variances that are correlated in the larger model it is not, and
    /// the test is conservative.
    /// </summary>
    public bool IsExact => Variances <= 1 || Covariances == 0;

    /// <summary>The probability of a difference at least as large if the smaller model is true.</summary>
    public double PValue
    {
        get
        {
            if (double.IsNaN(Difference))
            {
                return double.NaN;
            }

            if (!IsExact)
            {
                return Upper(Parameters + Variances);
            }

            // Each variance is estimated at zero with probability 1/2.
            var sum = 0.0;
            for (var j = 0; j <= Variances; j++)
            {
                sum += Combinatorics.Combinations(Variances, j) * Math.Pow(0.5, Variances) * Upper(Parameters + j);
            }

            return sum;
        }
    }

    /// <summary>The reference distribution in words.</summary>
    public string Reference => (Variances, IsExact) switch
    {
        (0, _) => $"chi-square with {Parameters} df",
        (_, false) => $"chi-square with {Parameters + Variances} df (conservative: correlated variances at their boundary)",
        (1, _) => $"1/2 chi-square with {Parameters} df + 1/2 with {Parameters + 1} df (a variance at its boundary)",
        _ => $"mixture of chi-squares with {Parameters} to {Parameters + Variances} df ({Variances} variances at their boundary)",
    };

    private double Upper(int degrees) =>
        degrees == 0 ? (Difference <= 0 ? 1 : 0) : Difference <= 0 ? 1 : 1 - ChiSquared.CDF(degrees, Difference);
}
