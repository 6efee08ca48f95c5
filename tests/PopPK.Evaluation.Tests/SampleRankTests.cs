using PopPK.Evaluation.Predictive;
using Xunit;

namespace PopPK.Evaluation.Tests;

/// <summary>Where values stand among those of a sample.</summary>
public class SampleRankTests
{
    [Fact]
    public void Counts_below_a_value_leave_out_equal_ones()
    {
        double[] sorted = [1, 2, 2, 2, 3];
        Assert.Equal([0, 1, 4, 5], new[] { 1, 2, 3, 4.0 }.Select(v => SampleRank.CountBelow(sorted, v)));
    }
}
