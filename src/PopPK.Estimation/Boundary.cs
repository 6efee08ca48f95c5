using System.Collections.Immutable;
using PopPK.Likelihood;

namespace PopPK.Estimation;

/// <summary>Finds the estimates that ended at the edge of the admissible values. Stateless; safe for concurrent use.</summary>
public static class Boundary
{
    // Of the range of a parameter; with one bound of the size of the numbers.
    private const double Distance = 1e-3;

    // A parameter of 0.0005 in (0, 1) that started at 0.0004 is small, not at its bound: only one that went there counts.
    private const double ShareOfWay = 0.1;

    // Of its initial value: with an initial 0.1 a coefficient of variation of 0.03 %.
    private const double VanishedVariance = 1e-6;

    // A variance given the effects before it, as a share of the variance itself: 1 - correlation^2 of two effects.
    private const double SingularShare = 1e-6;

    /// <summary>What is at the edge.</summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="estimates">The free parameters on their natural scale.</param>
    /// <returns>In the order of the parameters; a variance that is zero does not make its block singular as well.</returns>
    public static ImmutableArray<BoundaryParameter> Of(ParameterLayout layout, ReadOnlySpan<double> estimates)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var found = ImmutableArray.CreateBuilder<BoundaryParameter>();
        for (var i = 0; i < layout.FreeThetaCount; i++)
        {
            if (BoundOf(layout.Parameters[layout.Free[i]], estimates[i]) is { } kind)
            {
                found.Add(new BoundaryParameter(kind, i, [i]));
            }
        }

        foreach (var (offset, size) in layout.FreeTriangles)
        {
            AddBlock(layout, estimates, offset, size, found);
        }

        return found.ToImmutable();
    }

    private static BoundaryKind? BoundOf(PopulationParameter p, double estimate)
    {
        var scale = double.IsFinite(p.Upper - p.Lower) ? p.Upper - p.Lower : Math.Max(1, Math.Abs(double.IsFinite(p.Lower) ? p.Lower : p.Upper));
        return IsAt(estimate - p.Lower, p.Initial - p.Lower) ? BoundaryKind.LowerBound
            : IsAt(p.Upper - estimate, p.Upper - p.Initial) ? BoundaryKind.UpperBound
            : null;

        bool IsAt(double distance, double atStart) => distance < Distance * scale && distance < ShareOfWay * atStart;
    }

    private static void AddBlock(
        ParameterLayout layout, ReadOnlySpan<double> estimates, int offset, int size, ImmutableArray<BoundaryParameter>.Builder found)
    {
        var vanished = new bool[size];
        for (var k = 0; k < size; k++)
        {
            var diagonal = offset + At(k, k);
            vanished[k] = estimates[diagonal] < VanishedVariance * layout.Parameters[layout.Free[diagonal]].Initial;
            if (vanished[k])
            {
                found.Add(new BoundaryParameter(
                    BoundaryKind.ZeroVariance, diagonal, [.. Enumerable.Range(0, size).Select(l => offset + At(Math.Max(k, l), Math.Min(k, l))).Order()]));
            }
        }

        double[] initial = [.. Enumerable.Range(offset, size * (size + 1) / 2).Select(i => layout.Parameters[layout.Free[i]].Initial)];
        if (FirstDependent(estimates[offset..], initial, size, vanished) is { } row)
        {
            found.Add(new BoundaryParameter(
                BoundaryKind.SingularBlock, offset + At(row, row), [.. Enumerable.Range(offset, size * (size + 1) / 2)]));
        }
    }

    // By Cholesky's method over the effects that have a variance: the first whose variance, given those before it, is next to nothing
    // beside what it is without them, or beside what it was at the start. Null when the matrix is well inside the admissible ones.
    private static int? FirstDependent(ReadOnlySpan<double> omega, ReadOnlySpan<double> initial, int size, bool[] vanished)
    {
        var (factor, atStart) = (new double[size * size], new double[size * size]);
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var rest = Rest(omega, factor, size, row, column);
                var before = Rest(initial, atStart, size, row, column);
                atStart[row * size + column] = row == column ? Math.Sqrt(before) : before / atStart[column * size + column];
                if (vanished[row] || vanished[column])
                {
                    continue;
                }

                if (row == column && !(rest > SingularShare * omega[At(row, row)] && rest > VanishedVariance * before))
                {
                    return row;
                }

                factor[row * size + column] = row == column ? Math.Sqrt(rest) : rest / factor[column * size + column];
            }
        }

        return null;
    }

    private static double Rest(ReadOnlySpan<double> omega, double[] factor, int size, int row, int column)
    {
        var rest = omega[At(row, column)];
        for (var k = 0; k < column; k++)
        {
            rest -= factor[row * size + k] * factor[column * size + k];
        }

        return rest;
    }

    private static int At(int row, int column) => row * (row + 1) / 2 + column;
}
