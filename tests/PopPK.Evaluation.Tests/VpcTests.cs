using PopPK.Evaluation.Predictive;
using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Evaluation.Tests;

/// <summary>Visual predictive checks against numbers worked out by hand. What is simulated is handed in.</summary>
public class VpcTests
{
    // PRED is A exp(-t): 10, 5 and so on at time 0.
    private const string Model = """
        model decay
        parameters
          tvk = 1 fixed
        covariates
          A
        variability by ID
          eta ~ 0.04 fixed
        individual
          k = tvk*exp(eta)
        observations
          f = A*exp(-k*t)
          DV ~ normal(f, 1)
        """;

    private const string Data = """
        ID,TIME,DV,A,SEX
        1,0,11,10,1
        1,1,4,10,1
        2,0,8,10,2
        2,1,3,10,2
        3,0,24,20,1
        3,1,7,20,1
        """;

    [Fact]
    public void Percentiles_and_bands_of_a_small_check_are_those_worked_by_hand()
    {
        var result = Check(Data, new VpcSettings { Percentiles = [0.25, 0.5], Level = 0.5, LeastInBin = 1 }, Replicates());
        var panel = Assert.Single(result.Panels);
        Assert.Equal(("f", "", 2), (panel.Endpoint, panel.Stratum, panel.Bins.Length));
        var first = panel.Bins[0];
        Assert.Equal((0.0, 3), (first.MedianX, first.Count));

        // At time 0: 8, 11, 24; replicates 1, 2, 3 / 4, 5, 6 / 10, 20, 30 / 0, 0, 3 / 7, 8, 9. Quartiles 1.5, 4.5, 15, 0, 7.5; medians 2, 5, 20, 0, 8.
        AssertRow(first.Rows[0], 0.25, 9.5, 4.5, 1.5, 7.5);
        AssertRow(first.Rows[1], 0.5, 11, 5, 2, 8);

        // At time 1: 3, 4, 7; replicates are the same plus 1.
        AssertRow(panel.Bins[1].Rows[0], 0.25, 3.5, 5.5, 2.5, 8.5);
        AssertRow(panel.Bins[1].Rows[1], 0.5, 4, 6, 3, 9);
        Assert.Equal(2, first.Rows.Length);
        Assert.Equal([11, 4, 8, 3, 24, 7], result.Points.Select(p => p.Value));
    }

    [Fact]
    public void Strata_are_panels_in_the_order_of_their_values()
    {
        var result = Check(Data, new VpcSettings { StratifyBy = ["SEX"], LeastInBin = 1 }, Replicates());
        Assert.Equal(["SEX=1", "SEX=2"], result.Panels.Select(p => p.Stratum));
        Assert.Equal([2, 1], result.Panels.Select(p => p.Bins[0].Count));
        Near.Equal(17.5, result.Panels[0].Bins[0].Rows[1].Observed, Tolerance.Algebra);
        Assert.Equal(["SEX=1", "SEX=1", "SEX=2", "SEX=2", "SEX=1", "SEX=1"], result.Points.Select(p => p.Stratum));
    }

    // Bergstrand et al. (2011): pcY = lb + (Y - lb) (median PRED - lb) / (PRED - lb).
    [Theory]
    [InlineData(0, new[] { 11, 8, 12.0 })]
    [InlineData(-10, new[] { 11, 8, 12.666666666666666 })]
    public void Prediction_correction_follows_its_formula(double bound, double[] expected)
    {
        // PRED at time 0 is 10, 10, 20, their median 10: with lb = -10 the third is -10 + 34 * 20 / 30.
        var settings = new VpcSettings { Correction = PredictionCorrection.Prediction, LowerBound = bound, LeastInBin = 1, Percentiles = [0.5] };
        var result = Check(Data, settings, Replicates());
        Near.Equal(expected, [result.Points[0].Value, result.Points[2].Value, result.Points[4].Value], Tolerance.Algebra);

        // Replicate 1 at time 0 is 1, 2, 3.
        double[] simulated = [1, 2, bound + ((3 - bound) * (10 - bound) / (20 - bound))];
        var one = Check(Data, settings, Replicates()[..1]);
        Near.Equal(simulated.Order().ElementAt(1), one.Panels[0].Bins[0].Rows[0].Median, Tolerance.Algebra);
        Near.Equal(expected.Order().ElementAt(1), one.Panels[0].Bins[0].Rows[0].Observed, Tolerance.Algebra);
    }

