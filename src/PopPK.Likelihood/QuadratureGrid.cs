using PopPK.Numerics.Integration;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// The sum over the nodes of an adaptive quadrature and its derivatives. With rho the nodes' shares in the sum, g = L^-1 J_x(x) and
/// dA the change of A = L L', moving nodes change -2 log of the sum by sum rho J_x' dmode + E : L^-1 dA L^-T - log|A|'s part, where
/// E = I - sqrt(2) sum rho (lower triangle of z g', half its diagonal), made symmetric. Scratch of one worker; grows once.
/// </summary>
internal sealed class QuadratureGrid(ClusterWorkspace workspace)
{
    // Nodes with smaller shares would change no digit.
    private const double SmallestShare = 1e-18;
    private int[] _index = [];
    private double[] _z = [];
    private double[] _inner = [];
    private double[] _outer = [];
    private double[] _full = [];
    private double[] _weights = [];
    private double[] _meanSlope = [];
    private double[] _nodeTheta = [];

    /// <summary>S of tr(S dA), with the nodes' spread about the mode added: what <see cref="CovarianceGradient"/> needs.</summary>
    public ReadOnlySpan<double> Weights => _weights.AsSpan(0, workspace.Shape.Length);

    /// <summary>The sum of w exp(z'z - (J(x) - J(mode))/2).</summary>
    /// <param name="rule">The rule in one dimension.</param>
    /// <param name="atMode">J at the mode.</param>
    /// <param name="withGradient">True to collect what derivatives need.</param>
    public double Integrate(GaussHermiteRule rule, double atMode, bool withGradient)
    {
        var n = workspace.Latent.Length;
        Prepare(n);
        var sum = 0.0;
        do
        {
            var logWeight = PlaceNode(rule);
            if (workspace.Density.Evaluate(workspace.Trial, DerivativeOrder.Value, out var value) != PredictionStatus.Success)
            {
                // Where the model says nothing the density is zero.
                continue;
            }

            var share = Math.Exp(logWeight - 0.5 * (value - atMode));
            sum += share;
            if (withGradient && share > SmallestShare * sum)
            {
                AddNode(share);
            }
        }
        while (Advance(rule.Nodes.Length, n));

        return sum;
    }

    /// <summary>Turns what was collected into derivatives by theta and by the mode.</summary>
    /// <param name="sum">The sum.</param>
    /// <returns>False when the density does not exist around the mode.</returns>
    public bool TryDifferentiate(double sum)
    {
        var n = workspace.Latent.Length;
        MakeWeights(sum);
        DenseKernels.AddScaled(1 / sum, _nodeTheta, workspace.ThetaGradient);
        DenseKernels.AddScaled(1 / sum, _meanSlope.AsSpan(0, n), workspace.LogDeterminantByLatent);
        for (var member = 0; member < workspace.Density.SubjectCount; member++)
        {
            if (workspace.Density.EvaluateMember(member, workspace.Latent, DerivativeOrder.SecondAll, out _) != PredictionStatus.Success)
            {
                return false;
            }

            var latents = workspace.Density.Layout.Latents[member];
            workspace.CopyBlock(workspace.HessianInverse, latents, workspace.SubjectBlock);
            workspace.CopyBlock(_weights, latents, workspace.SubjectWeights);
            if (!ClusterGradient.TryAddFull(member, latents, workspace.SubjectWeights, withDensity: false, workspace))
            {
                return false;
            }
        }

        // The prior's part sees where the nodes are, not only the mode.
        for (var k = 0; k < n; k++)
        {
            for (var l = workspace.Shape.First[k]; l <= k; l++)
            {
                _weights[workspace.Shape.At(k, l)] += _outer[k * n + l] / sum - workspace.Latent[k] * workspace.Latent[l];
            }
        }

        return true;
    }

