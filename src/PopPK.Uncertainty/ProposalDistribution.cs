using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;
using PopPK.Estimation;
using PopPK.Likelihood;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Numerics.Randomness;

namespace PopPK.Uncertainty;

/// <summary>
/// Where parameters are proposed from: on the optimiser's coordinates, where every number is an admissible parameter (a normal
/// distribution of the parameters themselves would put a good part of the proposals of a variance below zero), first the normal
/// distribution of the curvature at the estimates, then that of weighted proposals after transformations that take the skewness out of each
/// coordinate (Dosne, Bergstrand and Karlsson 2017, J Pharmacokinet Pharmacodyn 44:509, who do so on the natural scale with the
/// kept proposals of the round before).
/// Densities are given on the natural scale, so that weights are those of a likelihood without any prior there.
/// Immutable; safe to share between threads.
/// </summary>
internal sealed class ProposalDistribution
{
    private readonly ParameterLayout _layout;
    private readonly UnconstrainedScale _scale;
    private readonly SkewTransform[] _transforms;
    private readonly double[] _mean;
    private readonly double[] _factor;

    private ProposalDistribution(ParameterLayout layout, UnconstrainedScale scale, SkewTransform[] transforms, double[] mean, double[] factor) =>
        (_layout, _scale, _transforms, _mean, _factor) = (layout, scale, transforms, mean, factor);

    /// <summary>Brings the covariance matrix of the estimates to the coordinates.</summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="estimates">The estimates of the free ones, natural scale.</param>
    /// <param name="covariance">The covariance matrix of the estimates, natural scale, row by row.</param>
    /// <param name="inflation">Factor on it.</param>
    /// <returns>The distribution, or null when the matrix is not positive definite there.</returns>
    public static ProposalDistribution? TryCreate(ParameterLayout layout, ReadOnlySpan<double> estimates, ReadOnlySpan<double> covariance, double inflation)
    {
        var scale = new UnconstrainedScale(layout);
        var n = scale.Dimension;
        var mean = new double[n];
        scale.FromNatural(ChainStart.Near(layout, estimates), mean);
        var inverse = Derivatives(scale, mean).Inverse();
        var natural = Matrix<double>.Build.Dense(n, n, covariance.ToArray());
        return TryCreate(layout, scale, [.. mean.Select(_ => new SkewTransform(0, 1, 1))], mean, inflation * inverse * natural * inverse.Transpose());
    }

    /// <summary>
    /// The distribution the proposals of all rounds so far describe: transformations, then mean and covariance matrix, all weighted. No
    /// weight counts more than the root of their number times their mean (Ionides 2008, J Comput Graph Stat 17:295), and a round as much as
    /// its effective sample size.
    /// </summary>
    /// <param name="rounds">The proposals.</param>
    /// <param name="inflation">Factor on the covariance matrix.</param>
    /// <returns>The distribution, or null when they say too little.</returns>
    public ProposalDistribution? TryFollow(IEnumerable<ImmutableArray<ImportanceSample>> rounds, double inflation)
    {
        const int effectivePerParameter = 3;
        var n = _mean.Length;
        var (points, weights) = (new List<double[]>(), new List<double>());
        foreach (var round in rounds)
        {
            var most = 1 / Math.Sqrt(round.Length);
            var sum = round.Sum(s => Math.Min(s.Weight, most));
            var squares = round.Sum(s => Math.Pow(Math.Min(s.Weight, most) / sum, 2));
            foreach (var sample in round.Where(s => s.Weight > 0))
            {
                var x = new double[n];
                _scale.FromNatural(ChainStart.Near(_layout, sample.FreeParameters.AsSpan()), x);
                points.Add(x);
                weights.Add(Math.Min(sample.Weight, most) / sum / squares);
            }
        }

        var size = weights.Sum();
        if (!(size > effectivePerParameter * n))
        {
            return null;
        }

        var w = weights.ToArray();
        SkewTransform[] transforms = [.. Enumerable.Range(0, n).Select(i => SkewTransform.Fit(points.Select(x => x[i]).ToArray(), w))];
        var mean = new double[n];
        var second = new double[n * n];
        var transformed = new double[n];
        for (var k = 0; k < w.Length; k++)
        {
            for (var i = 0; i < n; i++)
            {
                transformed[i] = transforms[i].Apply(points[k][i]);
                mean[i] += w[k] / size * transformed[i];
                for (var j = 0; j <= i; j++)
                {
                    second[i * n + j] += w[k] / size * transformed[i] * transformed[j];
                }
            }
        }

        var matrix = Matrix<double>.Build.Dense(n, n, (i, j) => inflation * (second[Math.Max(i, j) * n + Math.Min(i, j)] - mean[i] * mean[j]));
        return TryCreate(_layout, _scale, transforms, mean, matrix);
    }

    private static ProposalDistribution? TryCreate(
        ParameterLayout layout, UnconstrainedScale scale, SkewTransform[] transforms, double[] mean, Matrix<double> covariance)
    {
        var factor = (0.5 * (covariance + covariance.Transpose())).ToRowMajorArray();
        return factor.All(double.IsFinite) && CholeskyKernels.TryFactor(factor, mean.Length)
            ? new ProposalDistribution(layout, scale, transforms, mean, factor)
            : null;
    }

    /// <summary>Draws a point.</summary>
    /// <param name="stream">Where the random numbers come from.</param>
    /// <param name="logDensity">Receives the logarithm of its density on the natural scale, but for a constant.</param>
    /// <returns>The free parameters, natural scale.</returns>
    public double[] Draw(RandomStream stream, out double logDensity)
    {
        var n = _mean.Length;
        var z = new double[n];
        var x = (double[])_mean.Clone();
        for (var i = 0; i < n; i++)
        {
            z[i] = stream.NextNormal();
            for (var j = 0; j <= i; j++)
            {
                x[i] += _factor[i * n + j] * z[j];
            }
        }

        logDensity = -0.5 * z.Sum(v => v * v);
        for (var i = 0; i < n; i++)
        {
            x[i] = _transforms[i].Invert(x[i]);
            logDensity += _transforms[i].LogSlope(x[i]);
        }

        var natural = new double[n];
        _scale.ToNatural(x, natural);
        logDensity -= Math.Log(Math.Abs(Derivatives(_scale, x).Determinant()));
        return natural;
    }

    // Element (i, j): derivative of the natural parameter i by the coordinate j.
    private static Matrix<double> Derivatives(UnconstrainedScale scale, double[] x)
    {
        var n = x.Length;
        var derivatives = Matrix<double>.Build.Dense(n, n);
        var unit = new double[n];
        var row = new double[n];
        for (var i = 0; i < n; i++)
        {
            Array.Clear(unit);
            unit[i] = 1;
            scale.GradientFromNatural(x, unit, row);
            derivatives.SetRow(i, row);
        }

        return derivatives;
    }
}