    [Fact]
    public void Logarithms_are_corrected_by_differences()
    {
        var result = Check(Data, new VpcSettings { Correction = PredictionCorrection.Prediction, IsLogarithmic = true, LeastInBin = 1 }, Replicates());
        Near.Equal([11, 8, 24 + 10 - 20], [result.Points[0].Value, result.Points[2].Value, result.Points[4].Value], Tolerance.Algebra);
    }

    // Bergstrand et al. (2011): median PRED + (pcY - median PRED) (median sd of the bin) / sd(pcY).
    [Fact]
    public void Variability_correction_follows_its_formula()
    {
        double[][] replicates = [[8, 1, 9, 1, 16, 1], [12, 2, 11, 4, 24, 8], [10, 3, 10, 7, 20, 15]];
        var settings = new VpcSettings { Correction = PredictionCorrection.PredictionAndVariability, LeastInBin = 1, Percentiles = [0.5] };
        var result = Check(Data, settings, replicates);

        // Standard deviations at time 0 are 2, 1, 4, corrected 2, 1, 2: median 2. pcY is 11, 8, 12.
        Near.Equal([11, 10 + (2 * (8 - 10)), 12], [result.Points[0].Value, result.Points[2].Value, result.Points[4].Value], Tolerance.Algebra);
    }

    [Fact]
    public void Values_below_the_limit_rank_below_and_percentiles_among_them_are_missing()
    {
        var censored = Model.Replace("DV ~ normal(f, 1)", "DV ~ normal(f, 1)\n    censored below 4.5", StringComparison.Ordinal);
        var result = Check(Data, new VpcSettings { Percentiles = [0.25, 0.5], Level = 0.5, LeastInBin = 1 }, Replicates(), censored);
        var (early, late) = (result.Panels[0].Bins[0].Rows, result.Panels[0].Bins[1].Rows);
        Assert.Equal(VpcRowKind.BelowLimit, early[2].Kind);

        // At time 0 none of 8, 11, 24, but 3, 1, 0, 3, 0 of three simulated ones are below.
        Near.Equal(0, early[2].Observed, Tolerance.Algebra, scale: 1);
        Near.Equal(1 / 3.0, early[2].Median, Tolerance.Algebra);
        Near.Equal(1, early[2].Upper, Tolerance.Algebra);

        // Medians are below, 5, 20, below, 8: quartiles of these begin with one that is below.
        AssertRow(early[1], 0.5, 11, 5, double.NaN, 8);

        // At time 1 3 and 4 of 3, 4, 7 are below, so that the median is unknown.
        Near.Equal(2 / 3.0, late[2].Observed, Tolerance.Algebra);
        Assert.True(double.IsNaN(late[1].Observed));
        Assert.Equal([false, true, false, true, false, false], result.Points.Select(p => p.IsBelow));
        Near.Equal(4.5, result.Points[1].Value, Tolerance.Algebra);
    }

    [Fact]
    public void A_flag_and_a_given_limit_say_the_same_as_the_models_limit()
    {
        var written = Model.Replace("DV ~ normal(f, 1)", "DV ~ normal(f, 1)\n    censored below 4.5", StringComparison.Ordinal);
        var settings = new VpcSettings { Percentiles = [0.25, 0.5], LeastInBin = 1 };
        var expected = Check(Data, settings, Replicates(), written);
        AssertSame(expected, Check(Data, settings with { LowerLimit = 4.5 }, Replicates()));
        var flags = string.Join('\n', Data.Split('\n').Select((line, i) => i == 0 ? line + ",CENS" : line + (i is 2 or 4 ? ",1" : ",0")))
            .Replace("1,1,4,", "1,1,4.5,", StringComparison.Ordinal).Replace("2,1,3,", "2,1,4.5,", StringComparison.Ordinal);
        var flagged = Model.Replace("DV ~ normal(f, 1)", "DV ~ normal(f, 1)\n    censored by CENS", StringComparison.Ordinal).Replace("  A\n", "  A\n  CENS\n", StringComparison.Ordinal);
        AssertSame(expected, Check(flags, settings, Replicates(), flagged));
    }

