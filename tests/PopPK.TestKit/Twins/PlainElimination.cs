namespace PopPK.TestKit.Twins;

/// <summary>
/// The plain twin of the LU kernels and of what solves the block systems of a Rosenbrock step: Gaussian elimination with
/// partial pivoting on the whole system, rows as arrays.
/// </summary>
public static class PlainElimination
{
    /// <summary>x with A x = b.</summary>
    /// <param name="a">A, row by row; not singular.</param>
    /// <param name="b">b.</param>
    public static double[] Solve(double[] a, double[] b)
    {
        var n = b.Length;
        var rows = a.Chunk(n).Zip(b, (row, right) => (double[])[.. row, right]).ToArray();
        for (var k = 0; k < n; k++)
        {
            var p = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(rows[i][k]));
            (rows[k], rows[p]) = (rows[p], rows[k]);
            foreach (var row in rows[(k + 1)..])
            {
                var multiplier = row[k] / rows[k][k];
                for (var j = k; j <= n; j++)
                {
                    row[j] -= multiplier * rows[k][j];
                }
            }
        }

        var x = new double[n];
        for (var i = n - 1; i >= 0; i--)
        {
            x[i] = (rows[i][n] - Enumerable.Range(i + 1, n - i - 1).Sum(j => rows[i][j] * x[j])) / rows[i][i];
        }

        return x;
    }

    /// <summary>u with (diagonal I - K) u = r.</summary>
    /// <param name="k">K.</param>
    /// <param name="diagonal">The diagonal.</param>
    /// <param name="r">r.</param>
    public static double[] SolveShifted(double[,] k, double diagonal, double[] r) =>
        Solve([.. k.Cast<double>().Select((x, e) => (e % r.Length == e / r.Length ? diagonal : 0) - x)], r);
}
