using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>What is said where data and the levels of random effects, or the classes of a mixture, do not agree.</summary>
public class EffectDiagnosticTests
{
    [Fact]
    public void A_missing_grouping_column_is_named_once_with_a_suggestion()
    {
        var diagnostic = Refused(By(("OCC", "ID"), ("OCC", "ID"), ("DAY", "OCC")), new TestData("OC", "DAY").Subject(1, 1).Dose(0, 100).Observe(1), "PK3040");

        Assert.Contains("'OCC'", diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains("'OC'", diagnostic.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OCC", "ID")]
    [InlineData("ID", "OCC")]
    public void A_missing_group_is_refused_with_the_first_record(string grouping, string within)
    {
        var data = new TestData("OCC").Subject(1).Dose(0, 100).With(double.NaN).Observe(1, 2, 3).Text.Replace("NaN", ".", StringComparison.Ordinal);
        var diagnostic = Refused(By((grouping, within)), TestData.Read(data), "PK3041");

        Assert.Contains("this record and 2 other records", diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(3, Assert.IsType<CellLocation>(diagnostic.Location).Row);
    }

    [Fact]
    public void A_group_that_changes_within_a_subject_is_not_above_it()
    {
        var diagnostic = Refused(By(("OCC", null)), Changing("OCC"), "PK3042");

        Assert.Contains("within subject 1", diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains("by OCC within ID", diagnostic.Advice, StringComparison.Ordinal);
        Assert.Equal(3, Assert.IsType<CellLocation>(diagnostic.Location).Row);
    }

    [Fact]
    public void A_subject_in_several_sites_is_refused_when_subjects_are_within_sites()
    {
        var diagnostic = Refused(By(("ID", "SITE")), Changing("SITE"), "PK3043");

        Assert.Contains("ID 1 occurs in several values of SITE", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Occasions_that_are_hardly_more_than_records_are_worth_a_warning()
    {
        var data = new TestData("OCC").Subject(0).Dose(0, 100).With(1).Observe(1).With(2).Observe(2).With(3).Observe(3).Read();
        var binding = CohortBuilder.Build(By(("OCC", "ID")), data);

        var diagnostic = Assert.Single(binding.Diagnostics);
        Assert.Equal(("PK3044", DiagnosticSeverity.Warning), (diagnostic.Code, diagnostic.Severity));
        Assert.Contains("4 occasions by OCC within ID, but 3 observations", diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(4, binding.Cohort!.Model.Slots.Length);
        Assert.Empty(CohortBuilder.Build(By(("OCC", "ID")), new TestData("OCC").Subject(0).Dose(0, 100).Observe(1, 2).With(3).Observe(3, 4).Read()).Diagnostics);
        Assert.Empty(CohortBuilder.Build(By(("OCC", "ID")), new TestData("OCC").Subject(0).Dose(0, 100).Observe(1).Read()).Diagnostics);
    }

    [Fact]
    public void Days_within_occasions_are_within_subjects_when_the_occasions_are()
    {
        var data = new TestData("OCC", "DAY").Subject(1, 1).Dose(0, 100).Observe(1, 2, 3).With(1, 2).Observe(4, 5, 6).With(2, 2).Observe(7, 8, 9).Read();

        Assert.Equal(2 + 3, Bound.To(By(("OCC", "ID"), ("DAY", "OCC")), data).Model.Slots.Length);
        Assert.Contains("OCC changes", Refused(By(("DAY", "OCC")), Changing("OCC", "DAY"), "PK3001").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_within_each_other_are_refused() =>
        Assert.Contains("circle", Refused(By(("A", "B"), ("B", "A")), new TestData("A", "B").Subject(1, 1).Dose(0, 100).Observe(1), "PK3001", 2).Message, StringComparison.Ordinal);

    [Fact]
    public void Groups_that_cross_are_refused_and_groups_that_contain_each_other_are_not()
    {
        TestData Data(double last) => new TestData("SITE", "BATCH")
            .Subject(1, 1).Dose(0, 100).Observe(1).Subject(1, 2).Dose(0, 100).Observe(1).Subject(2, last).Dose(0, 100).Observe(1);
        var diagnostic = Refused(By(("SITE", null), ("BATCH", null)), Data(2), "PK3001");

        Assert.Contains("by BATCH and by SITE cross each other", diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal([[0, 1], [2]], Bound.To(By(("SITE", null), ("BATCH", null)), Data(3).Read()).Cohort.Clusters.Select(c => c.Subjects.ToArray()));
    }

    [Fact]
    public void The_probability_of_a_class_may_use_neither_effects_nor_the_time_nor_the_class()
    {
        Assert.Contains("random effect e0", Refused(Mixed((m, e, _) => Expr.Exp(e)), Plain(), "PK3048").Message, StringComparison.Ordinal);
        Assert.Contains("the time", Refused(Mixed((m, _, _) => m.Time), Plain(), "PK3047").Message, StringComparison.Ordinal);
        Assert.Contains("class1", Refused(Mixed((m, _, p) => p), Plain(), "PK3048").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_probability_of_a_class_may_not_use_what_changes_within_a_subject()
    {
        var diagnostic = Refused(Mixed((m, _, _) => m.Covariate("WT") / 100), new TestData("WT").Subject(60).Dose(0, 100).With(61).Observe(1), "PK3049");

        Assert.Contains("WT", diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(3, Assert.IsType<CellLocation>(diagnostic.Location).Row);
        Assert.NotNull(Bound.To(Mixed((m, _, _) => m.Covariate("WT") / 100), new TestData("WT").Subject(60).Dose(0, 100).Observe(1).Read()));
    }

    // One random effect per level.
    private static PopulationModel By(params (string Grouping, string? Within)[] levels)
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var sum = levels.Select((l, i) => m.Eta($"e{i}", grouping: l.Grouping, within: l.Within)).Aggregate((a, b) => a + b);
        var k = m.Individual("k", m.Theta("tvk", 0.2) * Expr.Exp(sum));
        return m.Observe(central, m.Theta("add", 1)).ClosedForm(null, k);
    }

    private static PopulationModel Mixed(Func<ModelBuilder, Expr, Expr, Expr> probability)
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var effect = m.Eta("e0");
        var p = m.Individual("p", Expr.Exp(0.1 * effect));
        var k = m.Individual("k", m.Theta("tvk", 0.2) * Expr.Exp(effect) * m.Mixture("CLASS", probability(m, effect, p), 0.5));
        return m.Observe(central, m.Theta("add", 1)).ClosedForm(null, k);
    }

    private static TestData Plain() => new TestData().Subject().Dose(0, 100).Observe(1);

    private static TestData Changing(params string[] columns)
    {
        var ones = columns.Select(_ => 1.0).ToArray();
        return new TestData(columns).Subject(ones).Dose(0, 100).With([.. ones.Select(v => v + 1)]).Observe(1, 2, 3);
    }

    private static Diagnostic Refused(PopulationModel model, TestData data, string code, int count = 1) => Refused(model, data.Read(), code, count);

    private static Diagnostic Refused(PopulationModel model, Data.Dataset data, string code, int count = 1)
    {
        var binding = CohortBuilder.Build(model, data);

        Assert.Null(binding.Cohort);
        Assert.Equal(count, binding.Diagnostics.Count(d => d.IsError));
        Assert.All(binding.Diagnostics, d => Assert.Equal(code, d.Code));
        Assert.All(binding.Diagnostics, d => Assert.NotNull(d.Advice));
        return binding.Diagnostics[0];
    }
}
