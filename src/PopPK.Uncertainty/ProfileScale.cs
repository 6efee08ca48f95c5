using PopPK.Estimation;
using PopPK.Likelihood;

namespace PopPK.Uncertainty;

/// <summary>
/// The optimiser's coordinates in an order in which one parameter is one coordinate. A fixed effect is that anyway; a variance is
/// when its effect comes first in its block, for then it is the square of the first element of the Cholesky factor.
/// Immutable; safe to share between threads.
/// </summary>
internal sealed class ProfileScale
{
    private readonly UnconstrainedScale _scale;
    private readonly int[] _order;

    /// <summary>Describes the scale.</summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="free">Position of the parameter among the free ones: a fixed effect or a variance.</param>
    public ProfileScale(ParameterLayout layout, int free)
    {
        _scale = new UnconstrainedScale(layout);
        _order = [.. Enumerable.Range(0, layout.Free.Length)];
        Coordinate = free;
        var offset = layout.FreeThetaCount;
        foreach (var (_, size) in layout.FreeBlocks)
        {
            var effect = Enumerable.Range(0, size).FirstOrDefault(k => offset + At(k, k) == free, -1);
            if (effect >= 0)
            {
                Coordinate = offset;
                Exchange(offset, size, effect);
            }

            offset += size * (size + 1) / 2;
        }
    }

    /// <summary>The parameter's coordinate.</summary>
    public int Coordinate { get; }

    /// <summary>Number of free parameters.</summary>
    public int Dimension => _order.Length;

    /// <summary>Natural scale to coordinates.</summary>
    /// <param name="natural">Inside the bounds; blocks of Omega positive definite.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public double[] FromNatural(ReadOnlySpan<double> natural)
    {
        var ordered = new double[Dimension];
        var coordinates = new double[Dimension];
        Permute(natural, ordered);
        _scale.FromNatural(ordered, coordinates);
        return coordinates;
    }

    /// <summary>Coordinates to natural scale.</summary>
    /// <param name="coordinates">Any coordinates.</param>
    public double[] ToNatural(ReadOnlySpan<double> coordinates)
    {
        var ordered = new double[Dimension];
        var natural = new double[Dimension];
        _scale.ToNatural(coordinates, ordered);
        Permute(ordered, natural);
        return natural;
    }

    /// <summary>Gradient by the natural parameters to gradient by the coordinates.</summary>
    /// <param name="coordinates">Where.</param>
    /// <param name="natural">Gradient by the natural parameters.</param>
    /// <param name="gradient">Receives the gradient by the coordinates.</param>
    public void GradientFromNatural(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> natural, Span<double> gradient)
    {
        var ordered = new double[Dimension];
        Permute(natural, ordered);
        _scale.GradientFromNatural(coordinates, ordered, gradient);
    }

    /// <inheritdoc cref="UnconstrainedScale.TryPinVanished"/>
    public bool TryPinVanished(Span<double> unconstrained, HashSet<int> pinned) => _scale.TryPinVanished(unconstrained, pinned);

    // Exchanging two effects is its own inverse.
    private void Permute(ReadOnlySpan<double> from, Span<double> to)
    {
        for (var i = 0; i < _order.Length; i++)
        {
            to[i] = from[_order[i]];
        }
    }

    private void Exchange(int offset, int size, int effect)
    {
        int Other(int k) => k == 0 ? effect : k == effect ? 0 : k;
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var (r, c) = (Other(row), Other(column));
                _order[offset + At(row, column)] = offset + At(Math.Max(r, c), Math.Min(r, c));
            }
        }
    }

    private static int At(int row, int column) => row * (row + 1) / 2 + column;
}
