using PopPK.Numerics.Randomness;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Numerics.Tests.Randomness;

public class RandomStreamTests
{
    private const int Count = 200_000;

    [Fact]
    public void The_same_key_gives_the_same_numbers_and_every_part_of_it_counts()
    {
        (long Seed, RandomPurpose Purpose, int Item, int Replicate)[] keys =
        [
            (1, RandomPurpose.General, 0, 0), (2, RandomPurpose.General, 0, 0), (1L << 40, RandomPurpose.General, 0, 0),
            (1, RandomPurpose.Bootstrap, 0, 0), (1, RandomPurpose.General, 1, 0), (1, RandomPurpose.General, 0, 1),
        ];
        var beginnings = keys.Select(k => string.Join(' ', Words(new RandomStream(k.Seed, k.Purpose, k.Item, k.Replicate), 8))).ToArray();
        Assert.Equal(keys.Length, beginnings.Distinct().Count());
        Assert.Equal(beginnings, keys.Select(k => string.Join(' ', Words(new RandomStream(k.Seed, k.Purpose, k.Item, k.Replicate), 8))));
    }

    [Fact]
    public void Uniform_numbers_have_the_moments_of_the_uniform_distribution_and_are_not_correlated()
    {
        var stream = new RandomStream(0, RandomPurpose.General);
        var numbers = Enumerable.Range(0, Count).Select(_ => stream.NextUniform()).ToArray();
        Assert.All(numbers, u => Assert.InRange(u, double.Epsilon, 1 - double.Epsilon));
        AssertMean(numbers, 0.5, Math.Sqrt(1 / 12.0));
        AssertMean(numbers.Select(u => u * u), 1 / 3.0, Math.Sqrt(4 / 45.0));
        AssertMean(numbers.Zip(numbers.Skip(1), (a, b) => 12 * (a - 0.5) * (b - 0.5)), 0, 1);
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_the_normal_distribution()
    {
        var stream = new RandomStream(0, RandomPurpose.General);
        var numbers = Enumerable.Range(0, Count).Select(_ => stream.NextNormal()).ToArray();
        AssertMean(numbers, 0, 1);
        AssertMean(numbers.Select(z => z * z), 1, Math.Sqrt(2));
        AssertMean(numbers.Select(z => z * z * z), 0, Math.Sqrt(15));
        AssertMean(numbers.Select(z => z * z * z * z), 3, Math.Sqrt(96));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Every_index_is_equally_likely(int count)
    {
        var stream = new RandomStream(3, RandomPurpose.General);
        var frequencies = new double[count];
        for (var i = 0; i < Count; i++)
        {
            frequencies[stream.NextIndex(count)]++;
        }

        // Pearson's statistic has mean count - 1 and variance 2 (count - 1).
        var expected = Count / (double)count;
        var statistic = frequencies.Sum(f => (f - expected) * (f - expected) / expected);
        Assert.True(Math.Abs(statistic - (count - 1)) <= Tolerance.MonteCarloStandardErrors * Math.Sqrt(2.0 * (count - 1)), $"{statistic}");
    }

    [Fact]
    public void Indices_of_a_count_that_does_not_divide_the_words_are_not_biased()
    {
        // Two fifths of 2^32: without drawing again three words lead to every even number and two to every odd one.
        const int count = 1_717_986_918;
        var stream = new RandomStream(4, RandomPurpose.General);
        AssertMean(Enumerable.Range(0, Count).Select(_ => stream.NextIndex(count) % 2.0), 0.5, 0.5);
    }

    [Fact]
    public void Quantiles_are_those_of_tables_and_symmetric()
    {
        Assert.Equal(1.959963984540054, NormalQuantile.At(0.975), Tolerance.Algebra);
        Assert.Equal(-2.326347874040841, NormalQuantile.At(0.01), Tolerance.Algebra);
        Assert.Equal(-6.361340902404056, NormalQuantile.At(1e-10), Tolerance.Algebra);
        Assert.Equal(0, NormalQuantile.At(0.5));
        Assert.Equal(-NormalQuantile.At(0.0625), NormalQuantile.At(0.9375));
        Assert.Equal(double.NegativeInfinity, NormalQuantile.At(0));
        Assert.Equal(double.PositiveInfinity, NormalQuantile.At(1));
        Assert.Equal(double.NaN, NormalQuantile.At(1.5));
    }

    [Fact]
    public void The_logarithm_is_that_of_the_library()
    {
        var stream = new RandomStream(5, RandomPurpose.General);
        for (var i = 0; i < 1000; i++)
        {
            var x = stream.NextUniform() * Math.Pow(10, -stream.NextIndex(15));
            Near.Equal(Math.Log(x), NormalQuantile.Logarithm(x), Tolerance.Algebra);
        }
    }

    private static uint[] Words(RandomStream stream, int count) => [.. Enumerable.Range(0, count).Select(_ => stream.NextWord())];

    private static void AssertMean(IEnumerable<double> numbers, double mean, double deviation)
    {
        var count = numbers.Count();
        Assert.Equal(mean, numbers.Average(), Tolerance.MonteCarloStandardErrors * deviation / Math.Sqrt(count));
    }
}
