using PopPK.Likelihood;
using PopPK.Numerics.Optimization;

namespace PopPK.Uncertainty;

/// <summary>
/// The population objective with one coordinate held: a function of the others. Not safe for concurrent use.
/// </summary>
/// <param name="objective">The objective.</param>
/// <param name="scale">The coordinates.</param>
/// <param name="held">The value of the coordinate that is held.</param>
/// <param name="cancellationToken">Ends evaluations.</param>
internal sealed class ProfileObjective(
    PopulationObjective objective,
    ProfileScale scale,
    double held,
    CancellationToken cancellationToken) : IObjective, ICurvatureSource
{
    private readonly double[] _evaluated = new double[scale.Dimension];
    private PopulationEvaluation? _last;

    /// <inheritdoc/>
    public int Dimension => scale.Dimension - 1;

    /// <summary>All coordinates.</summary>
    /// <param name="others">The ones that are not held.</param>
    public double[] Complete(ReadOnlySpan<double> others)
    {
        var all = new double[scale.Dimension];
        others[..scale.Coordinate].CopyTo(all);
        all[scale.Coordinate] = held;
        others[scale.Coordinate..].CopyTo(all.AsSpan(scale.Coordinate + 1));
        return all;
    }

    /// <summary>The coordinates that are not held.</summary>
    /// <param name="all">All coordinates.</param>
    public double[] Others(ReadOnlySpan<double> all) => [.. all[..scale.Coordinate], .. all[(scale.Coordinate + 1)..]];

    /// <inheritdoc/>
    public ObjectiveStatus Evaluate(ReadOnlySpan<double> point, out double value, Span<double> gradient)
    {
        var all = Complete(point);
        all.CopyTo(_evaluated, 0);
        _last = objective.Evaluate(scale.ToNatural(all), withGradient: true, cancellationToken);
        value = _last.Ofv;
        if (!_last.Exists)
        {
            return ObjectiveStatus.Failed;
        }

        var complete = new double[all.Length];
        scale.GradientFromNatural(all, _last.Gradient.AsSpan(), complete);
        Others(complete).CopyTo(gradient);
        return ObjectiveStatus.Ok;
    }

    /// <summary>
    /// Half the sum over clusters of g g', g about their mean: the approximation the estimation uses too (Berndt, Hall, Hall and
    /// Hausman 1974), elements off the diagonal shrunk by N / (N + p).
    /// </summary>
    /// <inheritdoc/>
    public bool TryApproximateHessian(ReadOnlySpan<double> point, Span<double> hessian)
    {
        var (n, clusters) = (Dimension, objective.Contributions.Count);
        var all = Complete(point);
        if (_last is not { Exists: true } || clusters <= n || !all.AsSpan().SequenceEqual(_evaluated))
        {
            return false;
        }

        var complete = new double[all.Length];
        var gradients = new double[clusters][];
        var mean = new double[n];
        for (var c = 0; c < clusters; c++)
        {
            scale.GradientFromNatural(all, objective.Contributions[c].Gradient, complete);
            gradients[c] = Others(complete);
            for (var i = 0; i < n; i++)
            {
                mean[i] += gradients[c][i] / clusters;
            }
        }

        hessian.Clear();
        var shrinkage = clusters / (double)(clusters + n);
        foreach (var gradient in gradients)
        {
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    hessian[i * n + j] += 0.5 * (i == j ? 1 : shrinkage) * (gradient[i] - mean[i]) * (gradient[j] - mean[j]);
                }
            }
        }

        return true;
    }
}