    private void Prepare(int n)
    {
        if (_index.Length < n || _weights.Length < n * n)
        {
            _index = new int[n];
            _z = new double[n];
            _meanSlope = new double[n];
            _inner = new double[n * n];
            _outer = new double[n * n];
            _full = new double[n * n];
            _weights = new double[n * n];
            _nodeTheta = new double[workspace.ThetaGradient.Length];
        }

        Array.Clear(_index);
        Array.Clear(_meanSlope);
        Array.Clear(_inner);
        Array.Clear(_outer);
        Array.Clear(_nodeTheta);
    }

    // x = mode + sqrt(2) L^-T z into Trial; returns log w + z'z.
    private double PlaceNode(GaussHermiteRule rule)
    {
        var n = workspace.Latent.Length;
        var x = workspace.Trial;
        var logWeight = 0.0;
        for (var k = 0; k < n; k++)
        {
            _z[k] = rule.Nodes[_index[k]];
            logWeight += rule.LogWeights[_index[k]] + _z[k] * _z[k];
            x[k] = Math.Sqrt(2) * _z[k];
        }

        SkylineKernels.SolveLowerTransposed(workspace.Shape, workspace.HessianFactor, x);
        DenseKernels.AddScaled(1, workspace.Latent, x);
        return logWeight;
    }

    private bool Advance(int nodes, int n)
    {
        for (var k = 0; k < n; k++)
        {
            if (++_index[k] < nodes)
            {
                return true;
            }

            _index[k] = 0;
        }

        return false;
    }

    // Adds a node's share of J_theta, J_x, z g' and x x'.
    private void AddNode(double share)
    {
        var density = workspace.Density;
        var x = workspace.Trial;
        var n = x.Length;
        var slope = workspace.Scratch;
        density.WritePriorGradient(x, slope);
        for (var member = 0; member < density.SubjectCount; member++)
        {
            if (density.EvaluateMember(member, x, DerivativeOrder.SecondAll, out _) != PredictionStatus.Success)
            {
                continue;
            }

            var latents = density.Layout.Latents[member];
            for (var k = 0; k < latents.Length; k++)
            {
                slope[latents[k]] += workspace.Subject.Gradient[k];
            }

            workspace.SubjectGradient.ClearLogDeterminant();
            workspace.SubjectGradient.DifferentiateByTheta();
            DenseKernels.AddScaled(share, workspace.SubjectGradient.ByTheta, _nodeTheta);
        }

        var scaled = workspace.Scratch2;
        slope.CopyTo(scaled);
        SkylineKernels.SolveLower(workspace.Shape, workspace.HessianFactor, scaled);
        for (var k = 0; k < n; k++)
        {
            _meanSlope[k] += 2 * share * slope[k];
            for (var l = 0; l < n; l++)
            {
                _inner[k * n + l] += 2 * share * _z[k] * scaled[l];
                _outer[k * n + l] += share * x[k] * x[l];
            }
        }
    }

    // S = L^-T E L^-1.
    private void MakeWeights(double sum)
    {
        var n = workspace.Latent.Length;
        for (var k = 0; k < n; k++)
        {
            for (var l = 0; l <= k; l++)
            {
                var element = (k == l ? 1 : 0) - Math.Sqrt(0.5) * _inner[k * n + l] / sum;
                _full[k * n + l] = _full[l * n + k] = element;
            }
        }

        // Rows of E times L^-1 are solutions of L' x = row; twice, with a transpose between, because E is symmetric.
        for (var pass = 0; pass < 2; pass++)
        {
            for (var k = 0; k < n; k++)
            {
                SkylineKernels.SolveLowerTransposed(workspace.Shape, workspace.HessianFactor, _full.AsSpan(k * n, n));
            }

            for (var k = 0; k < n; k++)
            {
                for (var l = 0; l < k; l++)
                {
                    (_full[k * n + l], _full[l * n + k]) = (_full[l * n + k], _full[k * n + l]);
                }
            }
        }

        for (var k = 0; k < n; k++)
        {
            for (var l = workspace.Shape.First[k]; l <= k; l++)
            {
                _weights[workspace.Shape.At(k, l)] = _full[k * n + l];
            }
        }
    }
}
