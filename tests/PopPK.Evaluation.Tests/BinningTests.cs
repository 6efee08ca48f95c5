using PopPK.Evaluation.Predictive;
using PopPK.Numerics.Randomness;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Evaluation.Tests;

public class BinningTests
{
    [Fact]
    public void Natural_breaks_are_the_best_of_all_partitions()
    {
        var stream = new RandomStream(1, RandomPurpose.General);
        for (var repeat = 0; repeat < 50; repeat++)
        {
            double[] values = [.. Enumerable.Range(0, 9).Select(_ => 100 * stream.NextUniform()).Order()];
            double[] weights = [.. values.Select(_ => 1.0 + stream.NextIndex(3))];
            var breaks = new NaturalBreaks(values, weights);
            for (var count = 1; count <= values.Length; count++)
            {
                var best = AllStarts(values.Length, count).Min(starts => Within(values, weights, starts));
                var (found, within) = breaks.Partition(count);
                Near.Equal(best, within, Tolerance.DividedDifference, scale: 1);
                Near.Equal(best, Within(values, weights, found), Tolerance.DividedDifference, scale: 1);
            }
        }
    }

    [Fact]
    public void Bins_by_count_have_as_many_observations_as_places_allow()
    {
        double[] x = [.. Enumerable.Range(0, 12).Select(i => (double)i)];
        var partition = BinPartition.Of(x, [], new CountBinning(4), 1);
        Assert.Equal([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], partition.BinOf.ToArray());
        Assert.Equal([0, 2.5, 5.5, 8.5], partition.Lower.ToArray());
        Assert.Equal([2.5, 5.5, 8.5, 11], partition.Upper.ToArray());

        // Half of the observations are at one place, which holds two of the four shares.
        double[] tied = [0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6];
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2], BinPartition.Of(tied, [], new CountBinning(4), 1).BinOf.ToArray());
        Assert.Equal([0, 0, 0], BinPartition.Of([7, 7, 7], [], new CountBinning(3), 1).BinOf.ToArray());
    }

    [Fact]
    public void Given_edges_hold_their_lower_ends_and_the_last_one_both()
    {
        var partition = BinPartition.Of([-1, 0, 0.5, 1, 3, 3.5], [], new GivenBinning([0, 1, 2, 3]), 1);
        Assert.Equal([-1, 0, 0, 1, 2, -1], partition.BinOf.ToArray());
    }

    [Fact]
    public void Nominal_values_make_bins_whatever_the_places()
    {
        var partition = BinPartition.Of([1.1, 0.9, 2.2, 1.2, 5], [1, 1, 2, 2, double.NaN], new NominalBinning("NOM"), 1);
        Assert.Equal([0, 0, 1, 1, -1], partition.BinOf.ToArray());
        Assert.Equal([0.9, 1.2], partition.Lower.ToArray());
        Assert.Equal([1.1, 2.2], partition.Upper.ToArray());
        Assert.Equal([0, 1, 2, 0], BinPartition.Of([1, 2, 3, 1], [], new NominalBinning(), 1).BinOf.ToArray());
    }

    [Fact]
    public void Automatic_bins_are_places_when_there_are_few_and_clusters_when_there_are_many()
    {
        double[] few = [.. Enumerable.Range(0, 40).Select(i => (double)(i % 4))];
        Assert.Equal(4, BinPartition.Of(few, [], Binning.Automatic, 5).Lower.Length);
        var stream = new RandomStream(1, RandomPurpose.General);
        double[] clusters = [.. Enumerable.Range(0, 300).Select(i => (10 * (i % 6)) + stream.NextUniform())];
        var partition = BinPartition.Of(clusters, [], Binning.Automatic, 5);
        Assert.Equal(6, partition.Lower.Length);
        Assert.All(Enumerable.Range(0, 300), i => Assert.Equal(i % 6, partition.BinOf[i]));

        // The eleven nominal times of theophylline, between which measured times scatter.
        var theophylline = CohortOf.File("models", "theophylline.poppk");
        var times = theophylline.Subjects.SelectMany(s => s.Observations.Times).ToArray();
        var bins = BinPartition.Of(times, [], Binning.Automatic, 5);
        Assert.Equal(11, bins.Lower.Length);
        Assert.All(bins.BinOf.GroupBy(b => b), g => Assert.Equal(12, g.Count()));
    }

    private static IEnumerable<int[]> AllStarts(int n, int count) => count == 1
        ? [[0]]
        : AllStarts(n, count - 1).SelectMany(starts => Enumerable.Range(starts[^1] + 1, n - starts[^1] - 1).Select(next => (int[])[.. starts, next]));

    private static double Within(double[] values, double[] weights, int[] starts)
    {
        var sum = 0.0;
        for (var g = 0; g < starts.Length; g++)
        {
            int[] members = [.. Enumerable.Range(starts[g], (g + 1 < starts.Length ? starts[g + 1] : values.Length) - starts[g])];
            var mean = members.Sum(i => weights[i] * values[i]) / members.Sum(i => weights[i]);
            sum += members.Sum(i => weights[i] * (values[i] - mean) * (values[i] - mean));
        }

        return sum;
    }
}
