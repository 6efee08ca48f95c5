using PopPK.Numerics.Randomness;
using PopPK.Simulation.Exposure;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Simulation.Tests.Exposure;

/// <summary>Doses that attain targets, against formulas.</summary>
public class DoseSearchTests
{
    private const double K = 0.1;

    [Theory]
    [InlineData(0)]
    [InlineData(0.7)]
    [InlineData(-2)]
    public void The_dose_for_an_area(double eta)
    {
        var k = K * Math.Exp(eta);
        var found = With(eta, "auc(0, 24) in [400, 600]").Search();
        var perUnit = (1 - Math.Exp(-k * 24)) / (k * ExposureCase.V);
        Assert.Equal(DoseSearchStatus.Attained, found.Status);
        Near.Equal(500 / perUnit, 100 * found.Dose, Tolerance.DoseSearch);
        Near.Equal(400 / perUnit, 100 * found.Lowest, Tolerance.DoseSearch);
        Near.Equal(600 / perUnit, 100 * found.Highest, Tolerance.DoseSearch);
        Near.Equal(500, found.Value, Tolerance.DoseSearch);
        Assert.True(found.Evaluations < 60, $"{found.Evaluations}");
    }

    [Fact]
    public void The_smallest_dose_for_a_trough_and_the_largest_for_a_peak()
    {
        var trough = With(0, "ctrough(0, 12) >= 10").Search();
        Near.Equal(10 * ExposureCase.V * Math.Exp(K * 12), 100 * trough.Dose, Tolerance.DoseSearch);
        Assert.Equal(new DoseSearchOptions().Largest, trough.Highest);
        Near.Equal(trough.Dose, trough.Lowest, Tolerance.DoseSearch);
        var peak = With(0, "cmax(0, 12) <= 30").Search();
        Near.Equal(600, 100 * peak.Dose, Tolerance.DoseSearch);
        Assert.Equal(new DoseSearchOptions().Smallest, peak.Lowest);
    }

    [Fact]
    public void The_time_above_a_threshold_grows_with_the_logarithm()
    {
        var found = With(0, "fraction_above(2, 0, 24) >= 0.5").Search();
        Near.Equal(2 * ExposureCase.V * Math.Exp(K * 12), 100 * found.Dose, Tolerance.DoseSearch);
    }

    [Fact]
    public void Of_saturable_elimination()
    {
        // V dC/dt = -Vmax C / (Km + C): time from C0 to C is V (C0 - C + Km log(C0 / C)) / Vmax; the area to infinity is C0 (Km + C0 / 2) V / Vmax.
        var measured = ExposureCase.Of(ExposureCase.Saturable(new TestData().Subject().Dose(0, 100).Observe(5)), "", "auc(0, 300) in [90, 110]");
        var found = measured.Search();
        const double km = 2;
        const double vmax = 10;
        var c0 = -km + Math.Sqrt(km * km + 2 * vmax * 100);
        Near.Equal(c0 * ExposureCase.V, 100 * found.Dose, Tolerance.DoseSearch);
    }

    [Fact]
    public void An_infusion_keeps_its_duration()
    {
        var measured = ExposureCase.Of(ExposureCase.Linear(new TestData().Subject().Dose(0, 100, rate: 50).Observe(5)), "", "cmax(0, 24) in [9, 11]");
        Near.Equal(10 * K * ExposureCase.V / (50 * (1 - Math.Exp(-K * 2))), measured.Search().Dose, Tolerance.DoseSearch);
    }

    [Fact]
    public void No_dose_because_the_measure_saturates()
    {
        var target = Target("auc(0, 24) >= 12");
        var found = DoseSearch.Find(d => 10 * d / (3 + d), target, new DoseSearchOptions());
        Assert.Equal(DoseSearchStatus.NotAttained, found.Status);
        Assert.Equal(new DoseSearchOptions().Largest, found.Dose);
        Near.Equal(10 * found.Dose / (3 + found.Dose), found.Value, Tolerance.Algebra);
        var problem = DoseFindings.Of(found, target, "the typical subject", null)!;
        Assert.Equal("PK7210", problem.Code);
        Assert.Contains("9.997", problem.Message, StringComparison.Ordinal);
        Assert.True(double.IsNaN(found.Lowest));
    }

