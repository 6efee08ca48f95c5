using PopPK.Numerics.Ode;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Numerics.Tests.Ode;

public class RosenbrockTableauTests
{
    private static readonly UntransformedRosenbrock Rodas5P = UntransformedRosenbrock.Of(RosenbrockTableau.Rodas5P);

    [Fact]
    public void Rows_sum_to_the_nodes_and_to_the_weights_of_the_time_derivative()
    {
        for (var i = 0; i < Rodas5P.Alpha.Length; i++)
        {
            Assert.Equal(RosenbrockTableau.Rodas5P.Nodes[i], Rodas5P.Alpha[i].Sum(), Tolerance.Algebra);
            Assert.Equal(RosenbrockTableau.Rodas5P.TimeDerivativeWeights[i], Rodas5P.Gamma[i].Sum(), Tolerance.Algebra);
        }
    }

    [Fact]
    public void The_solution_fulfils_the_order_conditions_up_to_its_order_and_not_beyond() =>
        CheckOrder(Rodas5P.Weights, RosenbrockTableau.Rodas5P.Order);

    [Fact]
    public void The_embedded_solution_fulfils_the_order_conditions_up_to_its_order_and_not_beyond() =>
        CheckOrder(Rodas5P.EmbeddedWeights, RosenbrockTableau.Rodas5P.EmbeddedOrder);

    [Fact]
    public void The_method_is_stiffly_accurate()
    {
        // The weights are the last row of alpha + gamma: infinitely fast components end on their equilibrium.
        for (var j = 0; j < Rodas5P.Weights.Length; j++)
        {
            Assert.Equal(Rodas5P.Beta[^1][j], Rodas5P.Weights[j], Tolerance.Algebra);
        }
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new RosenbrockTableau("x", 2, 1, 0.5, [0, 1], [1, 1], [1], [1, 1], [1, 1], [1, 1]));
        Assert.Contains("2 nodes need 2 weights of each kind and 1 coefficients of each kind", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RosenbrockTableau("x", 2, 1, 0, [0], [], [], [1], [1], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RosenbrockTableau.Rodas5P.StageRow(8).Length);
    }

    private static void CheckOrder(double[] weights, int order)
    {
        for (var k = 1; k <= order; k++)
        {
            Assert.InRange(LargestDefect(weights, k), 0, Tolerance.Algebra);
        }

        Assert.True(LargestDefect(weights, order + 1) > Tolerance.Derivative);
    }

    private static double LargestDefect(double[] weights, int order) => RootedTree.OfOrder(order).Max(tree =>
    {
        var stageWeights = tree.StageWeights(Rodas5P.Alpha, Rodas5P.Beta);
        return Math.Abs(weights.Select((b, i) => b * stageWeights[i]).Sum() - (1 / tree.Density));
    });
}
