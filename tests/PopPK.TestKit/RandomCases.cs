using FsCheck;
using FsCheck.Fluent;

namespace PopPK.TestKit;

/// <summary>Checks statements on random cases from a fixed seed, so that every run sees the same cases.</summary>
public static class RandomCases
{
    /// <summary>Checks that a statement about random input, which the case draws from its generator, does not throw.</summary>
    /// <param name="statement">The statement; a case is the generator's seed.</param>
    /// <param name="cases">Number of cases.</param>
    public static void Check(Action<Random> statement, int cases = 100)
    {
        var seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();
        Prop.ForAll<int>(seeds, seed => statement(new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithReplay(20240607, 4711).WithMaxTest(cases));
    }

    /// <summary>A number whose logarithm is uniform between those of two positive numbers.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="low">Smallest number.</param>
    /// <param name="high">Largest number.</param>
    public static double LogUniform(this Random random, double low, double high) => low * Math.Pow(high / low, random.NextDouble());
}