    [Fact]
    public void No_dose_because_the_measure_does_not_depend_on_it()
    {
        var measured = ExposureCase.Of(ExposureCase.Linear(new TestData().Subject().Dose(0, 100).Observe(5)), "", "tmax(0, 24) >= 3");
        Assert.Equal(DoseSearchStatus.NotAttained, measured.Search().Status);
    }

    [Fact]
    public void A_bound_is_reached()
    {
        var found = With(0, "cmax(0, 24) >= 1e9").Search();
        Assert.Equal(DoseSearchStatus.BoundReached, found.Status);
        Assert.Equal("PK7211", DoseFindings.Of(found, Target("cmax(0, 24) >= 1e9"), "subject 1", null)!.Code);
    }

    [Fact]
    public void A_measure_that_turns_round_attains_in_a_range_of_doses()
    {
        // Up to its largest value 5 at a dose of 2.
        var found = DoseSearch.Find(d => 20 * d / (4 + d * d), Target("cmax in [4, 4.4]"), new DoseSearchOptions());
        Assert.Equal(DoseSearchStatus.Attained, found.Status);
        double Dose(double y) => (20 - Math.Sqrt(400 - 16 * y * y)) / (2 * y);
        Near.Equal(Dose(4.2), found.Dose, Tolerance.DoseSearch);
        Near.Equal(Dose(4), found.Lowest, Tolerance.DoseSearch);
        Near.Equal(Dose(4.4), found.Highest, Tolerance.DoseSearch);
        var never = DoseSearch.Find(d => 20 * d / (4 + d * d), Target("cmax >= 6"), new DoseSearchOptions());
        Assert.Equal(DoseSearchStatus.NotAttained, never.Status);
        Assert.InRange(never.Dose, 1.5, 2.7);
    }

    [Fact]
    public void What_can_nowhere_be_evaluated() =>
        Assert.Equal(DoseSearchStatus.Failed, DoseSearch.Find(_ => double.NaN, Target("auc >= 1"), new DoseSearchOptions()).Status);

    [Fact]
    public void The_dose_for_a_population_is_a_quantile_of_those_of_its_subjects()
    {
        // Smallest dose of each subject for a trough of 10: log-normal, but for the exponential of the rate.
        var stream = new RandomStream(3, RandomPurpose.Simulation);
        var measured = With(0, "ctrough(0, 12) >= 10");
        var found = new List<DoseSearchResult>();
        for (var i = 0; i < 400; i++)
        {
            measured.Eta[0] = 0.3 * stream.NextNormal();
            found.Add(measured.Search());
        }

        double[] needed = [.. found.Select(f => f.Lowest).Order()];
        var dose = PopulationDoseSearch.Smallest(found, 0.9);
        Assert.Equal(needed[359], dose.Dose);
        Assert.True(dose.IsEnough);
        Assert.Equal(new Attainment(360, 400), dose.Attainment);
        Assert.Equal(dose.Attainment, PopulationDoseSearch.At(found, dose.Dose));
        Assert.Equal(new Attainment(359, 400), PopulationDoseSearch.At(found, dose.Dose * (1 - 1e-9)));
        Assert.Equal(400, PopulationDoseSearch.Best(found).Attainment.Attained);
    }

    [Fact]
    public void The_best_dose_for_a_range()
    {
        DoseSearchResult Range(double from, double to) => new(DoseSearchStatus.Attained, from, 0, from, to, 1);
        DoseSearchResult[] subjects = [Range(1, 3), Range(2, 5), Range(2.5, 4), Range(6, 7), new(DoseSearchStatus.NotAttained, 1, 1, double.NaN, double.NaN, 1)];
        var best = PopulationDoseSearch.Best(subjects);
        Assert.Equal((2.5, 3, new Attainment(3, 5)), (best.Dose, best.UpTo, best.Attainment));
        var enough = PopulationDoseSearch.Smallest(subjects, 0.4);
        Assert.Equal((2, true), (enough.Dose, enough.IsEnough));
        Assert.False(PopulationDoseSearch.Smallest(subjects, 0.9).IsEnough);
        Assert.True(double.IsNaN(PopulationDoseSearch.Best([subjects[^1]]).Dose));
    }

    private static ExposureCase With(double eta, string target)
    {
        var measured = ExposureCase.Of(ExposureCase.Linear(new TestData().Subject().Dose(0, 100).Observe(5)), "", target);
        measured.Eta[0] = eta;
        return measured;
    }

    private static Target Target(string text) => MeasureReader.ReadTarget(new SourceText("test", text), new TextSpan(0, text.Length), [])!;
}
