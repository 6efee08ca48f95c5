using PopPK.Numerics.Ode;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Numerics.Tests.Ode;

/// <summary>
/// The classical stiff problems of the test set of Mazzia and Magherini (2008), to their published solutions, by the Rosenbrock
/// method alone and by the integrator that switches to it: the error is proportional to the tolerance.
/// </summary>
public class StiffProblemTests
{
    public static TheoryData<double> Tolerances => [1e-4, 1e-6, 1e-8, 1e-10, 1e-12];

    [Theory]
    [MemberData(nameof(Tolerances))]
    public void Robertsons_reaction_is_where_it_should_be_at_forty(double tolerance) =>
        Check(new Robertson(), [1, 0, 0], 40, Robertson.AtForty, tolerance, absolute: 1e-8 * tolerance);

    // The intermediate falls to 1e-13: the absolute tolerance must leave its digits.
    [Theory]
    [MemberData(nameof(Tolerances))]
    public void Robertsons_reaction_ends_where_it_is_published(double tolerance) =>
        Check(new Robertson(), [1, 0, 0], 1e11, Robertson.PublishedAtTenToTheEleven, tolerance, absolute: 1e-22);

    [Theory]
    [MemberData(nameof(Tolerances))]
    public void Van_der_Pols_oscillator_ends_where_it_is_published(double tolerance) =>
        Check(new VanDerPol(), [2, 0], 2, VanDerPol.PublishedAtTwo, tolerance, absolute: tolerance);

    [Theory]
    [MemberData(nameof(Tolerances))]
    public void The_high_irradiance_response_ends_where_it_is_published(double tolerance) => Check(
        new HighIrradianceResponse(),
        [1, 0, 0, 0, 0, 0, 0, 0.0057],
        HighIrradianceResponse.EndTime,
        HighIrradianceResponse.PublishedAtEnd,
        tolerance,
        absolute: 1e-4 * tolerance);

    [Fact]
    public void A_hundredth_of_the_tolerance_has_about_a_hundredth_of_the_error()
    {
        var rough = RelativeError(VanDerPol.PublishedAtTwo, BySwitching(new VanDerPol(), [2, 0], 2, new() { RelativeTolerance = 1e-6, AbsoluteTolerance = 1e-6 }));
        var fine = RelativeError(VanDerPol.PublishedAtTwo, BySwitching(new VanDerPol(), [2, 0], 2, new() { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-8 }));
        Assert.InRange(rough / fine, 20, 500);
    }

    private static void Check<TSystem>(
        TSystem system, double[] start, double end, double[] published, double tolerance, double absolute)
        where TSystem : IStiffOdeSystem
    {
        var options = new OdeOptions { RelativeTolerance = tolerance, AbsoluteTolerance = absolute };
        var allowed = Tolerance.StiffProblemOverTolerance * tolerance;
        Assert.InRange(RelativeError(published, ByRosenbrock(system, start, end, options)), 0, allowed);
        Assert.InRange(RelativeError(published, BySwitching(system, start, end, options)), 0, allowed);
    }

    private static double[] ByRosenbrock<TSystem>(TSystem system, double[] start, double end, OdeOptions options)
        where TSystem : IStiffOdeSystem
    {
        var workspace = new RosenbrockWorkspace(system.JacobianStructure!, options.StiffTableau);
        double[] state = [.. start];
        var time = 0.0;
        Assert.Equal(OdeStatus.Success, Rosenbrock.Integrate(system, options, workspace, ref time, end, state));
        Assert.Equal(end, time);

        // Explicit methods need 1e5 steps and more.
        Assert.InRange(workspace.Steps.AcceptedSteps, 20, 40_000);
        return state;
    }

    private static double[] BySwitching<TSystem>(TSystem system, double[] start, double end, OdeOptions options)
        where TSystem : IStiffOdeSystem
    {
        var workspace = new SwitchingOdeWorkspace(start.Length, options);
        double[] state = [.. start];
        var time = 0.0;
        Assert.Equal(OdeStatus.Success, SwitchingIntegrator.Integrate(system, options, workspace, ref time, end, state));
        Assert.Equal(end, time);
        Assert.True(workspace.IsStiff);
        Assert.InRange(workspace.Explicit.AcceptedSteps, 1000, 5000);
        return state;
    }

    private static double RelativeError(double[] expected, double[] actual) =>
        expected.Zip(actual, (e, a) => Math.Abs(a - e) / Math.Abs(e)).Max();
}
