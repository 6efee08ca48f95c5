using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks.Kernels;

/// <summary>Numbers to compute with, the same in every run.</summary>
internal static class RandomMatrix
{
    /// <summary>Numbers between -1 and 1.</summary>
    public static double[] Vector(int length)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextDouble()) - 1)];
    }

    /// <summary>A symmetric positive definite matrix: G G' + n I.</summary>
    public static double[] PositiveDefinite(int n)
    {
        var g = Vector(n * n);
        var product = PlainMatrix.Multiply(g, PlainMatrix.Transpose(g, n, n), n, n, n);
        return [.. product.Zip(PlainMatrix.Identity(n), (p, one) => p + (n * one))];
    }
}
