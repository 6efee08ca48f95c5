using PopPK.Numerics.Ode;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Numerics.Tests.Ode;

public class ExplicitRungeKuttaTests
{
    public static TheoryData<string> Methods => ExplicitRungeKuttaTableauTests.Methods;

    // The numbers of steps lie where the error is asymptotic and far above rounding.
    [Theory]
    [InlineData("Dormand-Prince 5(4)", 128)]
    [InlineData("Verner 7(6)", 64)]
    public void The_measured_order_of_convergence_is_the_order_claimed(string method, int steps)
    {
        var tableau = ExplicitRungeKuttaTableauTests.Tableau(method);
        var coarse = MeanErrorOfFixedSteps(tableau, steps);
        var fine = MeanErrorOfFixedSteps(tableau, 2 * steps);
        Assert.Equal(tableau.Order, Math.Log2(coarse / fine), Tolerance.ConvergenceOrder);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Amounts_and_sensitivities_agree_with_the_closed_form(string method)
    {
        var tableau = ExplicitRungeKuttaTableauTests.Tableau(method);
        var system = new OneCompartmentOral(1.3, 0.11);
        var workspace = new OdeWorkspace(system.Dimension, tableau);
        var options = new OdeOptions { Tableau = tableau };
        var state = new double[] { 320, 0, 0, 0, 0, 0 };
        var time = 0.0;
        foreach (var next in new[] { 0.25, 0.5, 1, 2, 4, 8, 12, 24 })
        {
            Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.Integrate(system, options, workspace, ref time, next, state));
            Assert.Equal(next, time);
            var expected = system.Solution(time, 320);
            for (var i = 0; i < state.Length; i++)
            {
                Assert.Equal(expected[i], state[i], Tolerance.Ode * Math.Max(1e-3, Math.Abs(expected[i])));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_error_follows_the_tolerance(string method)
    {
        var tableau = ExplicitRungeKuttaTableauTests.Tableau(method);
        foreach (var tolerance in new[] { 1e-5, 1e-7, 1e-9, 1e-11 })
        {
            var options = new OdeOptions { Tableau = tableau, RelativeTolerance = tolerance, AbsoluteTolerance = tolerance };
            var workspace = new OdeWorkspace(4, tableau);
            var state = SineOfSquare.Solution(0);
            var time = 0.0;
            Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.Integrate(new SineOfSquare(), options, workspace, ref time, 1.5, state));
            var error = RelativeError(SineOfSquare.Solution(1.5), state);
            Assert.InRange(error, 0, Tolerance.OdeGlobalOverLocal * tolerance);
        }
    }

    [Fact]
    public void Going_back_returns_to_the_start()
    {
        var workspace = new OdeWorkspace(4, ExplicitRungeKuttaTableau.Verner76);
        var state = SineOfSquare.Solution(0.3);
        var time = 0.3;
        Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.Integrate(new SineOfSquare(), new OdeOptions(), workspace, ref time, 1.2, state));
        Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.Integrate(new SineOfSquare(), new OdeOptions(), workspace, ref time, 0.3, state));
        Assert.Equal(0.3, time);
        Assert.InRange(RelativeError(SineOfSquare.Solution(0.3), state), 0, Tolerance.Ode);
    }

