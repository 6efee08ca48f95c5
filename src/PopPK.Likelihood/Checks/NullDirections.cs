namespace PopPK.Likelihood.Checks;

/// <summary>
/// The directions in which a positive semidefinite matrix vanishes, by Cholesky's method with diagonal pivoting: each column that depends on
/// the ones before it, as the combination of them that it is. Stateless.
/// </summary>
internal static class NullDirections
{
    // Squared distance of a column of unit length from the others: below, five digits tell nothing apart.
    private const double Dependent = 1e-10;

    // Components of a direction that are rounding beside the largest.
    private const double Negligible = 1e-4;

    /// <summary>Finds them.</summary>
    /// <param name="matrix">The matrix, row by row; the lower triangle is read.</param>
    /// <param name="size">Number of rows.</param>
    /// <param name="among">The rows and columns that count.</param>
    /// <returns>Per direction one number per row of the whole matrix, the largest 1 or -1; empty when the columns are independent.</returns>
    public static List<double[]> Of(ReadOnlySpan<double> matrix, int size, IReadOnlyList<int> among)
    {
        int[] order = [.. among];
        var n = order.Length;
        var lengths = new double[n];
        for (var i = 0; i < n; i++)
        {
            lengths[i] = Math.Sqrt(matrix[order[i] * size + order[i]]);
        }

        var factor = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var (r, c) = order[i] >= order[j] ? (order[i], order[j]) : (order[j], order[i]);
                factor[i * n + j] = factor[j * n + i] = matrix[r * size + c] / (lengths[i] * lengths[j]);
            }
        }

        int[] position = [.. Enumerable.Range(0, n)];
        var rank = Factor(factor, n, position);
        var directions = new List<double[]>();
        for (var d = rank; d < n; d++)
        {
            directions.Add(Direction(factor, n, rank, d, position, order, lengths, size));
        }

        return directions;
    }

    // L by rows, its columns up to the rank; rows in the order of position.
    private static int Factor(double[] a, int n, int[] position)
    {
        for (var k = 0; k < n; k++)
        {
            var pivot = k;
            for (var i = k + 1; i < n; i++)
            {
                pivot = a[i * n + i] > a[pivot * n + pivot] ? i : pivot;
            }

            if (!(a[pivot * n + pivot] > Dependent))
            {
                return k;
            }

            Swap(a, n, k, pivot);
            (position[k], position[pivot]) = (position[pivot], position[k]);
            a[k * n + k] = Math.Sqrt(a[k * n + k]);
            for (var i = k + 1; i < n; i++)
            {
                a[i * n + k] /= a[k * n + k];
            }

            for (var i = k + 1; i < n; i++)
            {
                for (var j = k + 1; j <= i; j++)
                {
                    a[i * n + j] -= a[i * n + k] * a[j * n + k];
                    a[j * n + i] = a[i * n + j];
                }
            }
        }

        return n;
    }

    private static void Swap(double[] a, int n, int k, int l)
    {
        for (var i = 0; i < n && k != l; i++)
        {
            (a[k * n + i], a[l * n + i]) = (a[l * n + i], a[k * n + i]);
        }

        for (var i = 0; i < n && k != l; i++)
        {
            (a[i * n + k], a[i * n + l]) = (a[i * n + l], a[i * n + k]);
        }
    }

    // Column d = L x with the columns before it: the direction is e_d - L'^-1 (row d of L).
    private static double[] Direction(double[] a, int n, int rank, int d, int[] position, int[] order, double[] lengths, int size)
    {
        var x = new double[rank];
        for (var k = rank - 1; k >= 0; k--)
        {
            x[k] = a[d * n + k];
            for (var i = k + 1; i < rank; i++)
            {
                x[k] -= a[i * n + k] * x[i];
            }

            x[k] /= a[k * n + k];
        }

        // In columns of unit length: a component may be small because its parameter's unit is large.
        var direction = new double[size];
        var longest = Math.Max(1, x.Select(Math.Abs).DefaultIfEmpty(0).Max());
        direction[order[position[d]]] = 1 / longest < Negligible ? 0 : 1 / lengths[position[d]];
        for (var k = 0; k < rank; k++)
        {
            direction[order[position[k]]] = Math.Abs(x[k]) < Negligible * longest ? 0 : -x[k] / lengths[position[k]];
        }

        var largest = direction.MaxBy(Math.Abs);
        for (var i = 0; i < size; i++)
        {
            direction[i] /= largest;
        }

        return direction;
    }
}