    [Fact]
    public void Values_above_an_upper_limit_rank_above()
    {
        var censored = Model.Replace("DV ~ normal(f, 1)", "DV ~ normal(f, 1)\n    censored above 9", StringComparison.Ordinal);
        var result = Check(Data, new VpcSettings { Percentiles = [0.01, 0.5], Level = 0.5, LeastInBin = 1 }, Replicates(), censored);
        var rows = result.Panels[0].Bins[0].Rows;

        // 8, 11, 24: two are above, the median among them; of the replicates 10, 20, 30 all are.
        Assert.Equal([VpcRowKind.Percentile, VpcRowKind.Percentile, VpcRowKind.AboveLimit], rows.Select(r => r.Kind));
        AssertRow(rows[1], 0.5, double.NaN, 5, 2, 8);
        Near.Equal([2 / 3.0, 0, 0, 0], [rows[2].Observed, rows[2].Median, rows[2].Lower, rows[2].Upper], Tolerance.Algebra, scale: 1);
        Assert.Equal([9, 4, 8, 3, 9, 7], result.Points.Select(p => p.Value));
        Assert.DoesNotContain(result.Points, p => p.IsBelow);
    }

    [Fact]
    public void What_cannot_be_corrected_stays_as_it_is_and_is_reported()
    {
        // With a lower bound of 15 only the third subject's first observation, PRED 20, is above it; its bin's median, 10, is not.
        var settings = new VpcSettings { Correction = PredictionCorrection.Prediction, LowerBound = 15, LeastInBin = 1 };
        var result = Check(Data, settings, Replicates());
        Assert.Equal([11, 4, 8, 3, 24, 7], result.Points.Select(p => p.Value));
        Assert.Contains(result.Findings, f => f.Code == "PK7406" && f.Message.StartsWith("6 observations have", StringComparison.Ordinal));

        // The first subject never varies: there is no standard deviation to correct by.
        double[][] constant = [[5, 1, 9, 1, 16, 1], [5, 2, 11, 4, 24, 8]];
        var varied = Check(Data, new VpcSettings { Correction = PredictionCorrection.PredictionAndVariability, LeastInBin = 1 }, constant);
        Near.Equal(11, varied.Points[0].Value, Tolerance.Algebra);
        Assert.Contains(varied.Findings, f => f.Code == "PK7412" && f.Message.StartsWith("1 observation does", StringComparison.Ordinal));
    }

    [Fact]
    public void Spread_is_that_of_the_values_that_exist()
    {
        var spread = new SimulatedSpread(2);
        foreach (var value in new[] { 1e6 + 1, 1e6 + 3, 1e6 + 8 })
        {
            spread.Add([value, double.NaN]);
        }

        Near.Equal(1e6 + 4, spread.MeanOf(0), Tolerance.Algebra);
        Near.Equal(Math.Sqrt(13), spread.DeviationOf(0), Tolerance.Algebra);
        Assert.True(double.IsNaN(spread.MeanOf(1)) && double.IsNaN(spread.DeviationOf(1)));
    }

    [Fact]
    public void Many_strata_are_reported()
    {
        var rows = string.Join('\n', Enumerable.Range(1, 25).Select(i => $"{i},0,1,10,{i}"));
        var result = Check($"ID,TIME,DV,A,SEX\n{rows}\n", new VpcSettings { StratifyBy = ["SEX"], LeastInBin = 1 }, [[.. Enumerable.Repeat(1.0, 25)]]);
        Assert.Equal(["SEX=1", "SEX=2", "SEX=3"], result.Panels.Take(3).Select(p => p.Stratum));
        Assert.Contains(result.Findings, f => f.Code == "PK7408");
    }

