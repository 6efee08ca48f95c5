using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Prediction.Tests.Forms;

/// <summary>How records become observations: flags, limits, what is wrong with them.</summary>
public class ObservationBinderTests
{
    [Fact]
    public void Limits_alone_tell_what_is_censored()
    {
        var bound = FormModels.Bind(
            (m, f, sd) => FormModels.Normal(f, sd) with
            {
                Censoring = new Censoring(CensoringMethod.Probability) { Lower = m.Theta("lloq", 2, isFixed: true), Upper = m.Covariate("ULOQ") * 2 },
            },
            new TestData("ULOQ").Subject(3.4).Measure(0, 7).Measure(1, 6.5).Measure(3, 2).Measure(6, 1.9));
        var subject = bound.Cohort.Subjects[0];

        Assert.Equal(
            [CensoringStatus.Above, CensoringStatus.None, CensoringStatus.None, CensoringStatus.Below],
            subject.Observations.Forms.Select(f => bound.Model.Forms[f].Status));
    }

    [Fact]
    public void Discarded_records_are_no_observations_and_are_counted()
    {
        var binding = CohortBuilder.Build(Model(CensoringMethod.Discard), Flags(0, 1, 1, -1).Read());

        var note = Assert.Single(binding.Diagnostics);
        Assert.Equal(("PK3040", DiagnosticSeverity.Note), (note.Code, note.Severity));
        Assert.Contains("3 censored observations", note.Message, StringComparison.Ordinal);
        Assert.Equal([0], binding.Cohort!.Subjects[0].Observations.Records.ToArray());
        Assert.Equal(4, binding.Cohort.Subjects[0].Records.Count);
    }

    [Fact]
    public void Flags_must_be_known_and_are_reported_once()
    {
        var error = Assert.Single(Errors(Model(), Flags(0, 2, 0, 0.5)));
        Assert.Equal("PK3034", error.Code);
        Assert.EndsWith("(1 more)", error.Message, StringComparison.Ordinal);
        Assert.Equal((3, "CENS", "2"), Place(error));
    }

    [Fact]
    public void An_observation_outside_its_limits_that_is_not_marked_is_refused()
    {
        var model = Model(lower: m => m.Theta("lloq", 3, isFixed: true));
        var error = Assert.Single(CohortBuilder.Build(model, Flags(0, 0, 0, 0).Read()).Diagnostics);

        Assert.Equal(("PK3035", DiagnosticSeverity.Error), (error.Code, error.Severity));
        Assert.Contains("below the lower limit 3", error.Message, StringComparison.Ordinal);
        Assert.Equal((4, "DV", "2"), Place(error));
    }

