using PopPK.Evaluation.Predictive;
using PopPK.Simulation.Exposure;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Evaluation.Tests;

/// <summary>Measures of observations, and their posterior predictive check.</summary>
public class MeasureTests
{
    private const string Model = """
        model line
        parameters
          level = 10 fixed
        variability by ID
          eta ~ 4 fixed
        individual
          base = level + eta
        observations
          DV ~ normal(base, 1)
        """;

    // Up a line from 0 to 8 in 2 hours, then down exponentials: 8 to 4 in 2 hours, 4 to 1 in 4.
    private static readonly double[] Times = [0, 2, 4, 8];
    private static readonly double[] Values = [0, 8, 4, 1];

    [Fact]
    public void The_area_is_linear_up_and_logarithmic_down_worked_by_hand()
    {
        var down = 4 * 2 / Math.Log(2);
        Near.Equal(8 + down + 3 * 4 / Math.Log(4), Of("auc"), Tolerance.Algebra);

        // Halves of each stretch: a quarter of the triangle, and an exponential that has fallen to 8 / sqrt 2.
        Near.Equal(2, Of("auc(0, 1)"), Tolerance.Algebra);
        Near.Equal((8 - 8 / Math.Sqrt(2)) / Math.Log(Math.Sqrt(2)), Of("auc(2, 3)"), Tolerance.Algebra);
        Near.Equal(Of("auc(0, 3)") + Of("auc(3, 8)"), Of("auc"), Tolerance.Algebra);
        Near.Equal(Of("auc") / 8, Of("cavg"), Tolerance.Algebra);

        // Nothing is extrapolated: the window counts as far as there are observations.
        Near.Equal(Of("auc"), Of("auc(0, 24)"), Tolerance.Algebra);
        Assert.True(double.IsNaN(Of("auc(10, 24)")) && double.IsNaN(Of("c(9)")));
    }

    [Theory]
    [InlineData("cmax", 8)]
    [InlineData("tmax", 2)]
    [InlineData("cmin", 0)]
    [InlineData("tmin", 0)]
    [InlineData("cmax(3, 8)", 4)]
    [InlineData("tmin(1, 8)", 8)]
    [InlineData("ctrough", 1)]
    [InlineData("ctrough(0, 5)", 4)]
    [InlineData("c(4)", 4)]
    [InlineData("c(6)", 2)]
    [InlineData("c(1)", 4)]
    public void Extremes_and_values_are_those_of_the_observations(string measure, double expected) =>
        Near.Equal(expected, Of(measure), Tolerance.Algebra, scale: 1);

    [Fact]
    public void A_fall_to_nothing_is_a_line()
    {
        Near.Equal(4, ObservedMeasure.Of(Read("auc"), [0, 2], [4, 0]), Tolerance.Algebra);
        Near.Equal(2, ObservedMeasure.Of(Read("c(1)"), [0, 2], [4, 0]), Tolerance.Algebra);
    }

    [Fact]
    public void Line_and_exponential_meet_where_values_are_all_but_equal()
    {
        foreach (var fall in (double[])[1e-3, 1e-4, 1.001e-5, 0.999e-5, 1e-8, 0])
        {
            // The mean of an exponential between 1 + x and 1: 1 + x/2 - x²/12 + O(x³).
            Near.Equal(1 + fall / 2 - fall * fall / 12, ObservedMeasure.Of(Read("auc"), [0, 1], [1 + fall, 1]), 1e-10);
        }
    }

    [Fact]
    public void Statistics_of_three_subjects_worked_by_hand()
    {
        double[] values = [4, 1, 2];
        Near.Equal(2, MeasureAccumulator.Statistic(MeasureStatistic.Median, values), Tolerance.Algebra);
        Near.Equal(2, MeasureAccumulator.Statistic(MeasureStatistic.GeometricMean, values), Tolerance.Algebra);

        // Logarithms are 0, ln 2, 2 ln 2: their variance is (ln 2)².
        Near.Equal(100 * Math.Sqrt(Math.Exp(Math.Log(2) * Math.Log(2)) - 1), MeasureAccumulator.Statistic(MeasureStatistic.GeometricCv, values), Tolerance.Algebra);
        Assert.True(double.IsNaN(MeasureAccumulator.Statistic(MeasureStatistic.GeometricMean, [1, 0])));
        Assert.True(double.IsNaN(MeasureAccumulator.Statistic(MeasureStatistic.GeometricCv, [1])));
        Assert.True(double.IsNaN(MeasureAccumulator.Statistic(MeasureStatistic.Median, [1, double.NaN])));
    }

