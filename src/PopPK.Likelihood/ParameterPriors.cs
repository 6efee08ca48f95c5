using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Symbolics;

namespace PopPK.Likelihood;

/// <summary>
/// The priors of a model's parameters: -2 log density, complete, of normal priors of fixed effects and of inverse Wishart
/// priors of covariance matrices (Gisleskog, Karlsson and Beal 2002, J Pharmacokinet Pharmacodyn 29:473), and its
/// gradient by the free parameters. Immutable; safe to share between threads.
/// </summary>
internal sealed class ParameterPriors
{
    private readonly ParameterLayout _layout;
    private readonly ImmutableArray<(CovarianceValue Covariance, ImmutableArray<int> Effects, ImmutableArray<double> Mean)> _normal;
    private readonly ImmutableArray<(int Covariance, ImmutableArray<double> Scale, double Degrees, double Constant)> _wishart;

    /// <summary>Prepares the priors of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layout">Its parameters.</param>
    /// <exception cref="ArgumentException">A prior's matrix is not positive definite.</exception>
    public ParameterPriors(PopulationModel model, ParameterLayout layout)
    {
        _layout = layout;
        var thetas = model.FixedEffects.Select((f, i) => (f.Symbol, i)).ToDictionary(f => f.Symbol, f => f.i);
        _normal = [.. model.FixedEffectPriors.Select(p => (
            ValueOf(Square(p.Covariance, p.Effects.Length)),
            p.Effects.Select(e => thetas[e]).ToImmutableArray(),
            p.Mean))];
        _wishart = [.. model.CovariancePriors.Select(p =>
        {
            var size = model.RandomEffects[p.Block].Size;
            var scale = Square(p.Scale, size);
            return (layout.CovarianceOfBlock(p.Block), ImmutableArray.Create(scale), p.DegreesOfFreedom, ConstantOf(scale, size, p.DegreesOfFreedom));
        })];
    }

    /// <summary>True when no parameter has a prior.</summary>
    public bool IsEmpty => _normal.IsEmpty && _wishart.IsEmpty;

    /// <summary>-2 log density at a point.</summary>
    /// <param name="point">The point.</param>
    /// <param name="gradient">The gradient by the free parameters, added to; empty when it is not wanted.</param>
    public double Evaluate(PopulationPoint point, Span<double> gradient)
    {
        var value = 0.0;
        foreach (var (covariance, effects, mean) in _normal)
        {
            var difference = new double[effects.Length];
            var weighted = new double[effects.Length];
            for (var i = 0; i < effects.Length; i++)
            {
                difference[i] = point.Theta[effects[i]] - mean[i];
            }

            DenseKernels.Multiply(covariance.Inverse, difference, weighted);
            value += DenseKernels.Dot(difference, weighted) + covariance.LogDeterminant + effects.Length * Math.Log(2 * Math.PI);
            for (var i = 0; i < effects.Length && !gradient.IsEmpty; i++)
            {
                if (_layout.Free.IndexOf(effects[i]) is >= 0 and var free)
                {
                    gradient[free] += 2 * weighted[i];
                }
            }
        }

        foreach (var (index, scale, degrees, constant) in _wishart)
        {
            value += constant + EvaluateWishart(index, point.Covariances[index], scale.AsSpan(), degrees, gradient);
        }

        return value;
    }

    /// <summary>
    /// Adds second derivatives of -2 log density by the free parameters, natural scale: 2 C^-1 of normal priors; of inverse Wishart
    /// priors what they are at the mode, (nu + p + 1) tr(N E N E'), N = Omega^-1, positive definite everywhere.
    /// </summary>
    /// <param name="point">The point.</param>
    /// <param name="hessian">The matrix of the free parameters, row by row.</param>
    public void AddCurvature(PopulationPoint point, Span<double> hessian)
    {
        var n = _layout.Free.Length;
        foreach (var (covariance, effects, _) in _normal)
        {
            for (var i = 0; i < effects.Length; i++)
            {
                for (var j = 0; j < effects.Length; j++)
                {
                    var (row, column) = (_layout.Free.IndexOf(effects[i]), _layout.Free.IndexOf(effects[j]));
                    if (row >= 0 && column >= 0)
                    {
                        hessian[row * n + column] += 2 * covariance.Inverse[i * effects.Length + j];
                    }
                }
            }
        }

        foreach (var (index, _, degrees, _) in _wishart)
        {
            AddWishartCurvature(index, point.Covariances[index], degrees, hessian);
        }
    }

    // tr(N E N E') = 2 (N_rk N_cl + N_rl N_ck) for elements (r, c) and (k, l) off the diagonal, which stand for two; half of it
    // for each that is on it.
    private void AddWishartCurvature(int index, CovarianceValue omega, double degrees, Span<double> hessian)
    {
        var (n, p, first) = (_layout.Free.Length, omega.Size, _layout.FreeThetaCount);
        var inverse = omega.Inverse;
        for (var a = 0; a < _layout.FreeOmegas.Length; a++)
        {
            for (var b = 0; b < _layout.FreeOmegas.Length; b++)
            {
                var ((one, r, c), (other, k, l)) = (_layout.FreeOmegas[a], _layout.FreeOmegas[b]);
                if (one == index && other == index)
                {
                    var product = inverse[r * p + k] * inverse[c * p + l] + inverse[r * p + l] * inverse[c * p + k];
                    hessian[(first + a) * n + first + b] += (degrees + p + 1) * product * (r == c ? 1 : 2) * (k == l ? 0.5 : 1);
                }
            }
        }
    }

    // (nu + p + 1) log|Omega| + tr(S N), N = Omega^-1, with gradient (nu + p + 1) N - N S N.
    private double EvaluateWishart(int index, CovarianceValue omega, ReadOnlySpan<double> scale, double degrees, Span<double> gradient)
    {
        var p = omega.Size;
        var factor = degrees + p + 1;
        for (var i = 0; i < _layout.FreeOmegas.Length && !gradient.IsEmpty; i++)
        {
            var (covariance, row, column) = _layout.FreeOmegas[i];
            if (covariance != index)
            {
                continue;
            }

            var sum = factor * omega.Inverse[row * p + column];
            for (var k = 0; k < p; k++)
            {
                for (var l = 0; l < p; l++)
                {
                    sum -= omega.Inverse[row * p + k] * scale[k * p + l] * omega.Inverse[l * p + column];
                }
            }

            gradient[_layout.FreeThetaCount + i] += row == column ? sum : 2 * sum;
        }

        return factor * omega.LogDeterminant + DenseKernels.Dot(omega.Inverse, scale);
    }

    // -nu log|S| + nu p log 2 + 2 log Gamma_p(nu/2).
    private static double ConstantOf(double[] scale, int p, double degrees)
    {
        var gamma = p * (p - 1) / 4.0 * Math.Log(Math.PI);
        for (var i = 1; i <= p; i++)
        {
            gamma += SpecialFunctions.LogGamma(0.5 * (degrees + 1 - i));
        }

        return -degrees * ValueOf(scale).LogDeterminant + degrees * p * Math.Log(2) + 2 * gamma;
    }

    private static CovarianceValue ValueOf(double[] matrix) =>
        CovarianceValue.TryCreate(matrix) ?? throw new ArgumentException("The matrix of a prior is not positive definite.", nameof(matrix));

    private static double[] Square(ImmutableArray<double> triangle, int size)
    {
        var matrix = new double[size * size];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                matrix[row * size + column] = matrix[column * size + row] = triangle[row * (row + 1) / 2 + column];
            }
        }

        return matrix;
    }
}
