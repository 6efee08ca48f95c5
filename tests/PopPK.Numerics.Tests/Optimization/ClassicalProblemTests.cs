using PopPK.Numerics.Optimization;
using PopPK.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace PopPK.Numerics.Tests.Optimization;

public class ClassicalProblemTests(ITestOutputHelper output)
{
    // Tight, so that the minimisers are found to the digits the tests ask for.
    private static MinimizerOptions Tight => new() { DecreaseTolerance = 1e-16, GradientTolerance = 1e-9 };

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
        for (var i = 0; i < gradient.Length; i++)
        {
            Assert.Equal(expected[i], gradient[i], Tolerance.Derivative * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    // The most evaluations each may take, with a fifth to spare.
    [Theory]
    [InlineData("Rosenbrock", 50)]
    [InlineData("Beale", 25)]
    [InlineData("Powell singular", 60)]
    [InlineData("Wood", 120)]
    [InlineData("helical valley", 45)]
    [InlineData("Brown badly scaled", 60)]
    [InlineData("trigonometric", 50)]
    public void The_minimum_is_found_from_a_scaled_identity(string name, int evaluations)
    {
        var problem = ClassicalProblem.Named(name);
        AssertFound(problem, new QuasiNewtonMinimizer(Tight).Minimize(problem, problem.Start), evaluations);
    }

    [Theory]
    [InlineData("Rosenbrock", 30)]
    [InlineData("Beale", 20)]
    [InlineData("Powell singular", 30)]
    [InlineData("Wood", 80)]
    [InlineData("helical valley", 25)]
    [InlineData("Brown badly scaled", 30)]
    [InlineData("trigonometric", 30)]
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
            result.Value < Tolerance.Algebra || (problem.Name == "trigonometric" && Math.Abs(result.Value - 2.79506e-5) < 1e-10),
            result.Value.ToString("G9"));
        if (problem.Minimizer is { } minimizer)
        {
            Assert.All(
                minimizer.Zip(result.Point),
                pair => Assert.Equal(pair.First, pair.Second, Tolerance.Derivative * Math.Max(1, Math.Abs(pair.First))));
        }
    }
}
