using PopPK.Likelihood;

namespace PopPK.Estimation;

/// <summary>
/// Where an estimation starts that follows another. On the optimiser's scale the edge of the admissible values (a bound, a
/// singular block of Omega) is infinitely far away and has no gradient; what went there is moved a little back towards its initial
/// estimate, which is inside. Stateless.
/// </summary>
public static class ChainStart
{
    private const double Edge = 1e-3;
    private const double WayBack = 0.01;

    /// <summary>The estimates, or a point near them from where every parameter can move.</summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="estimates">The free parameters on their natural scale.</param>
    public static double[] Near(ParameterLayout layout, ReadOnlySpan<double> estimates)
    {
        var start = estimates.ToArray();
        var initial = layout.InitialFree();
        foreach (var i in layout.FreeScalars)
        {
            var parameter = layout.Parameters[layout.Free[i]];
            if (start[i] - parameter.Lower < Edge * (initial[i] - parameter.Lower) || parameter.Upper - start[i] < Edge * (parameter.Upper - initial[i]))
            {
                MoveBack(start, initial, i, 1);
            }
        }

        foreach (var (offset, size) in layout.FreeTriangles)
        {
            if (IsNearlySingular(start.AsSpan(offset), initial.AsSpan(offset), size))
            {
                MoveBack(start, initial, offset, size * (size + 1) / 2);
            }
        }

        return start;
    }

    // Between two positive definite matrices all are.
    private static void MoveBack(double[] start, double[] initial, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            start[i] += WayBack * (initial[i] - start[i]);
        }
    }

    // By the pivots of the Cholesky factor: what each effect varies given the ones before it.
    private static bool IsNearlySingular(ReadOnlySpan<double> omega, ReadOnlySpan<double> initial, int size)
    {
        var factor = new double[size * (size + 1) / 2];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var sum = omega[At(row, column)];
                for (var k = 0; k < column; k++)
                {
                    sum -= factor[At(row, k)] * factor[At(column, k)];
                }

                if (row == column && !(sum > Edge * initial[At(row, row)]))
                {
                    return true;
                }

                factor[At(row, column)] = row == column ? Math.Sqrt(sum) : sum / factor[At(column, column)];
            }
        }

        return false;
    }

    private static int At(int row, int column) => row * (row + 1) / 2 + column;
}
