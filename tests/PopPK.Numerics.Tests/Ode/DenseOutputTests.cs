using PopPK.Numerics.Ode;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Numerics.Tests.Ode;

public class DenseOutputTests
{
    private const string Stiff = "Rodas5P";

    public static TheoryData<string> Methods => ["Dormand-Prince 5(4)", "Verner 7(6)", Stiff];

    public static TheoryData<string, double> MethodsAndTolerances
    {
        get
        {
            var data = new TheoryData<string, double>();
            foreach (var method in new[] { "Dormand-Prince 5(4)", "Verner 7(6)", Stiff })
            {
                foreach (var tolerance in new[] { 1e-6, 1e-8, 1e-10 })
                {
                    data.Add(method, tolerance);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(MethodsAndTolerances))]
    public void Between_the_ends_of_steps_the_error_is_of_the_order_of_the_tolerance(string method, double tolerance)
    {
        double[] times = [.. Enumerable.Range(1, 240).Select(i => i / 10.0)];
        var exact = new Solver("Verner 7(6)", 1e-13, order: 1).Run(100, times, 24);
        var solver = new Solver(method, tolerance, order: 1);
        var dense = solver.Run(100, times, 24);

        // The tolerance is relative to a component and a hundredth of its size.
        var scales = solver.Steps.AbsoluteScales;
        for (var i = 0; i < exact.Length; i++)
        {
            var scale = scales[i % scales.Length] / 100;
            Near.Equal(exact[i], dense[i], Tolerance.DenseOutputOverTolerance * tolerance, scale, $"element {i}");
        }

        // Far fewer steps than times, except at a tolerance that asks for short ones.
        Assert.InRange(solver.Steps.AcceptedSteps, 10, tolerance < 1e-9 ? 500 : 200);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Output_agrees_with_steps_onto_the_times(string method)
    {
        double[] times = [0, 0.3, 0.3, 1, 2.7, 11, 24];
        var solver = new Solver(method, 1e-10);
        var dense = solver.Run(100, times, 24);
        var (state, time) = (new double[] { 100, 0, 0 }, 0.0);
        solver.Steps.Restart();
        for (var i = 0; i < times.Length; i++)
        {
            Assert.Equal(OdeStatus.Success, solver.Integrate(ref time, times[i], state, [], []));
            Near.Equal(state, dense.AsSpan(3 * i, 3), Tolerance.Ode, scale: 1);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Output_leaves_the_steps_and_the_end_as_they_are_bit_for_bit(string method)
    {
        var (plain, withOutput) = (new Solver(method, 1e-8), new Solver(method, 1e-8));
        var (first, second) = (new double[] { 100, 0, 0 }, new double[] { 100, 0, 0 });
        var (time, timeOfSecond) = (0.0, 0.0);
        Assert.Equal(OdeStatus.Success, plain.Integrate(ref time, 24, first, [], []));
        double[] times = [.. Enumerable.Range(0, 49).Select(i => i / 2.0)];
        var states = new double[3 * times.Length];
        Assert.Equal(OdeStatus.Success, withOutput.Integrate(ref timeOfSecond, 24, second, times, states));
        Assert.Equal(first, second);
        Assert.Equal(plain.Steps.AcceptedSteps, withOutput.Steps.AcceptedSteps);
        Assert.Equal(new double[] { 100, 0, 0 }, states[..3]);
        Assert.Equal(second, states[^3..]);

        // Verner: two evaluations per step with output, besides the first one of the next step.
        var most = method == "Verner 7(6)" ? (2 * plain.Steps.AcceptedSteps) + 1 : 0;
        Assert.InRange(withOutput.Steps.RateEvaluations - plain.Steps.RateEvaluations, most > 0 ? 1 : 0, most);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Backwards_the_times_fall(string method)
    {
        double[] times = [20, 13.1, 7.2, 7.1, 5];
        double[] forwards = [.. times.Reverse()];
        var solver = new Solver(method, 1e-10);
        var expected = solver.Run(100, forwards, 20);
        double[] state = expected[^3..];
        var states = new double[3 * times.Length];
        var time = 20.0;
        solver.Steps.Restart();
        Assert.Equal(OdeStatus.Success, solver.Integrate(ref time, 5, state, times, states));
        Assert.Equal(5, time);
        for (var i = 0; i < times.Length; i++)
        {
            // What decays forwards grows backwards, the depot by exp(16.5).
            Near.Equal(
                expected.AsSpan(3 * (times.Length - 1 - i) + 1, 2), states.AsSpan((3 * i) + 1, 2), Tolerance.Derivative, scale: 1);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Steps_allocate_nothing_with_and_without_sensitivities_and_output(string method)
    {
        double[] times = [.. Enumerable.Range(1, 50).Select(i => 0.4 * i)];
        for (var order = 0; order <= 2; order++)
        {
            var solver = new Solver(method, 1e-8, order);
            var n = solver.Steps.Dimension;
            var (state, states) = (new double[n], new double[n * times.Length]);
            Allocation.IsZero(() => Run(solver, state, times, states));
            Allocation.IsZero(() => Run(solver, state, [], []));
            Assert.True(states[^(n - 1)] > 0);
        }

        static void Run(Solver solver, double[] state, double[] times, double[] states)
        {
            solver.Steps.Restart();
            state.AsSpan().Clear();
            state[0] = 100;
            var time = 0.0;
            solver.Integrate(ref time, 24, state, times, states);
        }
    }

    [Fact]
    public void Output_goes_on_where_the_method_is_switched()
    {
        var options = new OdeOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-8 };
        var workspace = new SwitchingOdeWorkspace(1, options);
        double[] times = [.. Enumerable.Range(0, 401).Select(i => i / 100.0)];
        var states = new double[times.Length];
        double[] state = [0];
        var time = 0.0;
        var system = new ProtheroRobinson(3e3);
        Assert.Equal(OdeStatus.Success, SwitchingIntegrator.Integrate(system, options, workspace, ref time, 4, state, times, states));
        Assert.True(workspace.IsStiff);
        Assert.InRange(workspace.Explicit.AcceptedSteps, 1000, 2000);
        Assert.True(workspace.Stiff!.Steps.AcceptedSteps < 200);
        for (var i = 0; i < times.Length; i++)
        {
            Near.Equal(Math.Sin(times[i]), states[i], Tolerance.OdeGlobalOverLocal * options.RelativeTolerance, scale: 1);
        }
    }

    [Fact]
    public void A_method_without_extension_steps_onto_the_times()
    {
        var heun = new ExplicitRungeKuttaTableau("Euler-Heun 2(1)", 2, 1, [0, 1], [1], [0.5, 0.5], [-0.5, 0.5]);
        var options = new OdeOptions { Tableau = heun, RelativeTolerance = 1e-6, AbsoluteTolerance = 1e-6 };
        var workspace = new OdeWorkspace(1, heun);
        double[] times = [0.5, 1, 1, 1.5];
        var states = new double[4];
        double[] state = [1];
        var time = 0.0;
        Assert.Equal(
            OdeStatus.Success,
            ExplicitRungeKutta.Integrate(new Decay(1), options, workspace, ref time, 2, state, times, states));
        Assert.Equal(2, time);
        for (var i = 0; i < times.Length; i++)
        {
            Assert.Equal(Math.Exp(-times[i]), states[i], Tolerance.OdeGlobalOverLocal * options.RelativeTolerance);
        }
    }

    [Fact]
    public void Output_goes_on_where_a_method_without_extension_runs_out_of_steps()
    {
        var heun = new ExplicitRungeKuttaTableau("Euler-Heun 2(1)", 2, 1, [0, 1], [1], [0.5, 0.5], [-0.5, 0.5]);
        var options = new OdeOptions { Tableau = heun, MaximumSteps = 500 };
        var workspace = new SwitchingOdeWorkspace(1, options);
        double[] times = [0, 1e-6, 0.5, 1];
        var states = new double[4];
        double[] state = [0];
        var time = 0.0;
        var system = new ProtheroRobinson(1e4);
        Assert.Equal(OdeStatus.Success, SwitchingIntegrator.Integrate(system, options, workspace, ref time, 1, state, times, states));
        Assert.True(workspace.IsStiff);
        Near.Equal(times.Select(Math.Sin).ToArray(), states, Tolerance.Ode, scale: 1);
    }

    [Fact]
    public void After_a_failure_the_states_up_to_the_time_reached_are_there()
    {
        var workspace = new OdeWorkspace(2, ExplicitRungeKuttaTableau.Verner76);
        double[] times = [0.25, 0.5, 1.5, 2];
        var states = Enumerable.Repeat(-7.0, 8).ToArray();
        double[] state = [1, 0];
        var time = 0.0;
        Assert.NotEqual(
            OdeStatus.Success,
            ExplicitRungeKutta.Integrate(new Explosion(), new OdeOptions(), workspace, ref time, 2, state, times, states));
        Assert.InRange(time, 0.5, 1.5);
        Near.Equal([1 / 0.75, 0.25, 2, 0.5, -7, -7, -7, -7], states, Tolerance.Ode);
    }

    [Fact]
    public void Rates_of_an_additional_stage_that_are_not_finite_are_reported()
    {
        var workspace = new OdeWorkspace(1, ExplicitRungeKuttaTableau.Verner76);
        var options = new OdeOptions { InitialStep = 1, RelativeTolerance = 0.1 };
        double[] state = [1];
        var states = new double[1];
        var time = 0.0;
        var status = ExplicitRungeKutta.Integrate(new OutOfOrder(10), options, workspace, ref time, 1, state, [0.5], states);
        Assert.Equal(OdeStatus.NotFinite, status);
        Assert.Equal((0, 1, 0), (time, state[0], states[0]));
        Assert.Equal(11, workspace.RateEvaluations);
    }

    [Fact]
    public void Times_that_do_not_fit_are_refused()
    {
        var solver = new Solver("Verner 7(6)", 1e-8);
        Refused([1, 0.5], 24, 6);
        Refused([-1], 24, 3);
        Refused([25], 24, 3);
        Refused([double.NaN], 24, 3);
        Refused([1], 24, 6);
        Refused([1], -24, 3);

        void Refused(double[] times, double end, int room)
        {
            var time = 0.0;
            Assert.Throws<ArgumentException>(() => solver.Integrate(ref time, end, [100, 0, 0], times, new double[room]));
        }
    }

    [Fact]
    public void An_end_that_is_not_finite_is_reported_with_output_too()
    {
        var solver = new Solver("Verner 7(6)", 1e-8);
        var time = 0.0;
        Assert.Equal(OdeStatus.NotFinite, solver.Integrate(ref time, double.NaN, [100, 0, 0], [1], new double[3]));
    }

    /// <summary>One of the methods on the pharmacokinetic problem.</summary>
    private sealed class Solver
    {
        private readonly MichaelisMentenOral _system;
        private readonly OdeOptions _options;
        private readonly OdeWorkspace? _explicit;
        private readonly RosenbrockWorkspace? _stiff;

        public Solver(string method, double tolerance, int order = 0)
        {
            _system = new MichaelisMentenOral(MichaelisMentenOral.Typical, order);
            _options = new OdeOptions { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance / 100 };
            if (method == Stiff)
            {
                _stiff = new RosenbrockWorkspace(_system.JacobianStructure, _options.StiffTableau);
            }
            else
            {
                _options = _options with { Tableau = ExplicitRungeKuttaTableauTests.Tableau(method) };
                _explicit = new OdeWorkspace(_system.Dimension, _options.Tableau);
            }

            MichaelisMentenOral.Scales(MichaelisMentenOral.Typical, 100, Steps.AbsoluteScales);
        }

        public OdeWorkspace Steps => _explicit ?? _stiff!.Steps;

        public OdeStatus Integrate(ref double time, double end, Span<double> state, double[] times, double[] states) => _stiff is null
            ? ExplicitRungeKutta.Integrate(_system, _options, _explicit!, ref time, end, state, times, states)
            : Rosenbrock.Integrate(_system, _options, _stiff, ref time, end, state, times, states);

        public double[] Run(double dose, double[] times, double end)
        {
            var state = new double[_system.Dimension];
            state[0] = dose;
            var states = new double[state.Length * times.Length];
            var time = 0.0;
            Assert.Equal(OdeStatus.Success, Integrate(ref time, end, state, times, states));
            return states;
        }
    }

    /// <summary>y' = 1, but not a number after so many evaluations.</summary>
    private sealed class OutOfOrder(int evaluations) : IOdeSystem
    {
        private int _evaluations;

        public int Dimension => 1;

        public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates) =>
            rates[0] = _evaluations++ < evaluations ? 1 : double.NaN;
    }
}
