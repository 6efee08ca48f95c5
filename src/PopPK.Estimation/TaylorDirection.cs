using PopPK.Likelihood;

namespace PopPK.Estimation;

/// <summary>
/// A direction of free parameters, natural scale, in which each moves by about one standard error as if it were alone; bounds stay out
/// of reach, and a block of Omega moves nearly in proportion, so that it stays positive definite. Stateless.
/// </summary>
internal static class TaylorDirection
{
    private const double RoomShare = 0.5;
    private const double CorrelationShare = 0.1;

    /// <summary>Makes the direction.</summary>
    /// <param name="objective">Just evaluated with gradients.</param>
    /// <param name="point">There.</param>
    public static double[] At(PopulationObjective objective, ReadOnlySpan<double> point)
    {
        var layout = objective.Layout;
        var direction = new double[point.Length];
        foreach (var i in layout.FreeScalars)
        {
            var parameter = layout.Parameters[layout.Free[i]];
            var room = Math.Min(point[i] - parameter.Lower, parameter.Upper - point[i]);
            var size = Math.Max(Math.Abs(point[i]), Math.Abs(parameter.Initial));
            direction[i] = Weight(i) * Math.Min(Deviation(objective, i), Math.Min(RoomShare * room, size > 0 ? size : 1));
        }

        foreach (var (offset, size) in layout.FreeTriangles)
        {
            MoveBlock(objective, point, direction, offset, size);
        }

        // A singular block grows or shrinks as a whole: in any other direction it would soon be no covariance matrix.
        foreach (var edge in Boundary.Of(layout, point).Where(e => e.Kind == BoundaryKind.SingularBlock))
        {
            var first = edge.Members[0];
            var share = Weight(edge.Free) * Math.Min(1, Deviation(objective, first) / point[first]);
            foreach (var member in edge.Members)
            {
                direction[member] = share * point[member];
            }
        }

        return direction;
    }

    private static void MoveBlock(PopulationObjective objective, ReadOnlySpan<double> point, double[] direction, int offset, int size)
    {
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var at = offset + At(row, column);
                direction[at] = point[at] * (Share(objective, point, offset, row) + Share(objective, point, offset, column)) / 2;
                if (row != column)
                {
                    direction[at] += CorrelationShare * Weight(at) * Math.Sqrt(point[offset + At(row, row)] * point[offset + At(column, column)]);
                }
            }
        }
    }

    // Of a variance: the part of itself it moves by.
    private static double Share(PopulationObjective objective, ReadOnlySpan<double> point, int offset, int effect)
    {
        var at = offset + At(effect, effect);
        return Weight(at) * Math.Min(1, Deviation(objective, at) / point[at]);
    }

    private static double Deviation(PopulationObjective objective, int i)
    {
        var sum = 0.0;
        foreach (var contribution in objective.Contributions)
        {
            sum += 0.25 * contribution.Gradient[i] * contribution.Gradient[i];
        }

        return 1 / Math.Sqrt(sum * objective.Layout.Free.Length);
    }

    // Signs and sizes differ, so that errors of two parameters are unlikely to cancel.
    private static double Weight(int i) => (i % 2 == 0 ? 1 : -1) * (1 - 0.1 * (i % 5));

    private static int At(int row, int column) => row * (row + 1) / 2 + column;
}
