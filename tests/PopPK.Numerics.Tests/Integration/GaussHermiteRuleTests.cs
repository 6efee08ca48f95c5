using PopPK.Numerics.Integration;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Numerics.Tests.Integration;

public class GaussHermiteRuleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(63)]
    [InlineData(200)]
    public void Moments_up_to_twice_the_number_of_nodes_are_exact(int count)
    {
        var rule = GaussHermiteRule.WithNodes(count);
        Assert.Equal(count, rule.Nodes.Length);

        // The integral of x^(2 m) exp(-x^2) is Gamma(m + 1/2); in terms of the moment before, (m - 1/2) times it.
        var moment = Math.Sqrt(Math.PI);
        for (var m = 0; m < Math.Min(count, 80); m++)
        {
            moment *= m == 0 ? 1 : m - 0.5;
            var sum = rule.Nodes.Select((x, i) => x == 0 ? (m == 0 ? Math.Exp(rule.LogWeights[i]) : 0) : Math.Exp(rule.LogWeights[i] + 2 * m * Math.Log(Math.Abs(x)))).Sum();
            Assert.Equal(1, sum / moment, Tolerance.Algebra * count);
        }
    }

    [Fact]
    public void Nodes_ascend_and_are_symmetric()
    {
        foreach (var count in Enumerable.Range(1, 60))
        {
            var nodes = GaussHermiteRule.WithNodes(count).Nodes.ToArray();
            Assert.Equal(nodes.Order(), nodes);
            Assert.Equal(nodes.Select(x => -x).Reverse(), nodes);
            Assert.Equal(count, nodes.Distinct().Count());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public void Other_numbers_of_nodes_are_refused(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussHermiteRule.WithNodes(count));
}
