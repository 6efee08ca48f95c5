using PopPK.Prediction;
using PopPK.Simulation.Exposure;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Simulation.Tests.Exposure;

/// <summary>Measures of subjects: which windows they have, what their values are, what is wrong with them.</summary>
public class ExposureTests
{
    private const double K = 0.1;

    [Fact]
    public void Every_measure_of_a_bolus()
    {
        var measured = ExposureCase.Of(
            ExposureCase.Linear(new TestData().Subject().Dose(0, 100).Observe(5)),
            "auc(0, 10), cavg(0, 10), cmax(0, 10), tmax(0, 10), cmin(0, 10), tmin(0, 10), ctrough(0, 10), ctrough(10), c(0), ctrough(0), c(10), above(3, 0, 10), fraction_above(3, 0, 10), longest_above(3, 0, 10)");
        var auc = 5 / K * (1 - Math.Exp(-1));
        var last = 5 * Math.Exp(-1);
        var above = Math.Log(5 / 3.0) / K;
        double[] expected = [auc, auc / 10, 5, 0, last, 10, last, last, 5, 0, last, above, above / 10, above];
        Near.Equal(expected, measured.Values(), Tolerance.ExactCourse);
    }

    [Fact]
    public void Measures_without_a_window_are_those_of_every_dosing_interval()
    {
        var measured = ExposureCase.Of(ExposureCase.Linear(new TestData().Subject().Dose(0, 100, additional: 3, interval: 12).Dose(40, 50).Observe(48)), "auc, above(4)");
        var intervals = measured.Plan.IntervalsOf(0);
        Assert.Equal([(0, 12), (12, 24), (24, 36), (36, 40), (40, 48)], intervals.Select(w => (w.From, w.To)));
        var values = measured.Values();
        Assert.Equal(intervals.Length, measured.Calculator.Rows.Length);
        var amount = 0.0;
        for (var i = 0; i < intervals.Length; i++)
        {
            amount += i < 4 ? 100 : 50;
            var left = amount * Math.Exp(-K * intervals[i].Length);
            Near.Equal((amount - left) / (K * ExposureCase.V), measured.Calculator.ValueInInterval(0, i), Tolerance.ExactCourse);
            amount = left;
        }

        Assert.Equal(measured.Calculator.ValueInInterval(0, 4), values[0]);
        Assert.Equal(measured.Calculator.ValueInInterval(1, 4), values[1]);
    }

    [Fact]
    public void Thresholds_may_be_columns_of_the_data()
    {
        const string model = """
            model thresholds
            parameters
              tvk = 0.1
              add = 0.5
            structure
              one_compartment(k = tvk)
            observations
              cp = central/20
              DV ~ additive(cp, add)

            """;
        var data = new TestData("MIC").Subject(0.5).Dose(0, 100).Observe(5).Subject(1).Dose(0, 100).Observe(5);
        var measured = ExposureCase.Of(CohortOf.TextAndData(model, data.Text), "above(4*MIC, 0, 100)", "above(MIC, 0, 100) >= 20");
        Near.Equal([Math.Log(5 / 2.0) / K, Math.Log(5 / 0.5) / K], measured.Values(0), Tolerance.ExactCourse);
        Near.Equal([Math.Log(5 / 4.0) / K, Math.Log(5 / 1.0) / K], measured.Values(1), Tolerance.ExactCourse);
        Assert.True(measured.Plan.Request.Targets[0].IsAttained(measured.Values(0)[1]));
        Assert.False(measured.Plan.Request.Targets[0].IsAttained(measured.Values(1)[1]));
    }

    [Theory]
    [InlineData("auc(cq, 0, 24)", "PK7206")]
    [InlineData("above(MIC, 0, 24)", "PK7208")]
    public void What_the_model_or_the_data_do_not_have(string measures, string code)
    {
        var diagnostics = new DiagnosticBag();
        var cohort = ExposureCase.Linear(new TestData().Subject().Dose(0, 100).Observe(5));
        Assert.Null(ExposurePlanner.TryPlan(cohort, ExposureCase.Request(measures), diagnostics));
        Assert.Equal(code, Assert.Single(diagnostics).Code);
    }

    [Fact]
    public void Of_several_quantities_one_must_be_named()
    {
        var cohort = CohortOf.TextAndData(
            """
            model two
            parameters
              tvk = 0.1
              add = 0.5
            covariates
              DVID
            structure
              one_compartment(k = tvk)
            observations
              cp = central/20
              effect = 3*cp/(1 + cp)
              DV[DVID == 1] ~ additive(cp, add)
              DV[DVID == 2] ~ additive(effect, add)

            """,
            new TestData("DVID").Subject(1).Dose(0, 100).Observe(5).With(2).Observe(6).Text);
        var diagnostics = new DiagnosticBag();
        Assert.Null(ExposurePlanner.TryPlan(cohort, ExposureCase.Request("auc(0, 24)"), diagnostics));
        Assert.Equal("PK7207", Assert.Single(diagnostics).Code);
        var both = ExposureCase.Of(cohort, "cmax(cp, 0, 24), cmax(effect, 0, 24), c(effect, 0)");
        Near.Equal([5, 2.5, 2.5], both.Values(), Tolerance.ExactCourse);
        var every = ExposurePlanner.TryPlan(cohort, new ExposureRequest { EveryInterval = true }, diagnostics)!;
        Assert.Equal(["cp", "effect"], every.Quantities);
    }

    [Fact]
    public void Subjects_without_intervals_and_clocks_that_are_set_back_are_warned_of()
    {
        var diagnostics = new DiagnosticBag();
        var data = new TestData().Subject().Observe(5).Subject().Dose(0, 100).Observe(5).Reset(0).Dose(1, 100).Observe(4);
        var plan = ExposurePlanner.TryPlan(ExposureCase.Linear(data), new ExposureRequest { EveryInterval = true, Measures = [new Measure(MeasureKind.Auc)] }, diagnostics);
        Assert.NotNull(plan);
        Assert.Equal(["PK7213", "PK7215"], diagnostics.Select(d => d.Code).Order());
        var calculator = plan.CreateCalculator();
        Assert.Equal(PredictionStatus.Success, calculator.Calculate(0, 0, [0.1, 0.5], [0]));
        Assert.True(double.IsNaN(calculator.Values[0]));
        Assert.Equal([(0, 5)], plan.IntervalsOf(1).Select(w => (w.From, w.To)));
    }

    [Fact]
    public void A_failure_is_a_status_and_leaves_no_numbers()
    {
        var measured = ExposureCase.Of(ExposureCase.Linear(new TestData().Subject().Dose(0, 100).Observe(5)), "auc(0, 24), c(3), above(1, 0, 24)");
        measured.Theta[0] = -0.1;
        Assert.Equal(PredictionStatus.RateConstantOutOfRange, measured.Calculator.Calculate(0, 0, measured.Theta, measured.Eta));
        Assert.All(measured.Calculator.Values.ToArray(), v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void Measuring_allocates_nothing()
    {
        var measured = ExposureCase.Of(ExposureCase.Linear(new TestData().Subject().Dose(0, 100, additional: 5, interval: 24).Observe(144)), "auc, cmax(0, 24), c(3), above(1, 0, 24)");
        Allocation.IsZero(() => measured.Calculator.Calculate(0, 0, measured.Theta, measured.Eta));
        Allocation.IsZero(() => measured.Calculator.Calculate(0, 0, measured.Theta, measured.Eta));
    }
}
