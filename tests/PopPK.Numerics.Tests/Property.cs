using FsCheck;
using FsCheck.Fluent;

namespace PopPK.Numerics.Tests;

/// <summary>Runs a property on random integers from a fixed seed, so that every run sees the same cases.</summary>
internal static class Property
{
    /// <summary>Checks that a statement about a random generator, which the case seeds, does not throw.</summary>
    public static void Holds(Action<Random> statement)
    {
        // The case is a seed: the statement draws sizes and numbers from it.
        var seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();
        Prop.ForAll<int>(seeds, seed => statement(new Random(seed))).Check(Config.QuickThrowOnFailure.WithReplay(20240607, 4711));
    }

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
