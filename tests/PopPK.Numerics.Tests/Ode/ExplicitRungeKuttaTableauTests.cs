using PopPK.Numerics.Ode;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Numerics.Tests.Ode;

public class ExplicitRungeKuttaTableauTests
{
    public static TheoryData<string> Methods => ["Dormand-Prince 5(4)", "Verner 7(6)"];

    [Fact]
    public void The_number_of_rooted_trees_is_that_of_the_books()
    {
        int[] expected = [1, 1, 2, 4, 9, 20, 48, 115];
        Assert.Equal(expected, Enumerable.Range(1, 8).Select(order => RootedTree.OfOrder(order).Count));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Rows_sum_to_the_nodes(string method)
    {
        var tableau = Tableau(method);
        for (var i = 0; i < tableau.StageCount; i++)
        {
            Assert.Equal(tableau.Nodes[i], Sum(tableau.Row(i)), Tolerance.Algebra);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_solution_fulfils_the_order_conditions_up_to_its_order_and_not_beyond(string method)
    {
        var tableau = Tableau(method);
        double[] weights = [.. tableau.Weights];
        for (var order = 1; order <= tableau.Order; order++)
        {
            Assert.InRange(LargestDefect(tableau, weights, order), 0, Tolerance.Algebra);
        }

        Assert.True(LargestDefect(tableau, weights, tableau.Order + 1) > Tolerance.Derivative);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_embedded_solution_fulfils_the_order_conditions_up_to_its_order_and_not_beyond(string method)
    {
        var tableau = Tableau(method);
        double[] weights = [.. tableau.Weights];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] -= tableau.ErrorWeights[i];
        }

        for (var order = 1; order <= tableau.EmbeddedOrder; order++)
        {
            Assert.InRange(LargestDefect(tableau, weights, order), 0, Tolerance.Algebra);
        }

        Assert.True(LargestDefect(tableau, weights, tableau.EmbeddedOrder + 1) > Tolerance.Derivative);
    }

    [Fact]
    public void Only_Dormand_Prince_has_its_last_stage_in_common_with_the_next_step()
    {
        Assert.True(ExplicitRungeKuttaTableau.DormandPrince54.IsFirstSameAsLast);
        Assert.False(ExplicitRungeKuttaTableau.Verner76.IsFirstSameAsLast);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new ExplicitRungeKuttaTableau("x", 2, 1, [0, 1], [1, 1], [0.5, 0.5], [0.5, -0.5]));
        Assert.Contains("2 nodes need 2 weights, 2 error weights and 1 coefficients", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ExplicitRungeKuttaTableau.Verner76.Row(10).Length);
    }

    internal static ExplicitRungeKuttaTableau Tableau(string method) =>
        new[] { ExplicitRungeKuttaTableau.DormandPrince54, ExplicitRungeKuttaTableau.Verner76 }.Single(t => t.Name == method);

    private static double LargestDefect(ExplicitRungeKuttaTableau tableau, double[] weights, int order)
    {
        var a = Enumerable.Range(0, tableau.StageCount).Select(i => tableau.Row(i).ToArray()).ToArray();
        return RootedTree.OfOrder(order).Max(tree =>
        {
            var stageWeights = tree.StageWeights(a);
            return Math.Abs(weights.Select((b, i) => b * stageWeights[i]).Sum() - (1 / tree.Density));
        });
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }
}
