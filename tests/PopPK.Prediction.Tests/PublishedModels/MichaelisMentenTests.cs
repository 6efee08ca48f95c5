using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.PublishedModels;

/// <summary>Saturable elimination (<c>models/michaelis_menten.poppk</c>) against what is known of it.</summary>
public class MichaelisMentenTests
{
    private const double MaximalRate = 17.3;
    private const double Constant = 5.7;
    private const double Volume = 30;

    private static readonly PublishedModel Published = new("michaelis_menten");

    private static readonly double[] Times = [0.5, 2, 6, 12, 24, 48, 96];

    [Fact]
    public void Derivatives_are_exact() => ExactDerivatives.Check(
        Bound.To(Published.Model, new TestData().Subject().Dose(0, 900).Observe(2, 8).Dose(12, 300, rate: 100).Observe(16, 40, 70).Read()), seed: 1);

    [Fact]
    public void Far_below_km_the_clearance_is_vmax_over_km()
    {
        const double clearance = 2;
        const double large = 1e11;
        var data = new TestData().Subject().Dose(0, 300).Dose(0, 100, compartment: 2, rate: 50).Observe(Times);
        var saturable = Published.Observe("c", data).Set("tvkm", large).Set("tvvmax", clearance * large);
        var linear = CohortOf.Model($"""
            model linear
            parameters
              v1 = 30
            structure
              two_compartment(cl = {clearance}, v1 = v1, q = 20, v2 = 20, ka = 0.5)
            observations
              DV ~ additive(central/v1, 1)
            """);
        Near.Equal(Bound.To(linear, data.Read()).Means(), saturable.Means(), Tolerance.Ode);
    }

    [Fact]
    public void One_compartment_after_a_bolus_obeys_the_integrated_equation()
    {
        // c + km ln c falls linearly: Lundquist and Wolthers (1958), Acta Pharmacol. Toxicol. 14:265.
        const double dose = 900;
        double[] times = [1, 10, 30, 50, 80, 120];
        double Left(double t)
        {
            var right = dose / Volume + Constant * Math.Log(dose / Volume) - MaximalRate / Volume * t;
            var logarithm = Math.Log(dose / Volume);
            for (var i = 0; i < 50; i++)
            {
                // Newton's method for y = ln c; the left side is convex in y, so it comes down from above.
                logarithm -= (Math.Exp(logarithm) + Constant * logarithm - right) / (Math.Exp(logarithm) + Constant);
            }

            return Math.Exp(logarithm);
        }

        var bound = Published.Observe("c", new TestData().Subject().Dose(0, dose, compartment: 2).Observe(times)).Set("tvq", 0);
        Near.Equal([.. times.Select(Left)], bound.Means(), Tolerance.Ode);
    }

    [Fact]
    public void What_is_eliminated_and_what_is_left_is_what_was_given()
    {
        var data = new TestData().Subject()
            .Dose(0, 400, additional: 2, interval: 12)
            .Observe(3)
            .Dose(6, 200, compartment: 2, rate: 20)
            .Observe(8, 12.5, 20, 30, 400);
        var whole = Published.Observe(
            "depot + central + peripheral + eliminated", data, "  d/dt eliminated = vmax*c/(km + c)");
        Near.Equal([400, 440, 930, 1000, 1400, 1400], whole.Means(), Tolerance.Ode);
    }

    [Fact]
    public void A_profile_agrees_with_plain_integration()
    {
        static double[] Rates(double[] x)
        {
            var c = x[1] / Volume;
            var exchange = 20 * (c - x[2] / 20);
            return [-0.5 * x[0], 0.5 * x[0] - MaximalRate * c / (Constant + c) - exchange, exchange];
        }

        var expected = ClassicalRungeKutta.Solve(Rates, [900, 0, 0], Times, step: 1e-3).Select(x => x[1] / Volume);
        Near.Equal([.. expected], Published.Observe("c", new TestData().Subject().Dose(0, 900).Observe(Times)).Means(), Tolerance.Ode);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(17)]
    public void A_lasting_infusion_leads_to_the_concentration_that_removes_it(double rate)
    {
        // vmax c/(km + c) = rate.
        var bound = Published.Observe("c", $"0,1,2,0,{rate},0,0,1", [0]);
        var steady = Constant * rate / (MaximalRate - rate);
        Near.Equal(steady, bound.Means()[0], Tolerance.Ode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public void Steady_state_is_where_many_doses_lead(double rate)
    {
        // Near saturation the amounts approach their steady state with a half-life of a week.
        const int doses = 600;
        double[] times = [0.5, 3, 8, 11.5];
        var steady = Published.Observe("c", $"0,1,1,150,{rate},0,12,1", times);
        var many = Published.Observe("c", $"0,1,1,150,{rate},{doses},12,0", times.Select(t => 12 * doses + t));
        Near.Equal(many.Means(), steady.Means(), Tolerance.Ode);
    }

    [Fact]
    public void Above_vmax_there_is_no_steady_state()
    {
        var bound = Published.Observe("c", $"0,1,1,216,0,0,12,1", [1]);
        Assert.Equal(PredictionStatus.SteadyStateNotReached, bound.Predict(DerivativeOrder.Value));
    }
}
