using System.Diagnostics;
using PopPK.Modeling;
using PopPK.Numerics.Ode;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Equations that are stiff are noticed and solved, with all derivatives, in bounded time.</summary>
public class StiffEquationsTests
{
    private static readonly DerivativeOrder[] Orders = Enum.GetValues<DerivativeOrder>();

    [Theory]
    [InlineData(1e4)]
    [InlineData(1e6)]
    [InlineData(1e9)]
    public void A_fast_follower_agrees_with_its_closed_form_in_every_derivative(double rate)
    {
        AssertSame(StiffModels.FollowerInClosedForm(rate, dose: 10), StiffModels.Follower(rate), new TestData().Subject().Dose(0, 10));
    }

    [Theory]
    [InlineData(1e3)]
    [InlineData(1e6)]
    public void The_whole_target_does_not_depend_on_the_binding(double binding)
    {
        // It tends from the dose of target to the balance of synthesis and loss.
        double[] times = [0.5, 3, 12, 48];
        var data = new TestData().Subject().Dose(0, 4, compartment: 2).Dose(0, 10).Observe(times).Read();
        var bound = Bound.To(StiffModels.TargetMediated(binding, observesTarget: true), data);
        double[] expected = [.. times.Select(t => StiffModels.WholeTarget(start: 4, t))];
        Near.Equal(expected, bound.Means(), Tolerance.Ode);
        Assert.True(bound.WasStiff(DerivativeOrder.Value));
    }