    [Fact]
    public void Values_that_do_not_exist_are_left_out_and_reported()
    {
        var replicates = Replicates();
        replicates[0][0] = replicates[0][1] = double.NaN;
        var result = Check(Data, new VpcSettings { Percentiles = [0.5], Level = 0.5, LeastInBin = 1 }, replicates);
        Assert.Equal(2, result.FailedValues);
        Assert.Contains(result.Findings, f => f.Code == "PK7405" && f.Message.StartsWith("2 simulated observations do not exist, in 1 of 5", StringComparison.Ordinal));

        // The first replicate is 2, 3 now.
        AssertRow(result.Panels[0].Bins[0].Rows[0], 0.5, 11, 5, 2.5, 8);
    }

    [Fact]
    public void Thin_and_empty_bins_and_observations_outside_are_reported()
    {
        var settings = new VpcSettings { Binning = new GivenBinning([0, 0.5, 0.75]), LeastInBin = 4 };
        var result = Check(Data, settings, Replicates());
        Assert.Equal(["PK7409", "PK7410", "PK7411"], result.Findings.Select(f => f.Code).Order());
        Assert.Equal([3, 0], result.Panels[0].Bins.Select(b => b.Count));
        Assert.All(result.Panels[0].Bins[1].Rows, r => Assert.True(double.IsNaN(r.Observed) && double.IsNaN(r.Median)));
        Assert.Equal(3, result.Points.Length);
    }

    [Theory]
    [InlineData("PK7403", new[] { 0.5, 0.5 }, "TIME", null)]
    [InlineData("PK7403", new[] { 0.0, 0.5 }, "TIME", null)]
    [InlineData("PK7404", new[] { 0.5 }, "DOSE", null)]
    [InlineData("PK7404", new[] { 0.5 }, "TIME", "RACE")]
    [InlineData("PK7401", new[] { 0.5 }, "TAD", null)]
    public void What_cannot_be_done_is_an_error(string code, double[] percentiles, string variable, string? stratum)
    {
        var cohort = CohortOf.TextAndData(Model, Data);
        var diagnostics = new DiagnosticBag();
        var settings = new VpcSettings
        {
            Percentiles = [.. percentiles],
            Variable = new IndependentVariable(variable),
            StratifyBy = stratum is null ? [] : [stratum],
        };
        Assert.Null(VpcDesign.TryCreate(cohort, Point(cohort), settings, diagnostics));
        Assert.Contains(diagnostics, d => d.IsError && d.Code == code);
    }

    [Fact]
    public void Without_observations_in_bins_there_is_no_check()
    {
        var data = (Data + "\n").Replace("SEX", "ARM", StringComparison.Ordinal).Replace(",1\n", ",low\n", StringComparison.Ordinal).Replace(",2\n", ",high\n", StringComparison.Ordinal);
        foreach (var binning in (Binning[])[new NominalBinning("ARM"), new GivenBinning([10, 20])])
        {
            var cohort = CohortOf.TextAndData(Model, data);
            var diagnostics = new DiagnosticBag();
            Assert.Null(VpcDesign.TryCreate(cohort, Point(cohort), new VpcSettings { Binning = binning }, diagnostics));
            Assert.Equal("PK7401", Assert.Single(diagnostics).Code);
        }
    }

    [Fact]
    public void Settings_of_a_correction_that_is_not_made_are_reported()
    {
        var settings = new VpcSettings { LeastInBin = 1, IsLogarithmic = true };
        Assert.Contains(Check(Data, settings, Replicates()).Findings, f => f.Code == "PK7416");
        Assert.Contains(Check(Data, new VpcSettings { LeastInBin = 1, LowerBound = -1 }, Replicates()).Findings, f => f.Code == "PK7416");
        var corrected = settings with { Correction = PredictionCorrection.Prediction };
        Assert.DoesNotContain(Check(Data, corrected, Replicates()).Findings, f => f.Code == "PK7416");
        Assert.Contains(Check(Data, corrected with { LowerBound = -1 }, Replicates()).Findings, f => f.Code == "PK7416");
    }

