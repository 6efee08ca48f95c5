using Xunit;

namespace PopPK.TestKit.Twins;

/// <summary>Matrix products written for reading; the plain twins of the kernels. Matrices lie row by row.</summary>
public static class PlainMatrix
{
    /// <summary>A B, with A m x k and B k x n.</summary>
    public static double[] Multiply(double[] a, double[] b, int m, int k, int n) =>
        [.. Enumerable.Range(0, m * n).Select(e => Enumerable.Range(0, k).Sum(s => a[(e / n * k) + s] * b[(s * n) + (e % n)]))];

    /// <summary>A', with A m x n.</summary>
    public static double[] Transpose(double[] a, int m, int n) =>
        [.. Enumerable.Range(0, m * n).Select(e => a[(e % m * n) + (e / m)])];

    /// <summary>x' y.</summary>
    public static double Dot(double[] x, double[] y) => x.Zip(y, (u, v) => u * v).Sum();

    /// <summary>A' B A, with A m x n and B m x m.</summary>
    public static double[] Congruence(double[] a, double[] b, int m, int n) =>
        Multiply(Transpose(a, m, n), Multiply(b, a, m, m, n), n, m, n);

    /// <summary>A + factor x x', with A n x n.</summary>
    public static double[] PlusOuterProduct(double[] a, double factor, double[] x) =>
        [.. a.Select((value, e) => value + (factor * (x[e / x.Length] * x[e % x.Length])))];

    /// <summary>L L' from the lower triangle of a matrix.</summary>
    public static double[] LowerTimesTranspose(double[] l, int n)
    {
        var lower = l.Select((value, e) => e % n <= e / n ? value : 0).ToArray();
        return Multiply(lower, Transpose(lower, n, n), n, n, n);
    }

    /// <summary>The lower triangle of a matrix and its mirror image above.</summary>
    public static double[] Mirrored(double[] a, int n) =>
        [.. a.Select((_, e) => a[(Math.Max(e / n, e % n) * n) + Math.Min(e / n, e % n)])];

    /// <summary>The identity.</summary>
    public static double[] Identity(int n) => [.. Enumerable.Range(0, n * n).Select(e => e % n == e / n ? 1.0 : 0.0)];

    /// <summary>Asserts equality but for rounding, which grows with the size of the matrix.</summary>
    public static void AssertClose(double[] expected, double[] actual, int size)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = Math.Max(1, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], Tolerance.Algebra * scale * Math.Max(1, size));
        }
    }
}
