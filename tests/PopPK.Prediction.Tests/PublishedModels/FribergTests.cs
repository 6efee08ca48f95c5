using MathNet.Numerics;
using MathNet.Numerics.Integration;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.PublishedModels;

/// <summary>Chemotherapy and neutrophils (<c>models/friberg.poppk</c>) against balances, limits and plain integration.</summary>
public class FribergTests
{
    private const double Clearance = 36;
    private const double Volume = 9;
    private const double Exchange = 7;
    private const double Peripheral = 60;
    private const double Baseline = 5;
    private const double Transit = 4.0 / 90;
    private const double Feedback = 0.16;
    private const double Slope = 8.6;
    private const double Dose = 223;
    private const double Day = 24;

    private static readonly PublishedModel Published = new("friberg");

    [Fact]
    public void Derivatives_are_exact() => ExactDerivatives.Check(
        Bound.To(
            Published.Model,
            new TestData("DVID").Subject(0).Dose(0, 100, rate: 100).With(1).Observe(0.5, 4).With(2).Observe(70, 170, 260, 400).Read()),
        seed: 5);

    [Fact]
    public void Without_drug_the_count_stays_at_its_baseline()
    {
        var bound = Published.Observe(
            "proliferating + 10*maturing1 + 100*maturing2 + 1000*maturing3 + 10000*circulating", new TestData().Subject().Observe(0, 100, 5000));
        Near.Equal([.. Enumerable.Repeat(11111 * Baseline, 3)], bound.Means(), Tolerance.Algebra);
    }

    [Fact]
    public void The_nadir_comes_after_a_week_and_the_count_overshoots_before_it_returns()
    {
        var counts = Published.Observe("circulating", new TestData().Subject().Dose(0, Dose, rate: Dose).Observe(Enumerable.Range(1, 300).Select(d => d * Day))).Means();
        var nadir = Array.IndexOf(counts, counts.Min()) + 1;
        Assert.InRange(nadir, 5, 10);
        Assert.All(Enumerable.Range(1, nadir - 1), d => Assert.True(counts[d] < counts[d - 1]));
        Assert.True(counts.Min() < Baseline / 4);
        Assert.True(counts.Max() > Baseline);
        Assert.True(Array.IndexOf(counts, counts.Max()) > nadir);
        Near.Equal(Baseline, counts[^1], Tolerance.Ode);
    }

    [Fact]
    public void Over_a_course_the_marrow_multiplies_as_much_as_it_passes_on()
    {
        // The logarithm of the proliferating cells returns to where it was.
        var data = new TestData().Subject().Dose(0, Dose, rate: Dose).Observe(100, 300 * Day);
        const string balance = "  d/dt balance = ktr*((1 - effect)*feedback - 1)";
        var change = Published.Observe("balance", data, balance).Means();
        var cells = Published.Observe("proliferating", data).Means();
        Near.Equal(Math.Log(cells[0] / Baseline), change[0], Tolerance.Ode);
        Near.Equal(0, change[1], Tolerance.Ode, scale: 1);
    }

    [Fact]
    public void Without_feedback_the_count_is_the_marrow_of_the_past()
    {
        // ln(proliferating/circ0) = -ktr slope (area so far), and four steps of ktr lead to the blood.
        const double dose = 20;
        double[] times = [1, 24, 100, 200, 400, 3000];
        var (k, k12, k21) = (Clearance / Volume, Exchange / Volume, Exchange / Peripheral);
        var sum = k + k12 + k21;
        var root = Math.Sqrt(sum * sum - 4 * k * k21);
        var (alpha, beta) = ((sum + root) / 2, (sum - root) / 2);
        double Area(double t) => dose / Volume / (alpha - beta)
            * ((alpha - k21) / alpha * (1 - Math.Exp(-alpha * t)) + (k21 - beta) / beta * (1 - Math.Exp(-beta * t)));
        double Marrow(double t) => Baseline * Math.Exp(-Transit * Slope * Area(t));
        double Blood(double t)
        {
            // Pieces become short where the drug acts, towards the dose.
            double Arriving(double s) => Marrow(s) * Transit * Math.Pow(Transit * (t - s), 3) / 6 * Math.Exp(-Transit * (t - s));
            double[] ends = [0, .. Enumerable.Range(0, 200).Select(i => t * Math.Pow(10, -5 * (1 - (i + 1) / 200.0)))];
            return Baseline * SpecialFunctions.GammaUpperRegularized(4, Transit * t)
                + Enumerable.Range(1, 200).Sum(i => GaussLegendreRule.Integrate(Arriving, ends[i - 1], ends[i], 12));
        }

        var data = new TestData().Subject().Dose(0, dose).Observe(times);
        Near.Equal([.. times.Select(Marrow)], Published.Observe("proliferating", data).Set("power", 0).Means(), Tolerance.Ode);
        Near.Equal([.. times.Select(Blood)], Published.Observe("circulating", data).Set("power", 0).Means(), Tolerance.Ode);
        Near.Equal(Baseline * Math.Exp(-Transit * Slope * dose / Clearance), Blood(times[^1]), Tolerance.Ode);
    }

    [Fact]
    public void A_profile_agrees_with_plain_integration()
    {
        static double[] Rates(double[] x)
        {
            var (c, exchange) = (x[0] / Volume, Exchange * (x[0] / Volume - x[1] / Peripheral));
            return
            [
                -Clearance * c - exchange,
                exchange,
                Transit * x[2] * ((1 - Slope * c) * Math.Pow(Baseline / x[6], Feedback) - 1),
                Transit * (x[2] - x[3]),
                Transit * (x[3] - x[4]),
                Transit * (x[4] - x[5]),
                Transit * (x[5] - x[6]),
            ];
        }

        double[] times = [1, 24, 100, 170, 240, 400, 600];
        var expected = ClassicalRungeKutta.Solve(Rates, [Dose / 4, 0, Baseline, Baseline, Baseline, Baseline, Baseline], times, step: 1.0 / 128);
        var actual = Published.Observe("circulating", new TestData().Subject().Dose(0, Dose / 4).Observe(times)).Means();
        Near.Equal([.. expected.Select(x => x[6])], actual, Tolerance.Ode);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    public void A_lasting_infusion_leads_to_the_count_whose_feedback_makes_up_for_it(double rate)
    {
        // (1 - slope c) (circ0/circ)^power = 1.
        var steady = Baseline * Math.Pow(1 - Slope * rate / Clearance, 1 / Feedback);
        var bound = Published.Observe("circulating", $"0,1,1,0,{rate},0,0,1", [0]);
        Near.Equal(steady, bound.Means()[0], Tolerance.Ode);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(Dose)]
    public void Steady_state_is_where_many_cycles_lead(double dose)
    {
        // Every three weeks, each over an hour.
        const double cycle = 21 * Day;
        double[] times = [1, 100, 200, 400];
        var steady = Published.Observe("circulating", $"0,1,1,{dose},{dose},0,{cycle},1", times);
        var many = Published.Observe("circulating", $"0,1,1,{dose},{dose},60,{cycle},0", times.Select(t => 60 * cycle + t));
        Near.Equal(many.Means(), steady.Means(), Tolerance.Ode);
    }
}
