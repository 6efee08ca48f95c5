using PopPK.Likelihood;

namespace PopPK.Estimation;

/// <summary>
/// The optimiser's coordinates ("unconstrained") of the free parameters and back to their natural scale:
/// a fixed effect with two bounds by a logit, with one bound by a logarithm, without bounds as it is; an estimated
/// block of Omega, or of Sigma with two and more residual errors, by its Cholesky factor L, Omega = L L', with the logarithms of L's
/// diagonal (Pinheiro and Bates 1996) above a floor of a small fraction of its initial value: a variance may go to zero for all
/// purposes, but not where numbers end.
/// Every unconstrained vector is an admissible parameter. Immutable; safe to share between threads.
/// </summary>
public sealed class UnconstrainedScale : ISearchSpace
{
    // Of one effect, and of several: the inverse of a block that is singular but for its floor has elements of 1/floor^2 that cancel
    // to what counts, so that a lower floor would be noise of the objective.
    private const double RelativeFloor = 1e-5;
    private const double RelativeFloorOfBlock = 1e-4;

    // A diagonal element this many times its floor above it, or less, has gone to zero.
    private const double AtFloor = 9;

    // Where exp of a coordinate is nothing beside the floor.
    private const double PinnedShare = 1e-3;
    private readonly ParameterLayout _layout;
    private readonly double[] _floor;

    /// <summary>Describes the scale of a model's free parameters.</summary>
    /// <param name="layout">The parameters.</param>
    public UnconstrainedScale(ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        _layout = layout;
        _floor = new double[Dimension];
        var coordinates = new double[Dimension];
        var initial = layout.InitialFree();
        foreach (var (offset, size) in layout.FreeTriangles)
        {
            Factor(initial.AsSpan(offset), size, _floor.AsSpan(offset), coordinates.AsSpan(offset));
            for (var k = 0; k < size; k++)
            {
                _floor[offset + At(k, k)] = (size == 1 ? RelativeFloor : RelativeFloorOfBlock) * Math.Exp(coordinates[offset + At(k, k)]);
            }
        }
    }

    /// <summary>Number of free parameters.</summary>
    public int Dimension => _layout.Free.Length;

    /// <summary>Null: no parameter is held.</summary>
    public int? Held => null;

    /// <summary>Natural scale to unconstrained.</summary>
    /// <param name="natural">Strictly inside its bounds; blocks of Omega positive definite.</param>
    /// <param name="unconstrained">Receives the coordinates.</param>
    /// <exception cref="ArgumentException">A value is on or outside a bound, or a block is not positive definite.</exception>
    public void FromNatural(ReadOnlySpan<double> natural, Span<double> unconstrained)
    {
        foreach (var i in _layout.FreeScalars)
        {
            var parameter = _layout.Parameters[_layout.Free[i]];
            unconstrained[i] = FromBounds(natural[i], parameter);
            if (!double.IsFinite(unconstrained[i]))
            {
                throw new ArgumentException($"{parameter.Name} = {natural[i]} is not inside ({parameter.Lower}, {parameter.Upper}).", nameof(natural));
            }
        }

        foreach (var (offset, size) in _layout.FreeTriangles)
        {
            Factor(natural[offset..], size, _floor.AsSpan(offset), unconstrained[offset..]);
        }
    }

    /// <summary>Unconstrained to natural scale.</summary>
    /// <param name="unconstrained">Any coordinates.</param>
    /// <param name="natural">Receives the parameters.</param>
    public void ToNatural(ReadOnlySpan<double> unconstrained, Span<double> natural)
    {
        foreach (var i in _layout.FreeScalars)
        {
            natural[i] = ToBounds(unconstrained[i], _layout.Parameters[_layout.Free[i]]);
        }

        foreach (var (offset, size) in _layout.FreeTriangles)
        {
            Multiply(unconstrained[offset..], size, _floor.AsSpan(offset), natural[offset..]);
        }
    }

    /// <summary>Chain rule for a gradient.</summary>
    /// <param name="unconstrained">Where.</param>
    /// <param name="naturalGradient">Gradient by the natural parameters; an element off the diagonal of Omega counts for both of its places.</param>
    /// <param name="gradient">Receives the gradient by the coordinates.</param>
    public void GradientFromNatural(ReadOnlySpan<double> unconstrained, ReadOnlySpan<double> naturalGradient, Span<double> gradient)
    {
        foreach (var i in _layout.FreeScalars)
        {
            gradient[i] = naturalGradient[i] * Slope(unconstrained[i], _layout.Parameters[_layout.Free[i]]);
        }

        foreach (var (offset, size) in _layout.FreeTriangles)
        {
            FactorGradient(unconstrained[offset..], naturalGradient[offset..], size, _floor.AsSpan(offset), gradient[offset..]);
        }
    }

