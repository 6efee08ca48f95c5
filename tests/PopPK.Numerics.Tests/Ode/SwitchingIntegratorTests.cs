using PopPK.Numerics.Ode;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Numerics.Tests.Ode;

public class SwitchingIntegratorTests
{
    [Fact]
    public void A_smooth_system_stays_with_the_explicit_pair_bit_for_bit()
    {
        var options = new OdeOptions { RelativeTolerance = 1e-12 };
        var workspace = new SwitchingOdeWorkspace(4, options);
        var plain = new OdeWorkspace(4, options.Tableau);
        var (state, expected) = (SineOfSquare.Solution(0), SineOfSquare.Solution(0));
        var (time, plainTime) = (0.0, 0.0);
        Assert.Equal(OdeStatus.Success, SwitchingIntegrator.Integrate(new SineOfSquare(), options, workspace, ref time, 15, state));
        Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.Integrate(new SineOfSquare(), options, plain, ref plainTime, 15, expected));
        Assert.False(workspace.IsStiff);
        Assert.Null(workspace.Stiff);
        Assert.Equal(expected, state);

        // The detector had time to err.
        Assert.InRange(workspace.Explicit.AcceptedSteps, 1500, 100_000);
    }

    [Theory]
    [InlineData(1e-3, 2000)]
    [InlineData(1e-6, 1000)]
    [InlineData(1e-10, 300)]
    public void Hundreds_of_orbits_are_not_taken_for_stiffness(double tolerance, int orbits)
    {
        var options = new OdeOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance };
        var workspace = new OdeWorkspace(4, options.Tableau);
        var state = CircularOrbit.Solution(0);
        var time = 0.0;
        var end = 2 * Math.PI * orbits;
        Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.IntegrateUntilStiff(new CircularOrbit(), options, workspace, ref time, end, state));
        Assert.True(workspace.AcceptedSteps > 1500);
    }

    [Fact]
    public void Stiffness_is_kept_until_the_reset_and_then_found_again()
    {
        var options = new OdeOptions();
        var system = new ProtheroRobinson(1e4);
        var workspace = new SwitchingOdeWorkspace(1, options);
        double[] state = [0];
        var time = 0.0;
        Assert.Equal(OdeStatus.Success, SwitchingIntegrator.Integrate(system, options, workspace, ref time, 1, state));
        Assert.True(workspace.IsStiff);
        var before = workspace.Explicit.RateEvaluations;
        workspace.Restart();
        Assert.Equal(OdeStatus.Success, SwitchingIntegrator.Integrate(system, options, workspace, ref time, 2, state));
        Assert.Equal(before, workspace.Explicit.RateEvaluations);
        Assert.Equal(Math.Sin(2), state[0], Tolerance.Ode);

        workspace.Reset();
        Assert.False(workspace.IsStiff);
        Assert.Equal(OdeStatus.Success, SwitchingIntegrator.Integrate(system, options, workspace, ref time, 3, state));
        Assert.True(workspace.IsStiff);
        Assert.True(workspace.Explicit.RateEvaluations > before);
        Assert.Equal(Math.Sin(3), state[0], Tolerance.Ode);
    }

    [Fact]
    public void Stiffness_is_found_across_short_intervals_too()
    {
        var options = new OdeOptions();
        var workspace = new SwitchingOdeWorkspace(1, options);
        double[] state = [0];
        var time = 0.0;
        for (var i = 1; i <= 100; i++)
        {
            Assert.Equal(OdeStatus.Success, SwitchingIntegrator.Integrate(new ProtheroRobinson(1e4), options, workspace, ref time, 0.01 * i, state));
        }

        Assert.True(workspace.IsStiff);
        Assert.Equal(Math.Sin(time), state[0], Tolerance.Ode);
    }

    [Fact]
    public void A_method_that_cannot_tell_goes_over_when_it_runs_out_of_steps()
    {
        var euler = new ExplicitRungeKuttaTableau("Euler-Heun 2(1)", 2, 1, [0, 1], [1], [0.5, 0.5], [-0.5, 0.5]);
        Assert.False(euler.CanDetectStiffness);
        Assert.Equal(2, euler.StabilityLimit, Tolerance.Algebra);
        var options = new OdeOptions { Tableau = euler, MaximumSteps = 500 };
        var workspace = new SwitchingOdeWorkspace(1, options);
        double[] state = [0];
        var time = 0.0;
        Assert.Equal(OdeStatus.Success, SwitchingIntegrator.Integrate(new ProtheroRobinson(1e4), options, workspace, ref time, 1, state));
        Assert.True(workspace.IsStiff);
        Assert.Equal(500, workspace.Explicit.AcceptedSteps + workspace.Explicit.RejectedSteps);
    }

    [Fact]
    public void A_system_without_Jacobian_is_left_to_the_explicit_pair()
    {
        var workspace = new SwitchingOdeWorkspace(1, new OdeOptions());
        double[] state = [0];
        var time = 0.0;
        Assert.Equal(
            OdeStatus.Success,
            SwitchingIntegrator.Integrate(new WithoutJacobian(1e4), new OdeOptions(), workspace, ref time, 1, state));
        Assert.False(workspace.IsStiff);
        Assert.Equal(Math.Sin(1), state[0], Tolerance.Ode);

        time = 0;
        var few = new OdeOptions { MaximumSteps = 150 };
        workspace.Reset();
        Assert.Equal(OdeStatus.TooManySteps, SwitchingIntegrator.Integrate(new WithoutJacobian(1e3), few, workspace, ref time, 10, state));
    }

    [Fact]
    public void The_limits_of_stability_are_those_of_the_books()
    {
        // Hairer and Wanner (1996), figure IV.2.1 and section IV.2: about 3.3.
        Assert.Equal(3.30, ExplicitRungeKuttaTableau.DormandPrince54.StabilityLimit, Tolerance.Algebra);
        Assert.True(ExplicitRungeKuttaTableau.Verner76.StabilityLimit is > 3 and < 7);
        Assert.True(ExplicitRungeKuttaTableau.Verner76.CanDetectStiffness);
    }

    [Fact]
    public void Integrating_allocates_nothing()
    {
        var options = new OdeOptions();
        var workspace = new SwitchingOdeWorkspace(9, options);
        var (start, state) = (Binding.Start, new double[9]);
        Allocation.IsZero(() =>
        {
            workspace.Reset();
            start.CopyTo(state, 0);
            var time = 0.0;
            SwitchingIntegrator.Integrate(new Binding(1e4, 10, 0.3), options, workspace, ref time, 5, state);
        });
        Assert.True(workspace.IsStiff);
    }

    private readonly struct WithoutJacobian(double lambda) : IStiffOdeSystem
    {
        private readonly ProtheroRobinson _system = new(lambda);

        public int Dimension => 1;

        public JacobianStructure? JacobianStructure => null;

        public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates) => _system.Rates(time, state, rates);

        public void Jacobian(double time, ReadOnlySpan<double> state, Span<double> entries) => throw new InvalidOperationException();
    }
}