    [Fact]
    public void A_check_of_two_subjects_worked_by_hand()
    {
        // Observed peaks 3 and 5; of the second subject only one observation, which has no area.
        var check = Check("ID,TIME,DV\n1,0,1\n1,1,3\n2,0,5\n", "cmax, auc");
        check.Add(0, [1, 2, 3]);
        check.Add(1, [7, 5, 9]);
        check.Add(2, [1, 4, double.NaN]);
        var result = check.Finish();
        Assert.Equal(3, result.Replicates);
        var peak = result.Rows[0];
        Assert.Equal(("cmax", MeasureStatistic.Median, 2), (peak.Measure, peak.Statistic, peak.Subjects));
        Assert.Equal([2.5, 8, double.NaN], peak.Replicates.ToArray());
        Near.Equal([4, 5.25], [peak.Check.Observed, peak.Check.Median], Tolerance.Algebra);
        Assert.Equal((2, 1), (peak.Check.Replicates, peak.Check.Failed));
        var area = result.Rows.First(r => r.Measure == "auc");
        Assert.Equal(1, area.Subjects);
        Near.Equal([1.5, 2 / Math.Log(7.0 / 5), 2.5], area.Replicates.AsSpan(), Tolerance.Algebra);
        Near.Equal(2, area.Check.Observed, Tolerance.Algebra);
    }

    [Fact]
    public void What_lies_outside_is_found()
    {
        var check = Check("ID,TIME,DV\n1,0,1\n2,0,100\n", "cmax");
        for (var k = 0; k < 40; k++)
        {
            check.Add(k, [1 + 0.01 * k, 2]);
        }

        var found = check.Finish().Findings;
        Assert.All(found, f => Assert.Equal("PK7435", f.Code));
        Assert.Equal(3, found.Length);
        Assert.Contains("the observed median of cmax of base, 50.5, is above", found[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_quantified_counts_as_nothing_on_both_sides()
    {
        var check = Check("ID,TIME,DV\n1,0,4\n1,2,1\n", "auc, cmin", lowerLimit: 2);
        check.Add(0, [6, 1.5]);
        var result = check.Finish();
        Near.Equal([4, 6], [result.Rows[0].Check.Observed, result.Rows[0].Replicates[0]], Tolerance.Algebra);
        Near.Equal([0, 0], [result.Rows[3].Check.Observed, result.Rows[3].Replicates[0]], Tolerance.Algebra, scale: 1);
    }

    [Theory]
    [InlineData("above(10, 0, 24)", "PK7430")]
    [InlineData("auc(cq, 0, 24)", "PK7431")]
    public void What_observations_cannot_tell_is_refused(string measures, string code)
    {
        var cohort = CohortOf.TextAndData(Model, "ID,TIME,DV\n1,0,1\n1,1,3\n");
        var diagnostics = new DiagnosticBag();
        Assert.Null(MeasureAccumulator.TryCreate(cohort, Simulated.Point(cohort), ReadAll(measures), diagnostics));
        Assert.Equal(code, Assert.Single(diagnostics).Code);
    }

    [Fact]
    public void A_true_model_is_seldom_outside()
    {
        var design = CohortOf.File("models", "theophylline.poppk");
        var (outside, all) = (0, 0);
        for (var k = 0; k < 10; k++)
        {
            var data = SimulatedData.Draw(design, 5, k);
            var check = MeasureAccumulator.TryCreate(data, Simulated.Point(data), ReadAll("cmax, tmax, auc"), new DiagnosticBag(), level: 0.8)!;
            Simulated.Of(data, 200, 6).Replicates(check.Add);
            foreach (var row in check.Finish().Rows)
            {
                all++;
                outside += row.IsOutside ? 1 : 0;
            }
        }

        // A fifth is expected of 70 numbers, which belong together in threes.
        Assert.InRange((double)outside / all, 0.05, 0.4);
    }

    private static double Of(string measure) => ObservedMeasure.Of(Read(measure), Times, Values);

    private static Measure Read(string text) => ReadAll(text).Single();

    private static System.Collections.Immutable.ImmutableArray<Measure> ReadAll(string text)
    {
        var diagnostics = new DiagnosticBag();
        var measures = MeasureReader.ReadMeasures(new SourceText("test", text), new TextSpan(0, text.Length), diagnostics);
        Assert.Empty(diagnostics);
        return measures;
    }

    private static MeasureAccumulator Check(string data, string measures, double? lowerLimit = null)
    {
        var cohort = CohortOf.TextAndData(Model, data);
        return MeasureAccumulator.TryCreate(cohort, Simulated.Point(cohort), ReadAll(measures), new DiagnosticBag(), lowerLimit)!;
    }
}
