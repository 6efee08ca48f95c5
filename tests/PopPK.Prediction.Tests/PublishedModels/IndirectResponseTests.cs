using MathNet.Numerics.Integration;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.PublishedModels;

/// <summary>An indirect response (<c>models/indirect_response.poppk</c>) against what is known of it.</summary>
public class IndirectResponseTests
{
    private const double Absorption = 1;
    private const double Elimination = 0.13 / 8;
    private const double Volume = 8;
    private const double Production = 5;
    private const double Loss = 0.05;
    private const double LargestInhibition = 0.95;
    private const double HalfInhibition = 1.2;
    private const double Dose = 100;
    private const double Baseline = Production / Loss;

    private static readonly PublishedModel Published = new("indirect_response");

    private static readonly double[] Times = [1, 6, 12, 24, 48, 96, 168];

    [Fact]
    public void Derivatives_are_exact() => ExactDerivatives.Check(
        Bound.To(
            Published.Model,
            new TestData("DVID").Subject(0).Dose(0, Dose).With(1).Observe(2, 30).With(2).Observe(30, 60).With(0).Dose(72, 40).With(2).Observe(100, 150).Read()),
        seed: 3);

    [Fact]
    public void Each_kind_of_observation_has_its_own_prediction()
    {
        var data = new TestData("DVID").Subject(0).Dose(0, Dose).With(1).Observe(Times).With(2).Observe(Times[^1]);
        var both = Bound.To(Published.Model, data.Read()).Means();
        Near.Equal([.. Times.Select(Concentration), Response(Times[^1])], both, Tolerance.Ode);
    }

    [Fact]
    public void Without_drug_the_response_stays_at_its_baseline()
    {
        var never = Published.Observe("response", new TestData().Subject().Observe(0, 10, 1000));
        Near.Equal([Baseline, Baseline, Baseline], never.Means(), Tolerance.Algebra);

        var later = Published.Observe("response", new TestData().Subject().Observe(0, 50).Dose(60, Dose).Observe(60, 61));
        Near.Equal([Baseline, Baseline, Baseline], later.Means().AsSpan(0, 3), Tolerance.Algebra);
        Assert.True(later.Means()[3] < Baseline);
    }

    [Fact]
    public void The_response_is_the_past_inhibition_weighted_by_its_age() =>
        Near.Equal([.. Times.Select(Response)], Single("response").Means(), Tolerance.Ode);

    [Fact]
    public void The_area_below_the_baseline_grows_with_the_logarithm_of_the_dose()
    {
        // After a bolus the inhibition integrates to imax/k ln(1 + c0/ic50).
        foreach (var dose in (double[])[1, 10, 100, 1000])
        {
            var data = new TestData().Subject().Dose(0, dose, compartment: 2).Observe(4000);
            var area = Published.Observe("area", data, "  d/dt area = kin/kout - response").Means()[0];
            var inhibition = LargestInhibition / Elimination * Math.Log(1 + dose / Volume / HalfInhibition);
            Near.Equal(Baseline * inhibition, area, Tolerance.Ode);
        }
    }

    [Fact]
    public void The_response_returns_to_its_baseline() =>
        Near.Equal(Baseline, Published.Observe("response", new TestData().Subject().Dose(0, Dose).Observe(3000)).Means()[0], Tolerance.Ode);

    [Fact]
    public void Full_inhibition_leaves_the_loss_alone()
    {
        var bound = Published.Observe("response", new TestData().Subject().Dose(0, Dose, compartment: 2).Observe(Times)).Set("imax", 1).Set("tvic50", 1e-12);
        Near.Equal([.. Times.Select(t => Baseline * Math.Exp(-Loss * t))], bound.Means(), Tolerance.Ode);
    }

    [Fact]
    public void A_lasting_infusion_leads_to_the_balance_of_what_is_left_of_production()
    {
        const double rate = 0.2;
        var inhibition = LargestInhibition * (rate / 0.13) / (HalfInhibition + rate / 0.13);
        Near.Equal(Baseline * (1 - inhibition), Published.Observe("response", $"0,1,2,0,{rate},0,0,1", [0]).Means()[0], Tolerance.Ode);
    }

    [Fact]
    public void Steady_state_is_where_many_doses_lead()
    {
        double[] times = [1, 8, 20];
        var steady = Published.Observe("response", $"0,1,1,5,0,0,24,1", times);
        var many = Published.Observe("response", $"0,1,1,5,0,100,24,0", times.Select(t => 2400 + t));
        Near.Equal(many.Means(), steady.Means(), Tolerance.Ode);
    }

    private static Bound Single(string expression) => Published.Observe(expression, new TestData().Subject().Dose(0, Dose).Observe(Times));

    private static double Concentration(double t) =>
        Dose / Volume * Absorption / (Absorption - Elimination) * (Math.Exp(-Elimination * t) - Math.Exp(-Absorption * t));

    // Variation of constants: R = R0 - the integral of kin I(s) exp(-kout (t - s)), by Gauss's rule on pieces of an hour or less.
    private static double Response(double t)
    {
        double Inhibited(double s) =>
            LargestInhibition * Concentration(s) / (HalfInhibition + Concentration(s)) * Math.Exp(-Loss * (t - s));
        var pieces = (int)Math.Ceiling(t) * 4;
        var lost = Enumerable.Range(0, pieces).Sum(i => GaussLegendreRule.Integrate(Inhibited, t * i / pieces, t * (i + 1) / pieces, 12));
        return Baseline - Production * lost;
    }
}
