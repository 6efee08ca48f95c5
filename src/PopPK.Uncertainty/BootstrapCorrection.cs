using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using PopPK.Estimation;
using PopPK.Numerics.Randomness;
using PopPK.Numerics.Statistics;

namespace PopPK.Uncertainty;

/// <summary>
/// Corrects percentile intervals of a bootstrap. The acceleration is a sixth of the skewness of what single clusters contribute to the
/// estimate. Instead of a fit without each of them it takes their gradients times R^-1, the infinitesimal jackknife (DiCiccio and Efron
/// 1996, Stat Sci 11:189, section 6), which the covariance step has at hand. Stateless.
/// </summary>
internal static class BootstrapCorrection
{
    /// <summary>The corrected intervals, one per free parameter.</summary>
    /// <param name="result">The fit.</param>
    /// <param name="covariance">Its covariance step; without its R matrix there is no acceleration.</param>
    /// <param name="strata">The groups clusters were drawn within.</param>
    /// <param name="replicates">The replicates; those that converged count.</param>
    /// <param name="level">Confidence level.</param>
    public static ImmutableArray<CorrectedInterval> Intervals(
        EstimationResult result,
        CovarianceResult? covariance,
        Strata strata,
        ImmutableArray<BootstrapReplicate> replicates,
        double level)
    {
        var accelerations = Accelerations(result, covariance, strata);
        var converged = replicates.Where(r => r.IsConverged).ToArray();
        return
        [
            .. result.FreeParameters.Select((estimate, i) =>
                Interval(estimate, accelerations[i], [.. converged.Select(r => r.FreeParameters[i]).Order()], level)),
        ];
    }

    private static CorrectedInterval Interval(double estimate, double acceleration, double[] sorted, double level)
    {
        // Ties with the estimate are half below it.
        var below = (sorted.Count(v => v < estimate) + 0.5 * sorted.Count(v => v.Equals(estimate))) / sorted.Length;
        if (!(below is > 0 and < 1))
        {
            return new CorrectedInterval(double.NaN, acceleration, double.NaN, double.NaN);
        }

        var bias = NormalQuantile.At(below);
        var curvature = double.IsNaN(acceleration) ? 0 : acceleration;
        double End(double probability)
        {
            var z = bias + NormalQuantile.At(probability);
            return 1 - curvature * z > 0 ? SampleQuantile.OfPopulation(sorted, Normal.CDF(0, 1, bias + z / (1 - curvature * z))) : double.NaN;
        }

        return new CorrectedInterval(bias, acceleration, End(0.5 * (1 - level)), End(0.5 * (1 + level)));
    }

    private static double[] Accelerations(EstimationResult result, CovarianceResult? covariance, Strata strata)
    {
        const double sixth = 1.0 / 6;
        var n = result.FreeParameters.Length;
        var sums = Enumerable.Repeat((Squares: double.NaN, Cubes: double.NaN), n).ToArray();
        if (covariance is { Succeeded: true, R.IsDefaultOrEmpty: false } && !result.ClusterGradients.IsEmpty)
        {
            Array.Clear(sums);
            var inverse = Matrix<double>.Build.Dense(n, n, covariance.R.ToArray()).Inverse();
            foreach (var group in strata.Groups)
            {
                // Where the objective rises with a parameter, the cluster pulls the estimate down.
                var influences = group.Select(c => -inverse * Vector<double>.Build.Dense(result.ClusterGradients[c].ToArray())).ToArray();
                var mean = influences.Aggregate((a, b) => a + b) / influences.Length;
                foreach (var difference in influences.Select(u => u - mean))
                {
                    for (var i = 0; i < n; i++)
                    {
                        sums[i].Squares += difference[i] * difference[i];
                        sums[i].Cubes += Math.Pow(difference[i], 3);
                    }
                }
            }
        }

        return [.. sums.Select(s => s.Squares == 0 ? 0 : sixth * s.Cubes / Math.Pow(s.Squares, 1.5))];
    }
}
