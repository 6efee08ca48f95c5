using System.Collections.Immutable;
using PopPK.Numerics.LinearAlgebra;

namespace PopPK.Likelihood;

/// <summary>
/// Where searches of conditional modes start: where the last modes and their derivatives by the population parameters say the new ones
/// are. Moved by one owner between evaluations; predictions are safe for concurrent use.
/// </summary>
/// <param name="parts">The clusters and what they contributed to the last evaluation.</param>
internal sealed class ModeStarts(ImmutableArray<(ClusterLayout Cluster, ClusterContribution Contribution)> parts)
{
    private double[]? _point;
    private ImmutableArray<(double[] Mode, double[] Force, double[] Factor)> _base = [];

    /// <summary>Learns where the last evaluation was.</summary>
    /// <param name="parameters">The free parameters.</param>
    public void MoveTo(double[] parameters)
    {
        if (_base.IsEmpty)
        {
            _point = parameters;
        }
    }

    /// <summary>Keeps the modes of the last evaluation: all others start from them.</summary>
    public void StayAroundHere() =>
        _base =
        [
            .. parts.Select(p => p.Contribution).Select(c => c.IsWarm
                ? ((double[])c.ModeStore.Clone(), (double[])c.ModeForceStore.Clone(), (double[])c.ModeFactorStore.Clone())
                : ([], [], [])),
        ];

    /// <summary>Predicts a mode.</summary>
    /// <param name="i">Which part.</param>
    /// <param name="parameters">The free parameters.</param>
    /// <param name="point">The same.</param>
    /// <param name="radius">How far the mode may move to be trusted, in standard deviations of the random effects.</param>
    /// <param name="x">Receives the prediction.</param>
    /// <returns>False when nothing is known, or the mode moves too far.</returns>
    public bool TryPredict(int i, double[] parameters, PopulationPoint point, double radius, Span<double> x)
    {
        var contribution = parts[i].Contribution;
        var (mode, force, factor) = _base.IsEmpty
            ? (contribution.ModeStore, contribution.ModeForceStore, contribution.ModeFactorStore)
            : _base[i];
        if (_point is null || mode.Length < x.Length || (_base.IsEmpty && !contribution.IsWarm))
        {
            return false;
        }

        x.Clear();
        var moves = false;
        for (var q = 0; q < parameters.Length; q++)
        {
            var step = parameters[q] - _point[q];
            moves |= step != 0;
            DenseKernels.AddScaled(step, force.AsSpan(q * x.Length, x.Length), x);
        }

        if (moves)
        {
            SkylineKernels.Solve(parts[i].Cluster.Shape, factor, x);
        }

        var length = LengthOf(i, point, x);
        DenseKernels.AddScaled(1, mode, x);
        return length <= radius;
    }

    /// <summary>How far two latent vectors are apart, in standard deviations of the random effects.</summary>
    /// <param name="i">Which part they belong to.</param>
    /// <param name="point">The population parameters.</param>
    /// <param name="one">One.</param>
    /// <param name="other">The other.</param>
    public double Distance(int i, PopulationPoint point, double[] one, double[] other)
    {
        var difference = (double[])one.Clone();
        DenseKernels.AddScaled(-1, other, difference);
        return LengthOf(i, point, difference);
    }

    private double LengthOf(int i, PopulationPoint point, ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        foreach (var block in parts[i].Cluster.Blocks)
        {
            sum += DenseKernels.QuadraticForm(point.Covariances[block.Covariance].Inverse, x.Slice(block.First, block.Size));
        }

        return Math.Sqrt(sum);
    }
}