    [Fact]
    public void A_limit_must_be_there()
    {
        var error = Assert.Single(Errors(Model(lower: m => 1 / (m.Covariate("CENS") - 1)), Flags(0, 1, 1, 0)));
        Assert.Equal("PK3036", error.Code);
        Assert.EndsWith("(1 more)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(-1, 1)]
    public void An_interval_must_not_be_empty(int flag, double otherEnd) =>
        Assert.Equal("PK3037", Assert.Single(Errors(Model(otherEnd: _ => otherEnd), Flags(0, flag, 0, 0))).Code);

    [Fact]
    public void Limits_and_values_must_be_where_the_distribution_lives()
    {
        var data = new TestData("CENS").Subject(0).Measure(0, -7).Measure(1, 0).Measure(3, 20).Measure(6, 0, 1);
        Assert.Equal(["PK3039", "PK3038"], Errors(Model(transform: new LogTransform()), data).Select(d => d.Code));
        Assert.Equal(["PK3039", "PK3038"], Errors(Model(transform: new LogitTransform(1, 15)), data).Select(d => d.Code));
        Assert.Equal(["PK3039", "PK3038"], Errors(Model(CensoringMethod.ProbabilityGivenPositive), data).Select(d => d.Code));
        Assert.Empty(Errors(Model(transform: new YeoJohnsonTransform(0.5)), data));

        var error = Errors(Model(transform: new ProbitTransform(1, 15)), data)[0];
        Assert.Contains("not between 1 and 15", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("(2 more)", error.Message, StringComparison.Ordinal);
        Assert.Equal((2, "DV", "-7"), Place(error));
    }

    [Fact]
    public void What_has_no_probability_cannot_be_censored()
    {
        var data = Flags(0, 1, 0, 0);
        Assert.Equal("PK3031", Assert.Single(Errors(
            FormModels.Model((m, f, sd) => new Endpoint(new StudentTDistribution(f, sd, 4)) { Censoring = By(m, CensoringMethod.Probability) }), data)).Code);
        Assert.Equal("PK3032", Assert.Single(Errors(Model(CensoringMethod.ProbabilityGivenPositive, new LogTransform()), data)).Code);
        Assert.Empty(Errors(
            FormModels.Model((m, f, sd) => new Endpoint(new StudentTDistribution(f, sd, 4)) { Censoring = By(m, CensoringMethod.Discard) }), data));
    }

    [Fact]
    public void Columns_that_only_tell_what_is_censored_are_not_followed_in_time()
    {
        var bound = FormModels.Bind(
            (m, f, sd) => FormModels.Normal(f, sd) with { Censoring = By(m, CensoringMethod.Probability) }, Flags(0, 1, 0, -1));
        Assert.Empty(bound.Model.Moment.Covariates);
    }

    [Fact]
    public void What_is_missing_of_a_record_is_not_a_neighbours()
    {
        var model = FormModels.Model((m, f, sd) => FormModels.Normal(f, sd) with
        {
            Censoring = By(m, CensoringMethod.Probability) with { Lower = m.Covariate("LLOQ"), OtherEnd = m.Covariate("LIM") },
        });
        const string text = "ID,TIME,DV,CENS,LLOQ,LIM\n1,0,7,0,3,.\n1,1,3,1,3,1\n1,2,3,1,.,.\n2,0,7,0,3,.\n2,1,3,1,3,.\n";
        var reading = ModelDataset.Read(model, new StringReader(text), "test.csv");
        var bound = Bound.To(model, reading.Dataset!);

        // The limit holds for the next record too, the interval does not; the second subject has none at all.
        Assert.Equal(["PK2112"], reading.Diagnostics.Select(d => d.Code));
        Assert.Equal(
            [CensoringStatus.None, CensoringStatus.Between, CensoringStatus.Below, CensoringStatus.None, CensoringStatus.Below],
            bound.Cohort.Subjects.SelectMany(s => s.Observations.Forms).Select(f => bound.Model.Forms[f].Status));

        var unknown = ModelDataset.Read(model, new StringReader(text.Replace("2,1,3,1", "2,1,3,.", StringComparison.Ordinal)), "test.csv");
        var error = Assert.Single(CohortBuilder.Build(model, unknown.Dataset!).Diagnostics, d => d.IsError);
        Assert.Equal(("PK3034", (6, "CENS", ".")), (error.Code, Place(error)));
    }

    [Fact]
    public void A_column_with_another_use_takes_missing_values_from_its_neighbours()
    {
        var m = new ModelBuilder("shift");
        var limit = m.Covariate("LIM");
        var f = m.Prediction("f", m.LogNormal("start", 8) + limit);
        var model = m.Observe(FormModels.Normal(f, m.Theta("sd", 0.4)) with
        {
            Censoring = By(m, CensoringMethod.Probability) with { OtherEnd = limit },
        }).Algebraic();
        var reading = ModelDataset.Read(model, new StringReader("ID,TIME,DV,CENS,LIM\n1,0,7,0,1\n1,1,3,1,.\n"), "test.csv");
        var bound = Bound.To(model, reading.Dataset!);
        Assert.Equal(CensoringStatus.Between, bound.Model.Forms[bound.Cohort.Subjects[0].Observations.Forms[1]].Status);
    }

    [Fact]
    public void A_censored_record_without_DV_is_not_left_out_unless_it_says_so()
    {
        var data = TestData.Read("ID,TIME,DV,CENS,MDV\n1,0,7,0,0\n1,1,.,1,0\n1,2,.,1,1\n1,3,.,0,0\n1,4,.,-1,0\n");
        var error = Assert.Single(CohortBuilder.Build(Model(), data).Diagnostics, d => d.IsError);
        Assert.Equal(("PK3055", (3, "DV", ".")), (error.Code, Place(error)));
        Assert.EndsWith("(1 more)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(CohortBuilder.Build(Model(CensoringMethod.Discard), data).Diagnostics, d => d.IsError);
    }

    private static Censoring By(ModelBuilder m, CensoringMethod method) => new(method) { Flag = FormModels.Flag(m) };

    private static PopulationModel Model(
        CensoringMethod method = CensoringMethod.Probability,
        ObservationTransform? transform = null,
        Func<ModelBuilder, Expr>? lower = null,
        Func<ModelBuilder, Expr>? otherEnd = null) =>
        FormModels.Model((m, f, sd) => FormModels.Normal(f, sd, transform) with
        {
            Censoring = By(m, method) with { Lower = lower?.Invoke(m), OtherEnd = otherEnd?.Invoke(m) },
        });

    // Values 7, 6.5, 2 and 4 with their flags.
    private static TestData Flags(params double[] flags) => new TestData("CENS").Subject()
        .Measure(0, 7, flags[0]).Measure(1, 6.5, flags[1]).Measure(3, 2, flags[2]).Measure(6, 4, flags[3]);

    private static ImmutableArray<Diagnostic> Errors(PopulationModel model, TestData data) =>
        [.. CohortBuilder.Build(model, data.Read()).Diagnostics.Where(d => d.IsError)];

    private static (int? Row, string? Column, string? Value) Place(Diagnostic diagnostic) =>
        diagnostic.Location is CellLocation c ? (c.Row, c.Column, c.Value) : default;
}