    [Fact]
    public void A_limit_below_that_of_observations_not_quantified_is_reported()
    {
        var flags = string.Join('\n', Data.Split('\n').Select((line, i) => i == 0 ? line + ",CENS" : line + (i is 2 or 4 ? ",1" : ",0")));
        var flagged = Model.Replace("DV ~ normal(f, 1)", "DV ~ normal(f, 1)\n    censored by CENS", StringComparison.Ordinal).Replace("  A\n", "  A\n  CENS\n", StringComparison.Ordinal);
        var settings = new VpcSettings { LeastInBin = 1 };

        // Their limits are 4 and 3.
        foreach (var (limit, count) in new[] { (2.0, 2), (3.5, 1), (4, 0) })
        {
            var finding = Check(flags, settings with { LowerLimit = limit }, Replicates(), flagged).Findings.SingleOrDefault(f => f.Code == "PK7417");
            Assert.Equal(count, finding is null ? 0 : int.Parse(finding.Message[..1], System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Written_likelihoods_are_refused()
    {
        var likelihood = Model.Replace("DV ~ normal(f, 1)", "DV ~ loglikelihood(-f + DV*log(f))", StringComparison.Ordinal);
        var cohort = CohortOf.TextAndData(likelihood, Data);
        var diagnostics = new DiagnosticBag();
        Assert.Null(VpcDesign.TryCreate(cohort, Point(cohort), new VpcSettings(), diagnostics));
        Assert.Equal(["PK7400", "PK7401"], diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void The_axis_may_be_a_prediction_or_a_column()
    {
        var settings = new VpcSettings { LeastInBin = 1 };
        Near.Equal([10, 20], [.. Check(Data, settings with { Variable = IndependentVariable.Prediction }, Replicates()).Points
            .Where((_, i) => i is 0 or 4).Select(p => p.X)], Tolerance.Algebra);
        Assert.Equal([10, 10, 10, 10, 20, 20], Check(Data, settings with { Variable = new IndependentVariable("a") }, Replicates()).Points.Select(p => p.X));
    }

    private static PopulationPoint Point(Cohort cohort)
    {
        var layout = new ParameterLayout(cohort.Model);
        return layout.PointAt(layout.InitialFree())!;
    }

    private static double[][] Replicates() =>
        [.. new double[][] { [1, 2, 3], [4, 5, 6], [10, 20, 30], [0, 0, 3], [7, 8, 9] }.Select(r => r.SelectMany(v => new[] { v, v + 1 }).ToArray())];

    private static VpcResult Check(string data, VpcSettings settings, double[][] replicates, string model = Model)
    {
        var cohort = CohortOf.TextAndData(model, data);
        var diagnostics = new DiagnosticBag();
        var design = VpcDesign.TryCreate(cohort, Point(cohort), settings, diagnostics);
        Assert.True(design is not null, string.Join('\n', diagnostics));
        if (design.NeedsSpread)
        {
            var spread = new SimulatedSpread(cohort.ObservationCount);
            foreach (var replicate in replicates)
            {
                spread.Add(replicate);
            }

            design = design.WithSpread(spread);
        }

        // Backwards: the order does not matter.
        var accumulator = new VpcAccumulator(design, replicates.Length);
        for (var k = replicates.Length - 1; k >= 0; k--)
        {
            accumulator.Add(k, replicates[k]);
        }

        return accumulator.Finish();
    }

    private static void AssertRow(VpcRow row, double probability, double observed, double median, double lower, double upper)
    {
        double[] expected = [probability, observed, median, lower, upper];
        double[] actual = [row.Probability, row.Observed, row.Median, row.Lower, row.Upper];
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(double.IsNaN(expected[i]), double.IsNaN(actual[i]));
            if (!double.IsNaN(expected[i]))
            {
                Near.Equal(expected[i], actual[i], Tolerance.Algebra, scale: 1, $"{row}");
            }
        }
    }

    private static void AssertSame(VpcResult expected, VpcResult actual)
    {
        Assert.Equal(expected.Points.ToArray(), actual.Points.ToArray());
        Assert.Equal(expected.Panels.SelectMany(p => p.Bins).SelectMany(b => b.Rows), actual.Panels.SelectMany(p => p.Bins).SelectMany(b => b.Rows));
    }
}
