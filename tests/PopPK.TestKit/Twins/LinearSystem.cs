namespace PopPK.TestKit.Twins;

/// <summary>
/// What <see cref="PlainMode"/> is solved by: x' = A x by the exponential of A t, as a Taylor series with scaling and squaring.
/// </summary>
public static class LinearSystem
{
    /// <summary>exp(A t) x.</summary>
    public static double[] Advance(double[,] a, double[] x, double t)
    {
        var n = x.Length;
        var largest = a.Cast<double>().Max(Math.Abs) * n * t;
        var halvings = Math.Max(0, (int)Math.Ceiling(Math.Log2(largest)) + 1);
        var scaled = Map(n, (i, j) => a[i, j] * t / Math.Pow(2, halvings));
        var sum = Map(n, (i, j) => i == j ? 1 : 0);
        var term = sum;
        for (var k = 1; k <= 24; k++)
        {
            var product = Multiply(term, scaled, n);
            term = Map(n, (i, j) => product[i, j] / k);
            var (before, next) = (sum, term);
            sum = Map(n, (i, j) => before[i, j] + next[i, j]);
        }

        for (var k = 0; k < halvings; k++)
        {
            sum = Multiply(sum, sum, n);
        }

        return [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Sum(j => sum[i, j] * x[j]))];
    }

    private static double[,] Multiply(double[,] a, double[,] b, int n) =>
        Map(n, (i, j) => Enumerable.Range(0, n).Sum(k => a[i, k] * b[k, j]));

    private static double[,] Map(int n, Func<int, int, double> element)
    {
        var result = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                result[i, j] = element(i, j);
            }
        }

        return result;
    }
}
