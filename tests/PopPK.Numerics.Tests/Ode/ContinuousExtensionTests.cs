using PopPK.Numerics.Ode;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Numerics.Tests.Ode;

public class ContinuousExtensionTests
{
    private static readonly double[] Thetas = [0, 0.1, 0.37, 0.5, 0.8, 0.99, 1];

    public static TheoryData<string> Methods => ExplicitRungeKuttaTableauTests.Methods;

    // y(t + theta h) is the solution of a method whose conditions have theta^|tree| on the right.
    [Theory]
    [MemberData(nameof(Methods))]
    public void An_explicit_extension_fulfils_the_order_conditions_up_to_its_order_and_not_beyond(string method)
    {
        var tableau = ExplicitRungeKuttaTableauTests.Tableau(method);
        var extension = tableau.Extension!;
        double[][] a =
        [
            .. Enumerable.Range(0, tableau.StageCount).Select(i => tableau.Row(i).ToArray()),
            .. Enumerable.Range(0, extension.AdditionalStageCount).Select(i => extension.AdditionalRow(i).ToArray()),
        ];
        CheckOrder(extension, weights => weights, tree => tree.StageWeights(a));
    }

    [Fact]
    public void The_extension_of_the_Rosenbrock_method_fulfils_the_order_conditions_up_to_its_order_and_not_beyond()
    {
        var rodas = RosenbrockTableau.Rodas5P;
        var plain = UntransformedRosenbrock.Of(rodas);
        double[] gamma = [.. plain.Gamma.SelectMany(row => row)];
        CheckOrder(
            rodas.Extension!,
            weights => PlainMatrix.Multiply(weights, gamma, 1, rodas.StageCount, rodas.StageCount),
            tree => tree.StageWeights(plain.Alpha, plain.Beta));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Additional_rows_sum_to_their_nodes(string method)
    {
        var extension = ExplicitRungeKuttaTableauTests.Tableau(method).Extension!;
        for (var i = 0; i < extension.AdditionalStageCount; i++)
        {
            Assert.Equal(extension.AdditionalNodes[i], extension.AdditionalRow(i).ToArray().Sum(), Tolerance.Algebra);
        }
    }

    [Fact]
    public void Extensions_begin_and_end_with_the_step()
    {
        Check(ExplicitRungeKuttaTableau.DormandPrince54.Extension!, ExplicitRungeKuttaTableau.DormandPrince54.Weights);
        Check(ExplicitRungeKuttaTableau.Verner76.Extension!, [.. ExplicitRungeKuttaTableau.Verner76.Weights, 0, 0, 0]);
        Check(RosenbrockTableau.Rodas5P.Extension!, RosenbrockTableau.Rodas5P.Weights);

        static void Check(ContinuousExtension extension, ReadOnlySpan<double> weightsOfStep)
        {
            Near.Equal(new double[extension.StageCount], Weights(extension, 0), Tolerance.Algebra);
            Near.Equal(weightsOfStep, Weights(extension, 1), Tolerance.Algebra, scale: 100);
        }
    }

    [Theory]
    [InlineData("Dormand-Prince 5(4)", 6)]
    [InlineData("Verner 7(6)", 10)]
    public void Explicit_extensions_have_the_rates_at_both_ends_as_their_slopes(string method, int rateAtEnd)
    {
        var extension = ExplicitRungeKuttaTableauTests.Tableau(method).Extension!;
        for (var i = 0; i < extension.StageCount; i++)
        {
            Assert.Equal(i == 0 ? 1 : 0, Slope(i, 0), Tolerance.Derivative);
            Assert.Equal(i == rateAtEnd ? 1 : 0, Slope(i, 1), Tolerance.Derivative);
        }

        double Slope(int stage, double theta) => HighOrderDifference.Derivative(x => Weights(extension, x)[stage], theta);
    }

    // The error inside one step from an exact start.
    [Theory]
    [InlineData("Dormand-Prince 5(4)", 64)]
    [InlineData("Verner 7(6)", 32)]
    [InlineData("Rodas5P", 128)]
    public void The_measured_order_of_an_extension_is_the_order_claimed(string method, int steps)
    {
        var coarse = ErrorInsideSteps(method, 1.0 / steps);
        var fine = ErrorInsideSteps(method, 0.5 / steps);
        var extension = method == "Rodas5P" ? RosenbrockTableau.Rodas5P.Extension! : ExplicitRungeKuttaTableauTests.Tableau(method).Extension!;
        Assert.Equal(extension.Order + 1, Math.Log2(coarse / fine), Tolerance.ConvergenceOrder);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ContinuousExtension(1, 2, [1, 0, 1]));
        Assert.Throws<ArgumentException>(() => new ContinuousExtension(1, 1, [1, 1], [1, 1]));
        var error = Assert.Throws<ArgumentException>(() => new ContinuousExtension(1, 1, [1, 1, 1], [1], [1]));
        Assert.Contains("1 stages after 2 need 2 coefficients, found 1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContinuousExtension(0, 1, [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContinuousExtension(1, 0, [1]));
        var extension = new ContinuousExtension(1, 1, [1, 0]);
        Assert.Throws<ArgumentException>(() => extension.Weights(0.5, new double[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => extension.AdditionalRow(0).Length);
        Assert.Throws<ArgumentException>(() => new ExplicitRungeKuttaTableau("x", 1, 1, [0], [], [1], [1], extension));
        var additional = new ContinuousExtension(1, 1, [1, 0], [1], [1]);
        Assert.Throws<ArgumentException>(() => new RosenbrockTableau("x", 1, 1, 0.5, [0], [], [], [1], [1], [1], additional));
    }

    private static void CheckOrder(
        ContinuousExtension extension, Func<double[], double[]> transform, Func<RootedTree, double[]> stageWeights)
    {
        for (var order = 1; order <= extension.Order; order++)
        {
            Assert.InRange(LargestDefect(order), 0, Tolerance.Algebra);
        }

        Assert.True(LargestDefect(extension.Order + 1) > Tolerance.Derivative);

        double LargestDefect(int order) => RootedTree.OfOrder(order).Max(tree =>
        {
            var ofStages = stageWeights(tree);
            return Thetas.Max(theta =>
            {
                var sum = transform(Weights(extension, theta)).Zip(ofStages, (b, phi) => b * phi).Sum();
                return Math.Abs(sum - (Math.Pow(theta, tree.Order) / tree.Density));
            });
        });
    }

    private static double[] Weights(ContinuousExtension extension, double theta)
    {
        var weights = new double[extension.StageCount];
        extension.Weights(theta, weights);
        return weights;
    }

    private static double ErrorInsideSteps(string method, double h)
    {
        var sum = 0.0;
        for (var i = 0; i < 20; i++)
        {
            var start = 0.3 + (0.05 * i);
            double[] times = [.. Enumerable.Range(1, 9).Select(j => start + (0.1 * j * h))];
            var states = new double[4 * times.Length];
            var time = start;
            var state = SineOfSquare.Solution(start);
            var options = new OdeOptions { RelativeTolerance = 0.1, AbsoluteTolerance = 1e6, InitialStep = h };
            Assert.Equal(OdeStatus.Success, Integrate());
            sum += times.SelectMany(SineOfSquare.Solution).Zip(states, (e, a) => Math.Abs(a - e)).Sum();

            OdeStatus Integrate()
            {
                if (method == RosenbrockTableau.Rodas5P.Name)
                {
                    var stiff = new RosenbrockWorkspace(new SineOfSquare().JacobianStructure, options.StiffTableau);
                    var stiffStatus = Rosenbrock.Integrate(new SineOfSquare(), options, stiff, ref time, start + h, state, times, states);
                    Assert.Equal(1, stiff.Steps.AcceptedSteps);
                    return stiffStatus;
                }

                options = options with { Tableau = ExplicitRungeKuttaTableauTests.Tableau(method) };
                var workspace = new OdeWorkspace(4, options.Tableau);
                var status = ExplicitRungeKutta.Integrate(new SineOfSquare(), options, workspace, ref time, start + h, state, times, states);
                Assert.Equal(1, workspace.AcceptedSteps);
                return status;
            }
        }

        return sum;
    }
}
