using PopPK.Numerics.Ode;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Numerics.Tests.Ode;

public class RosenbrockTests
{
    [Fact]
    public void The_measured_order_of_convergence_is_the_order_claimed()
    {
        var coarse = ErrorOfFixedSteps(64);
        var fine = ErrorOfFixedSteps(128);
        Assert.Equal(RosenbrockTableau.Rodas5P.Order, Math.Log2(coarse / fine), Tolerance.ConvergenceOrder);
    }

    // Prothero and Robinson's equation with h lambda kept: the order that is left however stiff the equation. Four is measured,
    // to two decimals; for a fixed large lambda the error is of order h^3 / lambda.
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1e4)]
    [InlineData(1e6)]
    public void Stiffness_costs_one_order_of_convergence_and_no_more(double stepTimesLambda)
    {
        var coarse = ErrorOfFixedSteps(stepTimesLambda, 32);
        var fine = ErrorOfFixedSteps(stepTimesLambda, 64);
        Assert.Equal(4, Math.Log2(coarse / fine), Tolerance.ConvergenceOrder);
    }

    [Fact]
    public void A_component_that_decays_at_once_ends_on_its_equilibrium()
    {
        // Ten steps from a start off the solution, each a thousandfold multiple of the decay's length.
        var options = new OdeOptions { RelativeTolerance = 0.1, AbsoluteTolerance = 100, InitialStep = 0.1 };
        var system = new ProtheroRobinson(1e4);
        var workspace = new RosenbrockWorkspace(system.JacobianStructure, options.StiffTableau);
        double[] state = [1];
        var time = 0.0;
        for (var i = 1; i <= 10; i++)
        {
            workspace.Steps.Restart();
            Assert.Equal(OdeStatus.Success, Rosenbrock.Integrate(system, options, workspace, ref time, 0.1 * i, state));
        }

        Assert.Equal(10, workspace.Steps.AcceptedSteps);
        Assert.Equal(Math.Sin(1), state[0], Tolerance.Derivative);
    }

    [Fact]
    public void The_error_follows_the_tolerance()
    {
        foreach (var tolerance in new[] { 1e-5, 1e-7, 1e-9, 1e-11 })
        {
            var options = new OdeOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance };
            var state = SineOfSquare.Solution(0);
            Run(new SineOfSquare(), options, 1.5, state);
            AssertRelative(SineOfSquare.Solution(1.5), state, Tolerance.OdeGlobalOverLocal * tolerance);
        }
    }

    [Theory]
    [InlineData(1e3)]
    [InlineData(1e6)]
    [InlineData(1e9)]
    public void A_solution_that_is_forced_is_followed_however_fast_the_rest_decays(double lambda)
    {
        double[] state = [0];
        var workspace = Run(new ProtheroRobinson(lambda), new OdeOptions(), 10, state);
        Assert.Equal(Math.Sin(10), state[0], Tolerance.Ode);
        Assert.InRange(workspace.Steps.AcceptedSteps, 10, 1000);
    }

    [Fact]
    public void Blocks_give_what_the_dense_matrix_gives()
    {
        double[] blocks = Binding.Start;
        double[] dense = Binding.Start;
        Run(new Binding(1e4, 10, 0.3), new OdeOptions(), 5, blocks);
        Run(new Binding(1e4, 10, 0.3, asOneBlock: true), new OdeOptions(), 5, dense);
        AssertRelative(dense, blocks, Tolerance.Ode);
    }

    [Fact]
    public void Amounts_and_sensitivities_agree_with_the_explicit_pair()
    {
        double[] stiff = Binding.Start;
        double[] plain = Binding.Start;
        var system = new Binding(1e3, 10, 0.3);
        var workspace = Run(system, new OdeOptions(), 5, stiff);
        var explicitWorkspace = new OdeWorkspace(9, ExplicitRungeKuttaTableau.Verner76);
        var time = 0.0;
        var options = new OdeOptions { RelativeTolerance = 1e-12, AbsoluteTolerance = 1e-14 };
        Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.Integrate(system, options, explicitWorkspace, ref time, 5, plain));
        AssertRelative(plain, stiff, Tolerance.Ode);
        Assert.InRange(workspace.Steps.AcceptedSteps, 10, explicitWorkspace.AcceptedSteps / 4);
    }

    [Fact]
    public void Going_back_returns_to_the_start()
    {
        var workspace = new RosenbrockWorkspace(new SineOfSquare().JacobianStructure, RosenbrockTableau.Rodas5P);
        var state = SineOfSquare.Solution(0.3);
        var time = 0.3;
        Assert.Equal(OdeStatus.Success, Rosenbrock.Integrate(new SineOfSquare(), new OdeOptions(), workspace, ref time, 1.2, state));
        Assert.Equal(OdeStatus.Success, Rosenbrock.Integrate(new SineOfSquare(), new OdeOptions(), workspace, ref time, 0.3, state));
        Assert.Equal(0.3, time);
        AssertRelative(SineOfSquare.Solution(0.3), state, Tolerance.Ode);
    }

    [Fact]
    public void Every_step_costs_one_factorisation_and_an_accepted_one_a_Jacobian()
    {
        double[] state = [2, 0];
        var workspace = Run(new VanDerPol(), new OdeOptions { InitialStep = 1e-6 }, 2, state);
        var steps = workspace.Steps;
        Assert.Equal(steps.AcceptedSteps, workspace.JacobianEvaluations);
        Assert.Equal(steps.AcceptedSteps + steps.RejectedSteps, workspace.Factorizations);
        Assert.Equal((8 * steps.AcceptedSteps) + (7 * steps.RejectedSteps), steps.RateEvaluations);
        workspace.ResetCounters();
        Assert.Equal((0, 0, 0), (steps.AcceptedSteps, workspace.JacobianEvaluations, workspace.Factorizations));
    }

    [Fact]
    public void The_same_call_gives_the_same_bits()
    {
        double[] first = [2, 0];
        double[] second = [2, 0];
        Run(new VanDerPol(), new OdeOptions(), 2, first);
        Run(new VanDerPol(), new OdeOptions(), 2, second);
        Assert.Equal(first, second);
    }

    [Fact]
    public void The_limits_on_steps_are_kept()
    {
        var workspace = new RosenbrockWorkspace(new VanDerPol().JacobianStructure, RosenbrockTableau.Rodas5P);
        double[] state = [2, 0];
        var time = 0.0;
        Assert.Equal(
            OdeStatus.TooManySteps,
            Rosenbrock.Integrate(new VanDerPol(), new OdeOptions { MaximumSteps = 5 }, workspace, ref time, 2, state));
        Assert.InRange(time, 0, 2);
        Assert.Equal(0, workspace.Steps.ProposedStep);
        Assert.Equal(
            OdeStatus.StepTooSmall,
            Rosenbrock.Integrate(new VanDerPol(), new OdeOptions { MinimumStep = 1 }, workspace, ref time, 4, state));
    }

    [Fact]
    public void A_start_that_is_not_finite_is_reported()
    {
        var workspace = new RosenbrockWorkspace(new SineOfSquare().JacobianStructure, RosenbrockTableau.Rodas5P);
        var time = 0.0;
        double[] state = [double.NaN, 1, 1, 1];
        Assert.Equal(OdeStatus.NotFinite, Rosenbrock.Integrate(new SineOfSquare(), new OdeOptions(), workspace, ref time, 1, state));

        // A logarithm of a negative number.
        state[0] = -1;
        Assert.Equal(OdeStatus.NotFinite, Rosenbrock.Integrate(new SineOfSquare(), new OdeOptions(), workspace, ref time, 1, state));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var workspace = new RosenbrockWorkspace(new VanDerPol().JacobianStructure, RosenbrockTableau.Rodas5P);
        var time = 0.0;
        Assert.Throws<ArgumentException>(() => Rosenbrock.Integrate(new VanDerPol(), new OdeOptions(), workspace, ref time, 1, new double[3]));
        Assert.Throws<ArgumentException>(() => Rosenbrock.Integrate(new Robertson(), new OdeOptions(), workspace, ref time, 1, new double[2]));
        workspace = new RosenbrockWorkspace(JacobianStructure.Dense(2), RosenbrockTableau.Rodas5P);
        Assert.Throws<ArgumentException>(() => Rosenbrock.Integrate(new VanDerPol(), new OdeOptions(), workspace, ref time, 1, new double[2]));
    }

    [Fact]
    public void Integrating_allocates_nothing()
    {
        var system = new Binding(1e4, 10, 0.3);
        var options = new OdeOptions();
        var workspace = new RosenbrockWorkspace(system.JacobianStructure, options.StiffTableau);
        var (start, state) = (Binding.Start, new double[9]);
        Allocation.IsZero(() =>
        {
            workspace.Steps.Restart();
            start.CopyTo(state, 0);
            var time = 0.0;
            Rosenbrock.Integrate(system, options, workspace, ref time, 5, state);
        });
        Assert.True(workspace.Steps.AcceptedSteps > 20);
    }

    private static RosenbrockWorkspace Run<TSystem>(TSystem system, OdeOptions options, double end, double[] state)
        where TSystem : IStiffOdeSystem
    {
        var workspace = new RosenbrockWorkspace(system.JacobianStructure!, options.StiffTableau);
        var time = 0.0;
        Assert.Equal(OdeStatus.Success, Rosenbrock.Integrate(system, options, workspace, ref time, end, state));
        Assert.Equal(end, time);
        return workspace;
    }

    // A tolerance that accepts everything and a restart before every call make each call one step of the length asked for.
    private static double ErrorOfFixedSteps(int steps)
    {
        const double end = 1.2;
        var h = end / steps;
        var options = new OdeOptions { RelativeTolerance = 0.1, AbsoluteTolerance = 100, InitialStep = h };
        var workspace = new RosenbrockWorkspace(new SineOfSquare().JacobianStructure, options.StiffTableau);
        var state = SineOfSquare.Solution(0);
        var time = 0.0;
        for (var i = 1; i <= steps; i++)
        {
            workspace.Steps.Restart();
            Assert.Equal(OdeStatus.Success, Rosenbrock.Integrate(new SineOfSquare(), options, workspace, ref time, h * i, state));
        }

        Assert.Equal(steps, workspace.Steps.AcceptedSteps);
        return SineOfSquare.Solution(end).Zip(state, (expected, actual) => Math.Abs(actual - expected)).Max();
    }

    private static double ErrorOfFixedSteps(double stepTimesLambda, int steps)
    {
        const double end = 6;
        var h = end / steps;
        var options = new OdeOptions { RelativeTolerance = 0.1, AbsoluteTolerance = 100, InitialStep = h };
        var system = new ProtheroRobinson(stepTimesLambda / h);
        var workspace = new RosenbrockWorkspace(system.JacobianStructure, options.StiffTableau);
        double[] state = [0];
        var (time, largest) = (0.0, 0.0);
        for (var i = 1; i <= steps; i++)
        {
            workspace.Steps.Restart();
            Assert.Equal(OdeStatus.Success, Rosenbrock.Integrate(system, options, workspace, ref time, h * i, state));
            largest = Math.Max(largest, Math.Abs(state[0] - Math.Sin(time)));
        }

        Assert.Equal(steps, workspace.Steps.AcceptedSteps);
        return largest;
    }

    private static void AssertRelative(double[] expected, double[] actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance * Math.Abs(expected[i]));
        }
    }
}
