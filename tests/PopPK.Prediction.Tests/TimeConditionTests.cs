using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Conditions on the time in equations are met exactly, whatever the integrator's steps.</summary>
public class TimeConditionTests
{
    private static readonly double[] Times = [0.5, 3, 7.4, 7.6, 12, 20];

    // A zero-order input that stops at a time of its own equals an infusion.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_input_that_stops_equals_an_infusion(bool linear)
    {
        var conditions = Input(m => Less(m.Time, m.LogNormal("stop", 7.5)));
        var infusion = new TestData().Subject().Dose(0, 75, rate: 10).Observe(Times).Read();
        var nothing = new TestData().Subject().Dose(0, 1e-300).Observe(Times).Read();
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var plain = m.Observe(central, m.Theta("add", 1)).Equations(-m.LogNormal("k", 0.2) * central);

        var bound = linear ? Bound.To(conditions, nothing) : Bound.Integrated(conditions, nothing);

        Assert.StartsWith(linear ? "linear" : "differential", bound.Model.Solver.Description, StringComparison.Ordinal);
        Near.Equal(Bound.To(plain, infusion).Means(), bound.Means(), Tolerance.Ode);
    }

    [Theory]
    [InlineData(Comparison.Less, 7.5, true)]
    [InlineData(Comparison.LessOrEqual, 7.5, true)]
    [InlineData(Comparison.Greater, 7.5, false)]
    [InlineData(Comparison.GreaterOrEqual, 7.5, false)]
    public void Every_comparison_has_the_right_side_first(Comparison comparison, double stop, bool before)
    {
        var model = Input(m => new ComparisonCondition(comparison, m.Time, stop));
        var means = Bound.To(model, new TestData().Subject().Dose(0, 1e-300).Observe(Times).Read()).Means();
        for (var i = 0; i < Times.Length; i++)
        {
            // Input at rate 10 before the time, or behind it.
            var (from, to) = before ? (0, Math.Min(stop, Times[i])) : (Math.Min(stop, Times[i]), Times[i]);
            var expected = 10 / 0.2 * (Math.Exp(-0.2 * (Times[i] - to)) - Math.Exp(-0.2 * (Times[i] - from)));
            Near.Equal(expected, means[i], Tolerance.Ode, 1e-10, $"time {Times[i]}");
        }
    }

    [Fact]
    public void Conditions_join_and_turn_round()
    {
        var model = Input(m => new AndCondition(
            new NotCondition(Less(2 * m.Time, 4)), new OrCondition(Less(m.Time, 5), Less(15 - m.Time, 0))));
        var means = Bound.To(model, new TestData().Subject().Dose(0, 1e-300).Observe(Times).Read()).Means();
        for (var i = 0; i < Times.Length; i++)
        {
            double Response(double from, double to)
            {
                var (a, b) = (Math.Min(from, Times[i]), Math.Min(to, Times[i]));
                return 10 / 0.2 * (Math.Exp(-0.2 * (Times[i] - b)) - Math.Exp(-0.2 * (Times[i] - a)));
            }

            Near.Equal(Response(2, 5) + Response(15, 1e9), means[i], Tolerance.Ode, 1e-10, $"time {Times[i]}");
        }
    }

    // A narrow pulse between two observations far apart: an integrator without knowledge of it steps over it.
    [Fact]
    public void A_narrow_pulse_is_not_stepped_over()
    {
        var model = Input(m => new AndCondition(Less(500, m.Time), Less(m.Time, 500.001)));
        var bound = Bound.Integrated(model, new TestData().Subject().Dose(0, 1e-300).Observe(501).Read());

        var expected = 10 / 0.2 * (Math.Exp(-0.2 * 0.999) - Math.Exp(-0.2 * 1));
        Near.Equal(expected, bound.Means()[0], Tolerance.Ode * 1e3, what: "one thousandth of a day");
    }

    [Fact]
    public void A_step_that_cannot_be_located_is_a_warning()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var model = m.Observe(central, 1).Equations(-Expr.Call(ElementaryFunction.Floor, m.Time) * central);

        var diagnostic = Assert.Single(ModelCompiler.Compile(model).Diagnostics);
        Assert.Equal("PK3003", diagnostic.Code);
    }

    private static ComparisonCondition Less(Expr left, Expr right) => new(Comparison.Less, left, right);

    private static PopulationModel Input(Func<ModelBuilder, Condition> condition)
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var k = m.LogNormal("k", 0.2);
        return m.Observe(central, m.Theta("add", 1)).Equations(Expr.Select(condition(m), 10, 0) - k * central);
    }
}
