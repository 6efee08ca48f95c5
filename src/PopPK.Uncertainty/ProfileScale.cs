using PopPK.Estimation;
using PopPK.Likelihood;

namespace PopPK.Uncertainty;

/// <summary>
/// Coordinates of which one parameter is one. A fixed effect is one of the optimiser's coordinates anyway; a variance is when its effect
/// comes first in its block, for then it is the square of the first element of the Cholesky factor L. The covariance of the first two
/// effects of a block takes the place of L_21, which is the covariance over L_11: any covariance is possible.
/// Immutable; safe to share between threads.
/// </summary>
internal sealed class ProfileScale
{
    private readonly UnconstrainedScale _scale;
    private readonly int[] _order;
    private readonly int _free;
    private readonly int _variance = -1;

    /// <summary>Describes the scale.</summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="free">Position of the parameter among the free ones.</param>
    public ProfileScale(ParameterLayout layout, int free)
    {
        _scale = new UnconstrainedScale(layout);
        _free = free;
        _order = [.. Enumerable.Range(0, layout.Free.Length)];
        Coordinate = free;
        foreach (var (offset, size) in layout.FreeTriangles)
        {
            for (var row = 0; row < size; row++)
            {
                for (var column = 0; column <= row; column++)
                {
                    if (offset + At(row, column) == free)
                    {
                        PutFirst(offset, size, row == column ? [row] : [column, row]);
                        Coordinate = offset + (row == column ? At(0, 0) : At(1, 0));
                        _variance = row == column ? -1 : offset;
                    }
                }
            }
        }
    }

    /// <summary>The parameter's coordinate.</summary>
    public int Coordinate { get; }

    /// <summary>Number of free parameters.</summary>
    public int Dimension => _order.Length;

    private bool IsCovariance => _variance >= 0;

    /// <summary>The coordinates but the parameter's, which is held.</summary>
    /// <param name="held">The value of its coordinate.</param>
    public ISearchSpace HoldAt(double held) => new Slice(this, held);

    /// <summary>Natural scale to coordinates.</summary>
    /// <param name="natural">Inside the bounds; blocks of Omega positive definite.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public double[] FromNatural(ReadOnlySpan<double> natural)
    {
        var ordered = Ordered(natural);
        var coordinates = new double[Dimension];
        _scale.FromNatural(ordered, coordinates);
        if (IsCovariance)
        {
            coordinates[Coordinate] = ordered[Coordinate];
        }

        return coordinates;
    }

    /// <summary>Coordinates to natural scale.</summary>
    /// <param name="coordinates">Any coordinates.</param>
    public double[] ToNatural(ReadOnlySpan<double> coordinates)
    {
        var ordered = new double[Dimension];
        _scale.ToNatural(Unconstrained(coordinates), ordered);
        var natural = new double[Dimension];
        for (var i = 0; i < _order.Length; i++)
        {
            natural[_order[i]] = ordered[i];
        }

        if (IsCovariance)
        {
            natural[_free] = coordinates[Coordinate];
        }

        return natural;
    }

    /// <summary>Gradient by the natural parameters to gradient by the coordinates.</summary>
    /// <param name="coordinates">Where.</param>
    /// <param name="natural">Gradient by the natural parameters.</param>
    /// <param name="gradient">Receives the gradient by the coordinates.</param>
    public void GradientFromNatural(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> natural, Span<double> gradient)
    {
        _scale.GradientFromNatural(Unconstrained(coordinates), Ordered(natural), gradient);
        if (IsCovariance)
        {
            // L_21 = c / L_11 by c, and by the coordinate of L_11 = floor + exp(coordinate).
            var first = FirstOfFactor(coordinates);
            var byElement = gradient[Coordinate];
            gradient[_variance] -= byElement * coordinates[Coordinate] / (first * first) * Math.Exp(coordinates[_variance]);
            gradient[Coordinate] = byElement / first;
        }
    }

    // With L_21 in place of the covariance.
    private double[] Unconstrained(ReadOnlySpan<double> coordinates)
    {
        var unconstrained = coordinates.ToArray();
        if (IsCovariance)
        {
            unconstrained[Coordinate] /= FirstOfFactor(coordinates);
        }

        return unconstrained;
    }

    // L_11; the first variance is its square and depends on its own coordinate only.
    private double FirstOfFactor(ReadOnlySpan<double> coordinates)
    {
        var ordered = new double[Dimension];
        _scale.ToNatural(coordinates, ordered);
        return Math.Sqrt(ordered[_variance]);
    }

    private double[] Ordered(ReadOnlySpan<double> natural)
    {
        var ordered = new double[Dimension];
        for (var i = 0; i < _order.Length; i++)
        {
            ordered[i] = natural[_order[i]];
        }

        return ordered;
    }

    private void PutFirst(int offset, int size, int[] effects)
    {
        int[] order = [.. effects, .. Enumerable.Range(0, size).Except(effects)];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var (r, c) = (order[row], order[column]);
                _order[offset + At(row, column)] = offset + At(Math.Max(r, c), Math.Min(r, c));
            }
        }
    }

    private static int At(int row, int column) => row * (row + 1) / 2 + column;

    private sealed class Slice(ProfileScale scale, double held) : ISearchSpace
    {
        public int Dimension => scale.Dimension - 1;

        public int? Held => scale._free;

        public void FromNatural(ReadOnlySpan<double> natural, Span<double> unconstrained) => Drop(scale.FromNatural(natural), unconstrained);

        public void ToNatural(ReadOnlySpan<double> unconstrained, Span<double> natural) => scale.ToNatural(Complete(unconstrained)).CopyTo(natural);

        public bool TryPinVanished(Span<double> unconstrained, HashSet<int> pinned)
        {
            // The coordinate that is held is taken by, and does not count.
            var all = Complete(unconstrained);
            var pinnedOfAll = pinned.Select(i => i < scale.Coordinate ? i : i + 1).Append(scale.Coordinate).ToHashSet();
            if (!scale._scale.TryPinVanished(all, pinnedOfAll))
            {
                return false;
            }

            pinned.UnionWith(pinnedOfAll.Where(i => i != scale.Coordinate).Select(i => i < scale.Coordinate ? i : i - 1));
            Drop(all, unconstrained);
            return true;
        }

        public void GradientFromNatural(ReadOnlySpan<double> unconstrained, ReadOnlySpan<double> naturalGradient, Span<double> gradient)
        {
            var complete = new double[scale.Dimension];
            scale.GradientFromNatural(Complete(unconstrained), naturalGradient, complete);
            Drop(complete, gradient);
        }

        private double[] Complete(ReadOnlySpan<double> others)
        {
            var all = new double[scale.Dimension];
            others[..scale.Coordinate].CopyTo(all);
            all[scale.Coordinate] = held;
            others[scale.Coordinate..].CopyTo(all.AsSpan(scale.Coordinate + 1));
            return all;
        }

        private void Drop(ReadOnlySpan<double> all, Span<double> others)
        {
            all[..scale.Coordinate].CopyTo(others);
            all[(scale.Coordinate + 1)..].CopyTo(others[scale.Coordinate..]);
        }
    }
}
