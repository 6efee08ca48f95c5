using PopPK.Data;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Prediction.Tests;

public class CohortBuilderTests
{
    [Fact]
    public void Subjects_come_with_their_covariates_observations_and_records()
    {
        var data = new TestData("WT")
            .Subject(85).Dose(0, 100).Observe(0, 1)
            .Subject(60).Dose(0, 250, additional: 1, interval: 3).Observe(4)
            .Read();
        var cohort = Bound.To(Weighted(), data).Cohort;

        Assert.Equal(["1", "2"], cohort.Subjects.Select(s => s.Id));
        Assert.Equal([85, 60], cohort.Subjects.Select(s => s.Covariates[0]));
        Assert.Equal([2, 1], cohort.Subjects.Select(s => s.Observations.Count));
        Assert.Equal([1, 2], cohort.Subjects[0].Observations.Records.AsEnumerable());
        Assert.Equal([0, 0, 1], cohort.Subjects[0].Records.Times.AsEnumerable());
        Assert.Equal([100, 250], cohort.Subjects.Select(s => s.LargestDose));
        Assert.Equal((3, 3), (cohort.ObservationCount, cohort.LargestRecordCount));
    }

    [Fact]
    public void Predictions_use_the_covariates_of_the_subject()
    {
        var bound = Bound.To(Weighted(), new TestData("WT").Subject(140).Dose(0, 100).Observe(3).Read());

        Near.Equal([100 * Math.Exp(-0.1 * 140 / 70 * 3)], bound.Means(), Tolerance.Algebra);
    }

    [Fact]
    public void A_missing_covariate_column_is_named_with_a_suggestion()
    {
        var diagnostic = Refused(Weighted(), new TestData("WGT").Subject(70).Dose(0, 100).Observe(1), "PK3010");

        Assert.Contains("'WT'", diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains("WGT", diagnostic.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_observation_gets_the_endpoint_whose_condition_holds_or_the_one_without()
    {
        var data = new TestData("DVID").Subject(1).Dose(0, 100).Observe(1).With(2).Observe(1).With(3).Observe(1).Read();
        var bound = Bound.To(TwoEndpoints(otherwise: true), data);

        Assert.Equal([0, 1, 2], bound.Cohort.Subjects[0].Observations.Endpoints.AsEnumerable());
        var amount = 100 * Math.Exp(-0.3);
        Near.Equal([amount, 2 * amount, 3 * amount], bound.Means(), Tolerance.Algebra);
    }

    [Fact]
    public void An_observation_that_no_endpoint_describes_is_refused_once_with_its_row()
    {
        var data = new TestData("DVID").Subject(1).Dose(0, 100).Observe(1).With(3).Observe(1, 2, 3);
        var diagnostic = Refused(TwoEndpoints(otherwise: false), data, "PK3012");

        Assert.Contains("this observation and 2 other observations", diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(4, Assert.IsType<CellLocation>(diagnostic.Location).Row);
    }

    [Fact]
    public void A_dose_record_needs_no_endpoint()
    {
        var data = new TestData("DVID").Subject(0).Dose(0, 100).With(2).Observe(1).Read();
        var bound = Bound.To(TwoEndpoints(otherwise: false), data);

        Assert.Equal([0, 1], bound.Cohort.Subjects[0].Records.Endpoints.AsEnumerable());
    }

    [Fact]
    public void A_column_that_tells_endpoints_apart_may_be_a_covariate_too()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var dvid = m.Covariate("DVID");
        m.Observe(central, 1, new ComparisonCondition(Comparison.Equal, dvid, 1)).Observe(2 * central, 1);
        var model = m.ClosedForm(null, 0.1 * dvid);

        var means = Bound.To(model, new TestData("DVID").Subject(1).Dose(0, 100).With(2).Observe(1).Read()).Means();

        // The interval has the rate constant of the record that ends it.
        Assert.Equal(2 * 100 * Math.Exp(-0.2), Assert.Single(means), Tolerance.Algebra * 200);
    }

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var k = m.Individual("k", m.Covariate("WT") * Expr.Exp(m.Eta("kappa", grouping: "OCC")));
        var model = m.Observe(central + m.Covariate("AGE"), 1).ClosedForm(null, k);
        var binding = CohortBuilder.Build(model, new TestData().Subject().Dose(0, 100, compartment: 2).Observe(1).Read());

        Assert.Null(binding.Cohort);
        Assert.Equal(["PK3010", "PK3010", "PK3040"], binding.Diagnostics.Select(d => d.Code).Where(c => c.StartsWith("PK3", StringComparison.Ordinal)).Order());
        Assert.Contains(binding.Diagnostics, d => d.Code.StartsWith("PK2", StringComparison.Ordinal));
    }

    private static PopulationModel Weighted()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var k = m.Individual("k", m.Theta("tvk", 0.1) * m.Covariate("WT") / 70 * Expr.Exp(m.Eta("eta_k")));
        return m.Observe(central, m.Theta("add", 1)).ClosedForm(null, k);
    }

    private static PopulationModel TwoEndpoints(bool otherwise)
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var dvid = m.Covariate("DVID");
        var k = m.LogNormal("k", 0.3);
        m.Observe(central, 1, new ComparisonCondition(Comparison.Equal, dvid, 1));
        m.Observe(2 * central, 1, new ComparisonCondition(Comparison.Equal, dvid, 2));
        return (otherwise ? m.Observe(3 * central, 1) : m).ClosedForm(null, k);
    }

    private static Diagnostic Refused(PopulationModel model, TestData data, string code)
    {
        var binding = CohortBuilder.Build(model, data.Read());

        Assert.Null(binding.Cohort);
        var diagnostic = Assert.Single(binding.Diagnostics, d => d.IsError);
        Assert.Equal(code, diagnostic.Code);
        return diagnostic;
    }
}
