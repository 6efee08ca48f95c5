using System.Collections.Immutable;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;

namespace PopPK.Likelihood.Checks;

/// <summary>
/// Means and covariances of some observations of a subject whose predictions are linearised at eta = 0, differentiated by the free
/// parameters: dV_ij = [i = j] dv_i + dG_i Omega G_j' + G_i Omega dG_j' + G_i dOmega G_j'. One owner.
/// </summary>
internal sealed class LinearMoments
{
    private readonly ParameterLayout _layout;
    private readonly SubjectSensitivity _sensitivity;
    private readonly ImmutableArray<int> _chosen;
    private readonly int _slots;
    private readonly double[] _g;
    private readonly double[] _gOmega;
    private readonly double[] _byTheta;
    private readonly double[] _deviations;

    /// <summary>Linearises.</summary>
    /// <param name="sensitivity">Holds the subject's predictions at eta = 0.</param>
    /// <param name="layout">The parameters.</param>
    /// <param name="at">Where.</param>
    /// <param name="chosen">Which observations.</param>
    public LinearMoments(SubjectSensitivity sensitivity, ParameterLayout layout, CheckPoint at, ImmutableArray<int> chosen)
    {
        (_layout, _sensitivity, _chosen) = (layout, sensitivity, chosen);
        _slots = sensitivity.Prediction.EtaCount;
        _g = new double[chosen.Length * _slots];
        _gOmega = new double[_g.Length];
        _byTheta = new double[_g.Length * layout.FreeThetaCount];
        _deviations = new double[chosen.Length];
        for (var i = 0; i < chosen.Length; i++)
        {
            var first = sensitivity.Prediction.MeanFirst(chosen[i]);
            var g = _g.AsSpan(i * _slots, _slots);
            for (var k = 0; k < _slots; k++)
            {
                g[k] = sensitivity.ByEta(first, k);
            }

            DenseKernels.Multiply(at.Point.Omega, g, _gOmega.AsSpan(i * _slots, _slots));
            _deviations[i] = Math.Sqrt(sensitivity.Prediction.Variance(chosen[i]) + DenseKernels.Dot(g, _gOmega.AsSpan(i * _slots, _slots)));
            DifferentiateSlopes(i);
        }
    }

    /// <summary>Fills a row with the derivatives of a mean in standard deviations.</summary>
    /// <param name="i">Which of the chosen observations.</param>
    /// <param name="row">Receives one number per free parameter.</param>
    public void FillMean(int i, Span<double> row)
    {
        row.Clear();
        var first = _sensitivity.Prediction.MeanFirst(_chosen[i]);
        for (var p = 0; p < _layout.FreeThetaCount; p++)
        {
            row[p] = _sensitivity.ByTheta(first, p) / _deviations[i];
        }
    }

    /// <summary>Fills a row with the derivatives of a covariance, or of a variance, in standard deviations.</summary>
    /// <param name="i">One of the chosen observations.</param>
    /// <param name="j">The same or another.</param>
    /// <param name="row">Receives one number per free parameter.</param>
    public void FillCovariance(int i, int j, Span<double> row)
    {
        row.Clear();
        var count = _layout.FreeThetaCount;
        var scale = 1 / (_deviations[i] * _deviations[j]);
        for (var p = 0; p < count; p++)
        {
            var sum = i == j ? _sensitivity.ByTheta(_sensitivity.Prediction.VarianceFirst(_chosen[i]), p) : 0;
            for (var k = 0; k < _slots; k++)
            {
                sum += _byTheta[(i * _slots + k) * count + p] * _gOmega[j * _slots + k] + _gOmega[i * _slots + k] * _byTheta[(j * _slots + k) * count + p];
            }

            row[p] = scale * sum;
        }

        for (var o = 0; o < _layout.FreeOmegas.Length; o++)
        {
            var (covariance, r, c) = _layout.FreeOmegas[o];
            foreach (var block in _layout.SubjectBlocks)
            {
                if (block.Covariance == covariance)
                {
                    var (a, b) = (block.First + r, block.First + c);
                    var product = _g[i * _slots + a] * _g[j * _slots + b];
                    row[count + o] += scale * (r == c ? product : product + _g[i * _slots + b] * _g[j * _slots + a]);
                }
            }
        }
    }

    // dG_ik/d theta_p = sum_a sum_b f_ab phi_b,p phi_a,k + sum_a f_a phi_a,kp.
    private void DifferentiateSlopes(int i)
    {
        var prediction = _sensitivity.Prediction;
        var layout = prediction.Layout;
        var count = _layout.FreeThetaCount;
        var first = prediction.MeanFirst(_chosen[i]);
        var second = prediction.MeanSecond(_chosen[i]);
        for (var a = 0; a < layout.Active; a++)
        {
            for (var p = 0; p < count; p++)
            {
                var slope = 0.0;
                for (var b = 0; b < layout.Total; b++)
                {
                    slope += second[layout.PairIndex(a, b)] * prediction.PhiByTheta[b * count + p];
                }

                for (var k = 0; k < _slots; k++)
                {
                    _byTheta[(i * _slots + k) * count + p] += slope * prediction.PhiByEta[a * _slots + k]
                        + first[a] * prediction.PhiByEtaTheta[(a * _slots + k) * count + p];
                }
            }
        }
    }
}
