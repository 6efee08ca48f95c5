namespace PopPK.TestKit.Twins;

/// <summary>
/// The plain twin of the Cholesky kernels: factors by their definition, full matrices, results instead of replacements.
/// Matrices lie row by row.
/// </summary>
public static class PlainCholesky
{
    /// <summary>L with L L' = A, zeros above the diagonal: l_ij = (a_ij - sum_k l_ik l_jk) / l_jj.</summary>
    /// <param name="a">A, positive definite.</param>
    /// <param name="n">Number of rows.</param>
    public static double[] Factor(double[] a, int n)
    {
        var l = new double[n * n];
        for (var j = 0; j < n; j++)
        {
            for (var i = j; i < n; i++)
            {
                var rest = a[(i * n) + j] - Enumerable.Range(0, j).Sum(k => l[(i * n) + k] * l[(j * n) + k]);
                l[(i * n) + j] = i == j ? Math.Sqrt(rest) : rest / l[(j * n) + j];
            }
        }

        return l;
    }

    /// <summary>
    /// L and the diagonal of E with L L' = A + E, for a symmetric A: the algorithm of Gill, Murray and Wright (1981),
    /// Practical Optimization, section 4.4.2.2, without interchanges, in their letters: the pivots d and the columns c = L d
    /// of the factor with a unit diagonal.
    /// </summary>
    /// <param name="a">A.</param>
    /// <param name="n">Number of rows.</param>
    public static (double[] L, double[] E) FactorModified(double[] a, int n)
    {
        const double epsilon = 2.220446049250313e-16;
        var c = (double[])a.Clone();
        var (l, e) = (new double[n * n], new double[n]);
        var gamma = Enumerable.Range(0, n).Max(i => Math.Abs(a[(i * n) + i]));
        var xi = a.Where((_, at) => at / n != at % n).Select(Math.Abs).Append(0).Max();
        var delta = epsilon * Math.Max(gamma + xi, 1);
        var betaSquared = new[] { gamma, xi / Math.Sqrt(Math.Max(1, (n * n) - 1)), epsilon }.Max();
        for (var j = 0; j < n; j++)
        {
            var theta = Enumerable.Range(j + 1, n - j - 1).Select(i => Math.Abs(c[(i * n) + j])).Append(0).Max();
            var d = new[] { Math.Abs(c[(j * n) + j]), theta * theta / betaSquared, delta }.Max();
            e[j] = d - c[(j * n) + j];
            l[(j * n) + j] = Math.Sqrt(d);
            for (var i = j + 1; i < n; i++)
            {
                l[(i * n) + j] = c[(i * n) + j] / Math.Sqrt(d);
            }

            for (var i = j + 1; i < n; i++)
            {
                for (var k = j + 1; k < n; k++)
                {
                    c[(i * n) + k] -= c[(i * n) + j] * c[(k * n) + j] / d;
                }
            }
        }

        return (l, e);
    }

    /// <summary>The inverse of a lower triangle, column by column.</summary>
    /// <param name="l">L.</param>
    /// <param name="n">Number of rows.</param>
    public static double[] InvertLower(double[] l, int n)
    {
        var inverse = new double[n * n];
        for (var j = 0; j < n; j++)
        {
            for (var i = j; i < n; i++)
            {
                var rest = (i == j ? 1 : 0) - Enumerable.Range(j, i - j).Sum(k => l[(i * n) + k] * inverse[(k * n) + j]);
                inverse[(i * n) + j] = rest / l[(i * n) + i];
            }
        }

        return inverse;
    }

    /// <summary>The inverse of A = L L': (L^-1)' L^-1.</summary>
    /// <param name="l">L.</param>
    /// <param name="n">Number of rows.</param>
    public static double[] Invert(double[] l, int n)
    {
        var m = InvertLower(l, n);
        return PlainMatrix.Multiply(PlainMatrix.Transpose(m, n, n), m, n, n, n);
    }

    /// <summary>x with L L' x = b, through the inverse.</summary>
    /// <param name="l">L.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="b">The right-hand side.</param>
    public static double[] Solve(double[] l, int n, double[] b) => PlainMatrix.Multiply(Invert(l, n), b, n, n, 1);

    /// <summary>log |L L'|.</summary>
    /// <param name="l">L.</param>
    /// <param name="n">Number of rows.</param>
    public static double LogDeterminant(double[] l, int n) => 2 * Enumerable.Range(0, n).Sum(i => Math.Log(l[(i * n) + i]));
}
