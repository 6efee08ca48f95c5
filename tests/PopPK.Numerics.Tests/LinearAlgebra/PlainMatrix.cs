using PopPK.TestKit;
using Xunit;

namespace PopPK.Numerics.Tests.LinearAlgebra;

/// <summary>Matrix products written for reading; the plain twins of the kernels. Matrices lie row by row.</summary>
internal static class PlainMatrix
{
    /// <summary>A B, with A m x k and B k x n.</summary>
    public static double[] Multiply(double[] a, double[] b, int m, int k, int n) =>
        [.. Enumerable.Range(0, m * n).Select(e => Enumerable.Range(0, k).Sum(s => a[(e / n * k) + s] * b[(s * n) + (e % n)]))];

    /// <summary>A', with A m x n.</summary>
    public static double[] Transpose(double[] a, int m, int n) =>
        [.. Enumerable.Range(0, m * n).Select(e => a[(e % m * n) + (e / m)])];

    /// <summary>L L' from the lower triangle of a matrix.</summary>
    public static double[] LowerTimesTranspose(double[] l, int n)
    {
        var lower = l.Select((value, e) => e % n <= e / n ? value : 0).ToArray();
        return Multiply(lower, Transpose(lower, n, n), n, n, n);
    }

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