    [Fact]
    public void Short_intervals_carry_the_step_size_on()
    {
        var options = new OdeOptions();
        var system = new OneCompartmentOral(1.3, 0.11);
        var carried = new OdeWorkspace(6, options.Tableau);
        var restarted = new OdeWorkspace(6, options.Tableau);
        Observe(carried, restart: false);
        Observe(restarted, restart: true);
        Assert.Equal(0, carried.RejectedSteps);

        // One evaluation for the starting step and one step per interval once the step size is found.
        Assert.InRange(carried.AcceptedSteps, 40, 50);
        Assert.True(restarted.RateEvaluations > carried.RateEvaluations);

        void Observe(OdeWorkspace workspace, bool restart)
        {
            var time = 0.0;
            double[] state = [100, 0, 0, 0, 0, 0];
            for (var i = 1; i <= 40; i++)
            {
                if (restart)
                {
                    workspace.Restart();
                }

                Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.Integrate(system, options, workspace, ref time, 0.05 * i, state));
            }
        }
    }

    [Fact]
    public void A_step_in_common_with_the_next_is_computed_once()
    {
        var options = new OdeOptions { Tableau = ExplicitRungeKuttaTableau.DormandPrince54, InitialStep = 0.01 };
        var workspace = new OdeWorkspace(1, options.Tableau);
        double[] state = [1];
        var time = 0.0;
        Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.Integrate(new Decay(1), options, workspace, ref time, 3, state));
        Assert.Equal(1 + (6 * (workspace.AcceptedSteps + workspace.RejectedSteps)), workspace.RateEvaluations);
        workspace.ResetCounters();
        Assert.Equal((0, 0, 0), (workspace.AcceptedSteps, workspace.RejectedSteps, workspace.RateEvaluations));
    }

    [Fact]
    public void An_empty_interval_changes_nothing_and_costs_nothing()
    {
        var workspace = new OdeWorkspace(1, ExplicitRungeKuttaTableau.Verner76);
        double[] state = [2];
        var time = 5.0;
        Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.Integrate(new Decay(1), new OdeOptions(), workspace, ref time, 5, state));
        Assert.Equal(2, state[0]);
        Assert.Equal(0, workspace.RateEvaluations);
    }

    [Fact]
    public void A_system_at_rest_takes_one_step()
    {
        var workspace = new OdeWorkspace(6, ExplicitRungeKuttaTableau.Verner76);
        var state = new double[6];
        var time = 0.0;
        Assert.Equal(
            OdeStatus.Success,
            ExplicitRungeKutta.Integrate(new OneCompartmentOral(1, 0.1), new OdeOptions(), workspace, ref time, 1000, state));
        Assert.Equal(1, workspace.AcceptedSteps);
        Assert.All(state, value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_component_with_a_larger_scale_costs_fewer_steps()
    {
        var exact = new OdeWorkspace(1, ExplicitRungeKuttaTableau.Verner76);
        var rough = new OdeWorkspace(1, ExplicitRungeKuttaTableau.Verner76);
        rough.AbsoluteScales[0] = 1e6;
        Assert.True(Steps(rough) < Steps(exact));

        static long Steps(OdeWorkspace workspace)
        {
            double[] state = [1];
            var time = 0.0;
            Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.Integrate(new Decay(1), new OdeOptions(), workspace, ref time, 10, state));
            return workspace.AcceptedSteps;
        }
    }

    [Fact]
    public void The_same_call_gives_the_same_bits()
    {
        Assert.Equal(Run(), Run());

        static double[] Run()
        {
            var workspace = new OdeWorkspace(4, ExplicitRungeKuttaTableau.Verner76);
            var state = SineOfSquare.Solution(0);
            var time = 0.0;
            Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.Integrate(new SineOfSquare(), new OdeOptions(), workspace, ref time, 2, state));
            return state;
        }
    }

    [Fact]
    public void A_solution_that_explodes_is_reported_with_the_last_good_state()
    {
        var workspace = new OdeWorkspace(2, ExplicitRungeKuttaTableau.Verner76);
        double[] state = [1, 0];
        var time = 0.0;
        var status = ExplicitRungeKutta.Integrate(new Explosion(), new OdeOptions(), workspace, ref time, 2, state);
        Assert.True(status is OdeStatus.StepTooSmall or OdeStatus.NotFinite, status.ToString());
        Assert.Equal(1, time, Tolerance.Ode);
        Assert.True(double.IsFinite(state[0]));
        Assert.Equal(time, state[1], Tolerance.Ode);
        Assert.Equal(0, workspace.ProposedStep);
    }

    [Fact]
    public void Rates_that_become_not_a_number_are_reported()
    {
        var workspace = new OdeWorkspace(1, ExplicitRungeKuttaTableau.Verner76);
        double[] state = [0];
        var time = 0.0;
        var status = ExplicitRungeKutta.Integrate(new SquareRoot(), new OdeOptions(), workspace, ref time, 2, state);
        Assert.Equal(OdeStatus.NotFinite, status);
        Assert.InRange(time, 0.9, 1.0);
        Assert.True(double.IsFinite(state[0]));
    }

    [Fact]
    public void A_start_that_is_not_finite_is_reported()
    {
        var workspace = new OdeWorkspace(1, ExplicitRungeKuttaTableau.Verner76);
        double[] state = [double.NaN];
        var time = 0.0;
        Assert.Equal(OdeStatus.NotFinite, ExplicitRungeKutta.Integrate(new Decay(1), new OdeOptions(), workspace, ref time, 1, state));
        state[0] = 1;
        Assert.Equal(
            OdeStatus.NotFinite,
            ExplicitRungeKutta.Integrate(new Decay(1), new OdeOptions(), workspace, ref time, double.PositiveInfinity, state));
        time = 1.5;
        Assert.Equal(OdeStatus.NotFinite, ExplicitRungeKutta.Integrate(new SquareRoot(), new OdeOptions(), workspace, ref time, 2, state));
    }

    [Fact]
    public void The_limits_on_steps_are_kept()
    {
        var workspace = new OdeWorkspace(1, ExplicitRungeKuttaTableau.Verner76);
        double[] state = [1];
        var time = 0.0;
        var few = new OdeOptions { MaximumSteps = 5 };
        Assert.Equal(OdeStatus.TooManySteps, ExplicitRungeKutta.Integrate(new Decay(1000), few, workspace, ref time, 10, state));
        Assert.Equal(5, workspace.AcceptedSteps + workspace.RejectedSteps);
        Assert.InRange(time, 0, 10);

        time = 0;
        var coarse = new OdeOptions { MinimumStep = 1 };
        Assert.Equal(OdeStatus.StepTooSmall, ExplicitRungeKutta.Integrate(new Decay(1000), coarse, workspace, ref time, 10, state));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var workspace = new OdeWorkspace(1, ExplicitRungeKuttaTableau.DormandPrince54);
        var time = 0.0;
        Assert.Throws<ArgumentException>(
            () => ExplicitRungeKutta.Integrate(new Decay(1), new OdeOptions(), workspace, ref time, 1, new double[1]));
        var options = new OdeOptions { Tableau = ExplicitRungeKuttaTableau.DormandPrince54 };
        Assert.Throws<ArgumentException>(() => ExplicitRungeKutta.Integrate(new Decay(1), options, workspace, ref time, 1, new double[2]));
        Assert.Throws<ArgumentException>(() => ExplicitRungeKutta.Integrate(new Explosion(), options, workspace, ref time, 1, new double[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OdeOptions { RelativeTolerance = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OdeOptions { AbsoluteTolerance = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OdeOptions { MaximumSteps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OdeOptions { MinimumStep = -1 });
    }

    [Fact]
    public void Integrating_allocates_nothing()
    {
        var options = new OdeOptions();
        var workspace = new OdeWorkspace(6, options.Tableau);
        var state = new double[6];
        Allocation.IsZero(() =>
        {
            workspace.Restart();
            state.AsSpan().Clear();
            state[0] = 100;
            var time = 0.0;
            ExplicitRungeKutta.Integrate(new OneCompartmentOral(1.3, 0.11), options, workspace, ref time, 24, state);
        });
    }

    // A tolerance that accepts everything and a restart before every call make each call one step of the length asked for.
    private static double MeanErrorOfFixedSteps(ExplicitRungeKuttaTableau tableau, int steps)
    {
        const double end = 6;
        var h = end / steps;
        var options = new OdeOptions { Tableau = tableau, RelativeTolerance = 0.1, AbsoluteTolerance = 1, InitialStep = h };
        var workspace = new OdeWorkspace(4, tableau);
        var state = CircularOrbit.Solution(0);
        var (time, sum) = (0.0, 0.0);
        for (var i = 1; i <= steps; i++)
        {
            workspace.Restart();
            Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.Integrate(new CircularOrbit(), options, workspace, ref time, h * i, state));
            sum += CircularOrbit.Solution(time).Zip(state, (expected, actual) => Math.Abs(actual - expected)).Sum();
        }

        Assert.Equal(steps, workspace.AcceptedSteps);
        return sum / steps;
    }

    private static double RelativeError(double[] expected, double[] actual) =>
        expected.Zip(actual, (e, a) => Math.Abs(a - e) / Math.Max(1, Math.Abs(e))).Max();
}