    [Theory]
    [InlineData(1e3)]
    [InlineData(1e4)]
    public void Amounts_and_sensitivities_agree_with_the_explicit_pair_at_a_finer_tolerance(double binding)
    {
        var data = new TestData().Subject().Dose(0, 4, compartment: 2).Dose(0, 10).Observe(3).Read();
        var bound = Bound.To(StiffModels.TargetMediated(binding), data);
        Assert.Equal(PredictionStatus.Success, bound.Predict(DerivativeOrder.SecondActive));
        Assert.True(bound.WasStiff(DerivativeOrder.SecondActive));

        var rates = bound.Model.Solver.Functions[1].Function;
        var expected = new double[rates.OutputCount];
        (expected[0], expected[1]) = (10, 4);
        var options = new OdeOptions { RelativeTolerance = 1e-12, AbsoluteTolerance = 1e-15, MaximumSteps = 1_000_000 };
        var time = 0.0;
        var system = new Plain(rates, bound.Workspace.Phi.ToArray());
        var workspace = new OdeWorkspace(expected.Length, options.Tableau);
        Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.Integrate(system, options, workspace, ref time, 3, expected));
        foreach (var (variable, i) in ((OdeSolver)bound.Model.Solver).EquationsOf(DerivativeOrder.SecondActive).Slots)
        {
            // A derivative by log phi has the size of the amounts.
            var actual = bound.Workspace.SolverRows[bound.Model.Solver.RowSlots(DerivativeOrder.SecondActive)[variable]];
            Near.Equal(expected[i], actual, Tolerance.OdeSecondDerivative, Tolerance.OdeNearZero, variable.Name);
        }
    }

    [Fact]
    public void Doses_and_infusions_restart_the_stiff_method()
    {
        var model = StiffModels.TargetMediated(1e4);
        var data = new TestData().Subject()
            .Dose(0, 4, compartment: 2)
            .Dose(0, 10, additional: 2, interval: 12)
            .Observe(1)
            .Dose(6, 20, rate: 5)
            .Observe(8, 20, 30)
            .Read();
        var bound = Bound.To(model, data);
        var means = bound.Means();
        Assert.True(bound.WasStiff(DerivativeOrder.Value));

        // The observations do not change when earlier ones split the intervals in other places.
        var split = new TestData().Subject()
            .Dose(0, 4, compartment: 2)
            .Dose(0, 10)
            .Observe(1, 2, 5.5)
            .Dose(6, 20, rate: 5)
            .Observe(8)
            .Dose(12, 10)
            .Observe(13, 20)
            .Dose(24, 10)
            .Observe(24.001, 30)
            .Read();
        var others = Bound.To(model, split).Means();
        Near.Equal(means, [others[0], others[3], others[5], others[7]], Tolerance.Ode);
    }

    [Fact]
    public void What_was_solved_before_leaves_no_trace()
    {
        var bound = Bound.To(StiffModels.TargetMediated(1e5), Regimen());
        foreach (var order in (DerivativeOrder[])[DerivativeOrder.Value, DerivativeOrder.FirstActive])
        {
            bound.Set("tvkon", 1e5);
            Assert.Equal(PredictionStatus.Success, bound.Predict(order));
            Assert.True(bound.WasStiff(order));
            var first = Numbers(bound);
            bound.Set("tvkon", 0.01);
            Assert.Equal(PredictionStatus.Success, bound.Predict(order));
            Assert.False(bound.WasStiff(order));
            bound.Set("tvkon", 1e5);
            Assert.Equal(PredictionStatus.Success, bound.Predict(order));
            Assert.Equal(first, Numbers(bound));
        }
    }

    [Fact]
    public void Smooth_models_stay_with_the_explicit_pair()
    {
        foreach (var model in new[] { TestModels.MichaelisMenten(), StiffModels.TargetMediated(0.05) })
        {
            var bound = Bound.To(model, Regimen());
            foreach (var order in Orders)
            {
                Assert.Equal(PredictionStatus.Success, bound.Predict(order));
                Assert.False(bound.WasStiff(order));
            }
        }
    }

    [Fact]
    public void Once_compiled_a_stiff_prediction_allocates_nothing()
    {
        var bound = Bound.To(StiffModels.TargetMediated(1e5), Regimen());
        foreach (var order in Orders)
        {
            Assert.Equal(PredictionStatus.Success, bound.Predict(order));
            Allocation.IsZero(() => bound.Predict(order));
            Assert.True(bound.WasStiff(order));
        }
    }

    [Fact]
    public void Extremes_end_with_a_status()
    {
        var bound = Bound.To(StiffModels.TargetMediated(1), Regimen());
        var solved = 0;
        RandomCases.Check(
            random =>
            {
                for (var i = 0; i < bound.Theta.Length; i++)
                {
                    bound.Theta[i] = random.LogUniform(1e-8, 1e12);
                }

                var clock = Stopwatch.StartNew();
                solved += bound.Predict(DerivativeOrder.SecondActive) == PredictionStatus.Success ? 1 : 0;
                Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), string.Join(", ", bound.Theta));
            },
            cases: 12);
        Assert.True(solved >= 6, $"{solved} solved");
    }

    [Fact]
    public void A_rate_without_enough_derivatives_is_left_to_the_explicit_pair()
    {
        // The derivative of trigamma is no elementary function: second-order sensitivities have no Jacobian here.
        var m = new ModelBuilder();
        var a = m.Amount("a");
        var k = m.LogNormal("k", 1e4);
        var model = m.Observe(a, m.Theta("add", 0.5)).Equations(
            k * (2 + Expr.Call(ElementaryFunction.Sin, m.Time) - Expr.Call(ElementaryFunction.LogGamma, 3 + a)));
        var bound = Bound.To(model, new TestData().Subject().Dose(0, 5).Observe(1, 3).Read());
        foreach (var order in Orders)
        {
            Assert.Equal(PredictionStatus.Success, bound.Predict(order));
            Assert.Equal(!JetLayout.HasSecond(order), bound.WasStiff(order));
        }
    }

    [Fact]
    public void The_description_names_both_methods()
    {
        var description = Bound.To(StiffModels.TargetMediated(1), Regimen()).Model.Solver.Description;
        Assert.Contains("Verner 7(6) with automatic switch to Rodas5P (Rosenbrock) when stiff", description, StringComparison.Ordinal);
    }

    private static PopPK.Data.Dataset Regimen() =>
        new TestData().Subject().Dose(0, 10).Observe(1).Dose(6, 20, rate: 5).Observe(8, 30).Read();

    private static double[] Numbers(Bound bound) =>
        [.. Enumerable.Range(0, bound.Cohort.Subjects[0].Observations.Count).SelectMany(j =>
            (double[])[bound.Workspace.Mean(j), .. bound.Workspace.MeanFirst(j), .. bound.Workspace.MeanSecond(j)])];

    private static void AssertSame(PopulationModel closed, PopulationModel equations, TestData doses)
    {
        double[] times = [0.5, 3, 12];
        var bound = Bound.To(equations, doses.Observe(times).Read());
        var (expected, actual) = (Bound.To(closed, new TestData().Subject().Observe(times).Read()).Total(), bound.Total());
        Assert.True(bound.WasStiff(DerivativeOrder.SecondAll));
        for (var j = 0; j < expected.Length; j++)
        {
            var (e, a) = (expected[j].Mean, actual[j].Mean);
            var scale = Math.Abs(e.Value);
            Near.Equal(e.Value, a.Value, Tolerance.Ode, what: $"value {j}");
            Near.Equal(e.ByEta, a.ByEta, Tolerance.Ode, scale, $"{j} by eta");
            Near.Equal([.. e.ByEtaEta.Cast<double>()], [.. a.ByEtaEta.Cast<double>()], Tolerance.OdeSecondDerivative, scale, $"{j} by eta eta");
        }
    }

    private readonly struct Plain(CompiledFunction rates, double[] phi) : IOdeSystem
    {
        public int Dimension => rates.OutputCount;

        public void Rates(double time, ReadOnlySpan<double> state, Span<double> output) => rates.Invoke(state, phi, [time], output);
    }
}