    /// <inheritdoc/>
    public bool TryPinVanished(Span<double> unconstrained, HashSet<int> pinned)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        var before = pinned.Count;
        for (var i = 0; i < Dimension; i++)
        {
            if (_floor[i] > 0 && Math.Exp(unconstrained[i]) < AtFloor * _floor[i] && pinned.Add(i))
            {
                unconstrained[i] = Math.Log(PinnedShare * _floor[i]);
            }
        }

        return pinned.Count > before;
    }

    private static double FromBounds(double value, PopulationParameter p) => (double.IsFinite(p.Lower), double.IsFinite(p.Upper)) switch
    {
        (true, true) => Math.Log((value - p.Lower) / (p.Upper - value)),
        (true, false) => Math.Log(value - p.Lower),
        (false, true) => -Math.Log(p.Upper - value),
        _ => value,
    };

    private static double ToBounds(double x, PopulationParameter p) => (double.IsFinite(p.Lower), double.IsFinite(p.Upper)) switch
    {
        (true, true) => p.Lower + (p.Upper - p.Lower) / (1 + Math.Exp(-x)),
        (true, false) => p.Lower + Math.Exp(x),
        (false, true) => p.Upper - Math.Exp(-x),
        _ => x,
    };

    private static double Slope(double x, PopulationParameter p)
    {
        switch (double.IsFinite(p.Lower), double.IsFinite(p.Upper))
        {
            case (true, true):
                var s = 1 / (1 + Math.Exp(-x));
                return (p.Upper - p.Lower) * s * (1 - s);
            case (true, false):
                return Math.Exp(x);
            case (false, true):
                return Math.Exp(-x);
            default:
                return 1;
        }
    }

    private static int At(int row, int column) => row * (row + 1) / 2 + column;

    // L by rows of its lower triangle; the diagonal of the coordinates is the logarithm of what is above the floor.
    private static double LowerAt(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> floor, int row, int column) =>
        row == column ? floor[At(row, row)] + Math.Exp(coordinates[At(row, row)]) : coordinates[At(row, column)];

    private static void Factor(ReadOnlySpan<double> omega, int size, ReadOnlySpan<double> floor, Span<double> coordinates)
    {
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var sum = omega[At(row, column)];
                for (var k = 0; k < column; k++)
                {
                    sum -= LowerAt(coordinates, floor, row, k) * LowerAt(coordinates, floor, column, k);
                }

                if (row == column && !(sum > floor[At(row, row)] * floor[At(row, row)]))
                {
                    throw new ArgumentException("A block of Omega is not positive definite.", nameof(omega));
                }

                coordinates[At(row, column)] = row == column
                    ? Math.Log(Math.Sqrt(sum) - floor[At(row, row)])
                    : sum / LowerAt(coordinates, floor, column, column);
            }
        }
    }

    private static void Multiply(ReadOnlySpan<double> coordinates, int size, ReadOnlySpan<double> floor, Span<double> omega)
    {
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var sum = 0.0;
                for (var k = 0; k <= column; k++)
                {
                    sum += LowerAt(coordinates, floor, row, k) * LowerAt(coordinates, floor, column, k);
                }

                omega[At(row, column)] = sum;
            }
        }
    }

    // d Omega_ij / d L_kl = [i = k] L_jl + [j = k] L_il for the stored elements i >= j.
    private static void FactorGradient(
        ReadOnlySpan<double> coordinates,
        ReadOnlySpan<double> byOmega,
        int size,
        ReadOnlySpan<double> floor,
        Span<double> gradient)
    {
        for (var k = 0; k < size; k++)
        {
            for (var l = 0; l <= k; l++)
            {
                var sum = 0.0;
                for (var j = l; j <= k; j++)
                {
                    sum += byOmega[At(k, j)] * LowerAt(coordinates, floor, j, l);
                }

                for (var i = k; i < size; i++)
                {
                    sum += byOmega[At(i, k)] * LowerAt(coordinates, floor, i, l);
                }

                gradient[At(k, l)] = k == l ? sum * Math.Exp(coordinates[At(k, k)]) : sum;
            }
        }
    }
}
