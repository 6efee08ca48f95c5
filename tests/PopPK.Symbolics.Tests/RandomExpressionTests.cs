using FsCheck.Fluent;
using Xunit;

namespace PopPK.Symbolics.Tests;

/// <summary>The properties elsewhere mean little if the random cases are not what they claim to be.</summary>
public sealed class RandomExpressionTests
{
    private const double OrderOfMagnitudeOfParts = 1e6;

    [Fact]
    public void Every_part_is_finite_and_of_moderate_size()
    {
        Checked.ForAll(RandomExpression.Any, random => Assert.InRange(random.Magnitude, 1, OrderOfMagnitudeOfParts));
        Checked.ForAll(RandomExpression.Smooth, random => Assert.InRange(random.Magnitude, 1, OrderOfMagnitudeOfParts));
    }

    [Fact]
    public void All_kinds_of_nodes_and_all_functions_occur()
    {
        var nodes = new List<Expr>();
        Checked.ForAll(RandomExpression.Any, random => nodes.AddRange(RandomExpression.AllNodes(random.Expression)));

        Assert.Equal(7, nodes.Select(node => node.GetType()).Distinct().Count());
        Assert.Equal(
            Enum.GetValues<ElementaryFunction>(),
            nodes.OfType<FunctionExpr>().Select(node => node.Function).Distinct().Order());
    }
}
