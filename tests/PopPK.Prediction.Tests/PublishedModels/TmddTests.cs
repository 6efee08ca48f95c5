using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.PublishedModels;

/// <summary>Target-mediated disposition (<c>models/tmdd.poppk</c>) against conservation laws and limits.</summary>
public class TmddTests
{
    private const double Clearance = 0.2;
    private const double Volume = 3;
    private const double Exchange = 0.5;
    private const double Peripheral = 3;
    private const double Dissociation = 0.5;
    private const double Synthesis = 2;
    private const double Loss = 0.4;
    private const double Uptake = 0.1;
    private const double Baseline = Synthesis / Loss;
    private const double Dose = 300;

    private static readonly PublishedModel Published = new("tmdd");

    private static readonly double[] Times = [0.1, 1, 4, 10, 20, 35];

    [Fact]
    public void Derivatives_are_exact() => ExactDerivatives.Check(
        Bound.To(
            Published.Model, new TestData("DVID").Subject(0).Dose(0, Dose).With(1).Observe(0.5, 8).With(2).Observe(8, 15).With(1).Observe(16).Read()),
        seed: 4);

    [Fact]
    public void Without_drug_the_target_stays_at_its_baseline()
    {
        var never = Published.Observe("target + 10*complex + 100*central", new TestData().Subject().Observe(0, 10, 500));
        Near.Equal([Baseline, Baseline, Baseline], never.Means(), Tolerance.Algebra);
    }

    [Fact]
    public void The_target_comes_back_when_the_drug_is_gone() =>
        Near.Equal(Baseline, Published.Observe("target", new TestData().Subject().Dose(0, Dose).Observe(1000)).Means()[0], Tolerance.Ode);

    [Theory]
    [InlineData(0.01)]
    [InlineData(2)]
    [InlineData(1e4)]
    public void When_the_complex_is_lost_like_the_target_the_whole_target_knows_nothing_of_the_drug(double binding)
    {
        // Target given beside the drug leaves at kdeg, bound or not.
        var data = new TestData().Subject().Dose(0, 20, compartment: 3).Dose(0, Dose).Observe(Times);
        var bound = Published.Observe("target + complex", data).Set("tvkint", Loss).Set("tvkon", binding);
        Near.Equal([.. Times.Select(t => Baseline + 20 * Math.Exp(-Loss * t))], bound.Means(), Tolerance.Ode);
    }

    [Fact]
    public void What_has_left_and_what_is_left_is_what_was_given()
    {
        var data = new TestData().Subject().Dose(0, Dose).Observe(0.1, 3).Dose(5, 60, rate: 20).Observe(6, 12, 40);
        var drug = Published.Observe("central + peripheral + v1*complex + left", data, "  d/dt left = cl*c + v1*kint*complex");
        Near.Equal([300, 300, 320, 360, 360], drug.Means(), Tolerance.Ode);

        var target = Published.Observe("target + complex + gone - made", data, "  d/dt made = ksyn\n  d/dt gone = kdeg*target + kint*complex");
        Near.Equal([Baseline, Baseline, Baseline, Baseline, Baseline], target.Means(), Tolerance.Ode, scale: Synthesis * 40);
    }

    [Fact]
    public void Without_target_there_are_two_linear_compartments()
    {
        var (k, k12, k21) = (Clearance / Volume, Exchange / Volume, Exchange / Peripheral);
        var sum = k + k12 + k21;
        var root = Math.Sqrt(sum * sum - 4 * k * k21);
        var (alpha, beta) = ((sum + root) / 2, (sum - root) / 2);
        double Central(double t) =>
            Dose / Volume * ((alpha - k21) * Math.Exp(-alpha * t) + (k21 - beta) * Math.Exp(-beta * t)) / (alpha - beta);
        var bound = Published.Observe("c", new TestData().Subject().Dose(0, Dose).Observe(Times)).Set("tvksyn", 0);
        Near.Equal([.. Times.Select(Central)], bound.Means(), Tolerance.Ode);
    }

    [Fact]
    public void A_profile_agrees_with_plain_integration()
    {
        static double[] Rates(double[] x)
        {
            var (c, exchange) = (x[0] / Volume, Exchange * (x[0] / Volume - x[1] / Peripheral));
            var binding = 2 * c * x[2] - 2 * Dissociation * x[3];
            return
            [
                -Clearance * c - exchange - Volume * binding,
                exchange,
                Synthesis - Loss * x[2] - binding,
                binding - Uptake * x[3],
            ];
        }

        var states = ClassicalRungeKutta.Solve(Rates, [Dose, 0, Baseline, 0], Times, step: 2e-4);
        var data = new TestData().Subject().Dose(0, Dose).Observe(Times);
        Near.Equal([.. states.Select(x => x[0] / Volume)], Published.Observe("c", data).Means(), Tolerance.Ode);
        Near.Equal([.. states.Select(x => x[2])], Published.Observe("target", data).Means(), Tolerance.Ode);
    }

    [Fact]
    public void Ever_faster_binding_leads_to_quasi_equilibrium()
    {
        // Gibiansky et al. (2008): whole drug, whole target, and free drug from a quadratic equation.
        static double Free(double drug, double target)
        {
            var difference = drug - target - Dissociation;
            return (difference + Math.Sqrt(difference * difference + 4 * Dissociation * drug)) / 2;
        }

        static double[] Rates(double[] x)
        {
            var c = Free(x[0], x[2]);
            var (complex, exchange) = (x[0] - c, Exchange * (c - x[1] / Peripheral));
            return
            [
                -(Clearance * c + exchange) / Volume - Uptake * complex,
                exchange,
                Synthesis - Loss * (x[2] - complex) - Uptake * complex,
            ];
        }

        var limit = ClassicalRungeKutta.Solve(Rates, [Dose / Volume, 0, Baseline], Times, step: 1e-3).Select(x => Free(x[0], x[2])).ToArray();
        var bound = Published.Observe("c", new TestData().Subject().Dose(0, Dose).Observe(Times));
        double Distance(double binding) =>
            bound.Set("tvkon", binding).Means().Zip(limit, (full, quasi) => Math.Abs(full - quasi) / quasi).Max();

        var order = Math.Log10(Distance(1e3) / Distance(1e4));
        Assert.InRange(order, 1 - Tolerance.ConvergenceOrder, 1 + Tolerance.ConvergenceOrder);
        Near.Equal(limit, bound.Set("tvkon", 1e8).Means(), Tolerance.Derivative);
    }

    [Fact]
    public void Steady_state_is_where_many_doses_lead()
    {
        double[] times = [0.5, 7, 13];
        var steady = Published.Observe("c", $"0,1,1,{Dose},0,0,14,1", times);
        var many = Published.Observe("c", $"0,1,1,{Dose},0,60,14,0", times.Select(t => 60 * 14 + t));
        Near.Equal(many.Means(), steady.Means(), Tolerance.Ode);
    }
}
