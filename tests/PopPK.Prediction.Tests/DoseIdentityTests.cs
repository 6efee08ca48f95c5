using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>What must be equal whatever the numbers are, for doses with lag, bioavailability, modelled rates and durations and for steady states, by all solvers.</summary>
public class DoseIdentityTests
{
    private const string Lag = "lag(depot) = lag\n  lag(central) = lag\n  ";
    private const string F = "bioavailability(depot) = f\n  bioavailability(central) = f\n  ";
    private const string D = "duration(central) = d\n  duration(depot) = d\n  ";
    private const string R = "rate(central) = r\n  rate(depot) = r\n  ";
    private const string Linear = "matrix exponential";
    private const string Integrated = "integration";
    private const string Saturable = "saturable";

    private static readonly double[] Times = [0, 0.3, 0.8, 1.1, 2.2, 3.9, 5, 7.7, 11, 15];

    public static TheoryData<string> Families => [Linear, Integrated, Saturable];

    public static TheoryData<string> LinearFamilies => [Linear, Integrated];

    [Theory]
    [MemberData(nameof(Families))]
    public void Additional_lagged_doses_equal_written_out_doses(string family)
    {
        foreach (var rate in new[] { 0.0, 30, -1, -2 })
        {
            AssertEqual(
                family,
                (Lag + F + D + R, Subject().Dose(0, 60, 2, rate, 2, 1.7).Observe(0.5, 2, 4, 6, 9)),
                (Lag + F + D + R, Subject().Dose(0, 60, 2, rate).Observe(0.5).Dose(1.7, 60, 2, rate).Observe(2).Dose(3.4, 60, 2, rate).Observe(4, 6, 9)));
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_steady_state_equals_many_doses(string family)
    {
        const int Many = 150;
        foreach (var interval in new[] { 0.6, 2, 5.5 })
        {
            foreach (var rate in new[] { 0.0, 30, 8, -1, -2 })
            {
                var amount = 6 * interval;
                AssertEqual(
                    family,
                    (Lag + F + D + R, Subject().Dose(0, amount, 2, rate, 3, interval, steadyState: 1).Observe(Times)),
                    (Lag + F + D + R, Subject().Dose(-Many * interval, amount, 2, rate, Many + 3, interval).Observe(Times)));
                AssertEqual(
                    family,
                    (F + D + R, Subject().Dose(3, amount, 1, rate, 0, interval, steadyState: 1).Observe(Times.Select(t => t + 3))),
                    (F + D + R, Subject().Dose(3 - Many * interval, amount, 1, rate, Many, interval).Observe(Times.Select(t => t + 3))));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_constant_infusion_in_steady_state_equals_a_very_long_one(string family) => AssertEqual(
        family,
        (F, Subject().Dose(0, 0, 2, 9, steadyState: 1).Observe(Times)),
        (F, Subject().Dose(-300, 9 * 300 / 0.7, 2, 9).Observe(Times)));

    [Theory]
    [MemberData(nameof(LinearFamilies))]
    public void A_steady_state_that_is_added_adds(string family)
    {
        foreach (var rate in new[] { 0.0, 30, 8, -1, -2 })
        {
            TestData Other(TestData data) => data.Dose(0, 80, 2, -2).Dose(0.5, 30);
            TestData Added(TestData data, int steadyState) => data.Dose(1, 40, 2, rate, 1, 2.5, steadyState: steadyState);
            double[] times = [1.4, 1.9, 2.5, 4, 9];

            var both = Means(family, Lag + F + D + R, Added(Other(Subject()), 2).Observe(times));
            var one = Means(family, Lag + F + D + R, Other(Subject()).Observe(times));
            var other = Means(family, Lag + F + D + R, Added(Subject(), 1).Observe(times));

            Near.Equal([.. one.Zip(other, (a, b) => a + b)], both, ToleranceOf(family), what: $"rate {rate}");
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void An_infusion_equals_its_halves_one_after_the_other(string family) => AssertEqual(
        family,
        (Lag, Subject().Dose(0, 100, 2, 20).Observe(0.5, 1, 3, 4, 8)),
        (Lag, Subject().Dose(0, 50, 2, 20, 1, 2.5).Observe(0.5, 1, 3, 4, 8)));

    [Theory]
    [MemberData(nameof(Families))]
    public void A_modelled_duration_equals_a_given_rate(string family) => AssertEqual(
        family,
        (Lag + F + D, Subject().Dose(0, 100, 2, -2, 2, 1.7).Observe(0.5, 1, 3, 4, 8)),
        (Lag + F, Subject().Dose(0, 100, 2, 0.7 * 100 / 2.5, 2, 1.7).Observe(0.5, 1, 3, 4, 8)));

    [Theory]
    [MemberData(nameof(Families))]
    public void A_modelled_rate_equals_a_given_rate(string family) => AssertEqual(
        family,
        (Lag + F + R, Subject().Dose(0, 100, 2, -1, 2, 1.7).Observe(0.5, 1, 3, 4, 8)),
        (Lag + F, Subject().Dose(0, 100, 2, 9 * 2.5, 2, 1.7).Observe(0.5, 1, 3, 4, 8)));

    [Theory]
    [MemberData(nameof(Families))]
    public void A_lagged_dose_is_a_later_dose(string family)
    {
        foreach (var rate in new[] { 0.0, 30, -1, -2 })
        {
            AssertEqual(
                family,
                (Lag + D + R, Subject().Dose(1, 100, 1, rate, 1, 3).Observe(1.5, 2, 4, 8)),
                (D + R, Subject().Observe(1.5).Dose(1.8, 100, 1, rate, 1, 3).Observe(2, 4, 8)));
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Bioavailability_scales_the_amount(string family)
    {
        foreach (var rate in new[] { 0.0, 30, -1, -2 })
        {
            foreach (var steadyState in new[] { 0, 1 })
            {
                AssertEqual(
                    family,
                    (Lag + F + D + R, Subject().Dose(0, 40, 1, rate, 1, 3, steadyState: steadyState).Observe(0.4, 2, 4, 8)),
                    (Lag + D + R, Subject().Dose(0, 0.7 * 40, 1, rate, 1, 3, steadyState: steadyState).Observe(0.4, 2, 4, 8)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Nothing_depends_on_when_the_clock_started(string family)
    {
        TestData Shifted(double c) => Subject()
            .Dose(c, 40, 1, 0, 2, 2.5, steadyState: 1).Observe(c + 1).Dose(c + 2, 40, 2, -2).Observe(c + 2.5).Dose(c + 3, 20, 2, 10, 0, 1.25, steadyState: 1)
            .Observe(c + 4).Other(c + 5, -1).Observe(c + 6).Reset(c + 7).Dose(c + 7, 40, 2, -1).Observe(c + 8, c + 12);
        foreach (var shift in new[] { 1000.25, -3.75, -500.5 })
        {
            AssertEqual(family, (Lag + F + D + R, Shifted(0)), (Lag + F + D + R, Shifted(shift)));
        }
    }

    [Theory]
    [MemberData(nameof(LinearFamilies))]
    public void The_units_do_not_matter(string family)
    {
        const double Hours = 24;
        const double Micrograms = 1000;
        TestData Data(double time, double amount) => Subject()
            .Dose(0, 40 * amount, 1, 0, 2, 2.5 * time, steadyState: 1).Observe(time).Dose(2 * time, 40 * amount, 2, -2)
            .Observe(2.5 * time).Dose(3 * time, 20 * amount, 2, 10 * amount / time, 0, 1.25 * time, steadyState: 1).Observe(4 * time, 9 * time);
        var days = Bind(family, Lag + F + D, Data(1, 1));
        var hours = Bind(family, Lag + F + D, Data(Hours, Micrograms));
        hours.Set("tvka", 1.2 / Hours).Set("tvk", 4 / Hours).Set("tvlag", 0.8 * Hours).Set("tvd", 2.5 * Hours);

        Near.Equal([.. days.Means().Select(x => x * Micrograms)], hours.Means(), ToleranceOf(family), what: family);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Records_at_which_nothing_happens_change_nothing(string family)
    {
        TestData Data(bool withOthers)
        {
            var data = Subject();
            void Other(double time) => _ = withOthers ? data.Other(time) : data;
            data.Dose(0, 40, 1, 0, 2, 2.5, steadyState: 1);
            Other(0);
            Other(0.8);
            data.Observe(1);
            Other(1.3);
            data.Dose(2, 40, 2, -2);
            Other(2.1);
            Other(3.3);
            data.Observe(4, 5);
            Other(5);
            return data.Observe(9);
        }

        AssertEqual(family, (Lag + F + D, Data(false)), (Lag + F + D, Data(true)));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_reset_begins_with_the_initial_amounts_and_without_doses_on_their_way(string family)
    {
        const string Initial = "depot(0) = 30*f\n  central(0) = 4*d\n  ";
        var together = Means(family, Initial + Lag + D, Subject().Dose(0, 100).Dose(0, 50, 2, -2, 3, 1).Observe(0.5).Reset(1).Observe(1, 2).Dose(3, 40).Observe(5));
        var apart = Means(family, Initial + Lag + D, Subject().Observe(1, 2).Dose(3, 40).Observe(5));

        Near.Equal(apart, together.AsSpan(1), ToleranceOf(family), what: family);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_compartment_switched_off_and_on_is_emptied(string family) => AssertEqual(
        family,
        ("", Subject().Dose(0, 100).Dose(1, 100, 2, 10).Other(2, -2).Other(2, 2).Observe(2, 3, 5, 9)),
        ("", Subject().Dose(2, 100 * Math.Exp(-1.2 * 2)).Observe(2, 3, 5, 9)));

    [Theory]
    [MemberData(nameof(Families))]
    public void The_end_of_an_infusion_into_a_compartment_that_was_switched_off_is_forgotten(string family) => AssertEqual(
        family,
        ("", Subject().Dose(0, 100, 2, 20).Other(1, -2).Other(2, 2).Dose(3, 60, 2, 10).Observe(4, 6, 10)),
        ("", Subject().Dose(3, 60, 2, 10).Observe(4, 6, 10)));

    [Theory]
    [MemberData(nameof(Families))]
    public void A_compartment_that_is_off_has_no_part_in_a_steady_state(string family)
    {
        AssertEqual(
            family,
            ("", Subject().Other(0, -1).Dose(0, 20, 2, 0, 0, 3, steadyState: 1).Observe(1, 2)),
            ("", Subject().Dose(0, 20, 2, 0, 0, 3, steadyState: 1).Observe(1, 2)));
        AssertEqual(
            family,
            ("depot(0) = 5\n  ", Subject().Other(0, -1).Dose(0, 0, 2, 8, steadyState: 1).Observe(1, 2)),
            ("", Subject().Dose(0, 0, 2, 8, steadyState: 1).Observe(1, 2)));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Rows_of_one_time_act_in_their_order(string family)
    {
        var means = Means(family, "", Subject().Dose(0, 10, 2).Observe(1).Dose(1, 100, 2).Observe(1).Dose(1, 50, 2).Observe(1).Reset(1).Observe(1).Dose(1, 8, 2).Observe(1));

        Near.Equal([means[0], means[0] + 50, means[0] + 75, 0, 4], means, ToleranceOf(family), what: family);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void An_observation_when_a_lagged_dose_arrives_includes_it(string family)
    {
        // In binary 0.1 + 0.8 is not 0.9, and three times 0.1 not 0.3.
        var means = Means(family, Lag, Subject().Dose(0.1, 100, 2).Observe(0.9));
        var additional = Means(family, Lag, Subject().Dose(0, 100, 2, 0, 3, 0.1).Observe(1.0999999, 1.1));

        Near.Equal(50, means[0], ToleranceOf(family), what: family);
        Assert.InRange(additional[1] - additional[0], 49.9, 50.1);
    }

    [Theory]
    [InlineData("nocb")]
    [InlineData("locf")]
    [InlineData("linear")]
    [InlineData("constant")]
    public void A_covariate_that_could_change_but_does_not_is_constant(string interpolation)
    {
        TestData Data() => new TestData("WT").Subject(90)
            .Dose(0, 40, 1, 0, 2, 2.5, steadyState: 1).Observe(1).Dose(2, 40, 2, -2).Observe(4, 9);
        var structure = "lag(depot) = lag*WT/70\n  duration(central) = d*WT/70\n  " + EventModels.Linear;
        const string K = "0.1*tvk*exp(e1)*(WT/70)^0.75";
        var alone = Bound.To(EventModels.Of(structure, "WT", K), Data().Read());
        var beside = Bound.To(
            EventModels.Of(structure, $"WT {interpolation}", K), Data().Subject(60).Dose(0, 100).With(80).Observe(3).Read());

        Near.Equal(alone.Means(), beside.Means(), interpolation == "linear" ? Tolerance.Ode : Tolerance.MatrixExponential, what: interpolation);
    }

    [Theory]
    [InlineData("nocb", 90)]
    [InlineData("locf", 90)]
    [InlineData("linear", 90)]
    [InlineData("constant", 60)]
    public void A_steady_state_has_the_covariates_of_its_record(string interpolation, double weight)
    {
        TestData Data(params double[] weights) => new TestData("WT").Subject(weights[0])
            .Observe(0).With(weights[1]).Dose(1, 40, 1, 0, 0, 8, steadyState: 1).Observe(2, 4);
        var structure = "lag(depot) = lag*WT/70\n  " + EventModels.Linear;
        const string K = "0.1*tvk*exp(e1)*(WT/70)^0.75";
        var changing = Bound.To(EventModels.Of(structure, $"WT {interpolation}", K), Data(60, 90).Read());
        var constant = Bound.To(EventModels.Of(structure, "WT", K), Data(weight, weight).Read());

        Near.Equal(constant.Means(), changing.Means(), Tolerance.Ode, what: interpolation);
    }

    private static TestData Subject() => new TestData().Subject();

    private static Bound Bind(string family, string properties, TestData data)
    {
        var model = EventModels.Of(properties + (family == Saturable ? EventModels.Saturable : EventModels.Linear));
        return family == Integrated ? Bound.Integrated(model, data.Read()) : Bound.To(model, data.Read());
    }

    private static double[] Means(string family, string properties, TestData data) => Bind(family, properties, data).Means();

    private static double ToleranceOf(string family) => family == Linear ? Tolerance.MatrixExponential : Tolerance.Ode;

    private static void AssertEqual(string family, (string Properties, TestData Data) expected, (string Properties, TestData Data) actual) => Near.Equal(
        Means(family, expected.Properties, expected.Data), Means(family, actual.Properties, actual.Data), ToleranceOf(family), what: actual.Data.Text);
}
