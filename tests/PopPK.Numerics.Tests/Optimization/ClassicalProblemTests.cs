using PopPK.Numerics.Optimization;
using PopPK.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace PopPK.Numerics.Tests.Optimization;

public class ClassicalProblemTests(ITestOutputHelper output)
{
    // Tight, so that the minimisers are found to the digits the tests ask for.
    private static MinimizerOptions Tight => new() { DecreaseTolerance = 1e-18, GradientTolerance = 1e-10 };

    public static TheoryData<string> Names => [.. ClassicalProblem.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_is_that_of_the_value(string name)
    {
        var problem = ClassicalProblem.Named(name);
        double[] point = [.. problem.Start.Select((x, i) => x + (0.01 * (i + 1)))];
        var gradient = new double[problem.Dimension];
        problem.Evaluate(point, out _, gradient);
        var expected = HighOrderDifference.Gradient(
            x =>
            {
                problem.Evaluate(x, out var value, new double[x.Length]);
                return value;
            },
            point,
            step: 0.01);

        // Relative to the largest element: the value of Brown's function is 1e12, of which the differences keep four digits.
        var scale = Math.Max(1, expected.Max(Math.Abs));
        Assert.All(expected.Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, Tolerance.Derivative * scale));
    }

    // The most evaluations each may take: what it takes now and a fifth.
    [Theory]
    [InlineData("Rosenbrock", 58)]
    [InlineData("Beale", 22)]
    [InlineData("Powell singular", 89)]
    [InlineData("Wood", 55)]
    [InlineData("helical valley", 40)]
    [InlineData("Brown badly scaled", 75)]
    [InlineData("trigonometric", 47)]
    public void The_minimum_is_found_from_a_scaled_identity(string name, int evaluations)
    {
        var problem = ClassicalProblem.Named(name);
        AssertFound(problem, new QuasiNewtonMinimizer(Tight).Minimize(problem, problem.Start), evaluations);
    }

    // The approximate curvature leads Wood's function to its saddle first, and is of no use where residuals stay large
    // (the trigonometric function); elsewhere it saves evaluations.
    [Theory]
    [InlineData("Rosenbrock", 36)]
    [InlineData("Beale", 17)]
    [InlineData("Powell singular", 35)]
    [InlineData("Wood", 115)]
    [InlineData("helical valley", 15)]
    [InlineData("Brown badly scaled", 16)]
    [InlineData("trigonometric", 66)]
    public void The_minimum_is_found_with_a_source_of_curvature(string name, int evaluations)
    {
        var problem = ClassicalProblem.Named(name);
        AssertFound(problem, new QuasiNewtonMinimizer(Tight).Minimize(problem.WithCurvature(), problem.Start), evaluations);
    }

    private void AssertFound(ClassicalProblem problem, MinimizerResult result, int evaluations)
    {
        output.WriteLine($"{problem.Name}: {result.Evaluations} evaluations, {result.Value:G3}, {result.Termination}");
        Assert.True(result.IsConverged, result.Termination);
        Assert.InRange(result.Evaluations, 1, evaluations);

        // The trigonometric function has a second minimum, 2.79506e-5; the others have the minimum 0 only.
        Assert.True(
            result.Value < Tolerance.Algebra || (problem.Name == "trigonometric" && Math.Abs(result.Value - 2.79506e-5) < Tolerance.HighOrderDifference),
            result.Value.ToString("G9"));
        if (problem.Minimizer is { } minimizer)
        {
            Assert.All(
                minimizer.Zip(result.Point),
                pair => Assert.Equal(pair.First, pair.Second, Tolerance.Derivative * Math.Max(1, Math.Abs(pair.First))));
        }
    }
}
