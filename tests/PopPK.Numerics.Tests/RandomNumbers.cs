namespace PopPK.Numerics.Tests;

/// <summary>Random vectors and matrices.</summary>
internal static class RandomNumbers
{
    /// <summary>Random numbers between -1 and 1.</summary>
    public static double[] Vector(this Random random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextDouble()) - 1)];

    /// <summary>A symmetric positive definite matrix, by rows: G G' + n I / 10.</summary>
    public static double[] PositiveDefinite(this Random random, int n)
    {
        var g = random.Vector(n * n);
        var a = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                a[(i * n) + j] = Enumerable.Range(0, n).Sum(k => g[(i * n) + k] * g[(j * n) + k]) + (i == j ? 0.1 * n : 0);
            }
        }

        return a;
    }
}
