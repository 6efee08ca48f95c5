using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.Forms;

/// <summary>What forms must have in common with each other and with plain formulas.</summary>
public class FormIdentityTests
{
    private static readonly double[] _values = [7, 6.5, 2.7, 1.9];

    [Fact]
    public void A_lognormal_observation_is_a_normal_one_of_the_logarithm_but_for_the_Jacobian()
    {
        var logData = new TestData().Subject();
        var times = new[] { 0.0, 1, 3, 6 };
        for (var j = 0; j < times.Length; j++)
        {
            logData.Measure(times[j], Math.Log(_values[j]));
        }

        var onLogs = Of((_, f, sd) => FormModels.Normal(Expr.Log(f), sd), logData);
        Near.Equal([.. onLogs.Zip(_values, (l, y) => l + (2 * Math.Log(y)))], Of((_, f, sd) => FormModels.Normal(f, sd, new LogTransform())), Tolerance.Algebra, 1);
    }

    [Fact]
    public void Box_Cox_is_additive_at_one_and_lognormal_at_zero()
    {
        Near.Equal(Of((_, f, sd) => FormModels.Normal(f, sd)), BoxCox(1), Tolerance.Algebra, 1);
        Near.Equal(Of((_, f, sd) => FormModels.Normal(f, sd, new LogTransform())), BoxCox(0), Tolerance.Algebra, 1);
        Near.Equal(BoxCox(0), BoxCox(1e-13), Tolerance.Algebra, 10);
    }

    [Theory]
    [InlineData(-1.3)]
    [InlineData(0.5)]
    [InlineData(1.7)]
    public void Box_Cox_and_Yeo_Johnson_are_their_formulas(double lambda)
    {
        double Formula(double x) => (Math.Pow(x, lambda) - 1) / lambda;
        Near.Equal(Transformed(Formula, y => Math.Pow(y, lambda - 1)), BoxCox(lambda), Tolerance.Algebra, 10);
        Near.Equal(
            Transformed(x => Formula(x + 1), y => Math.Pow(y + 1, lambda - 1)),
            Of((m, f, sd) => FormModels.Normal(f, sd, new YeoJohnsonTransform(m.Theta("lambda", lambda)))),
            Tolerance.Algebra,
            10);
    }

    [Fact]
    public void Yeo_Johnson_mirrors_itself()
    {
        // h(-x; 2 - lambda) = -h(x; lambda).
        var data = new TestData().Subject().Measure(0, -7).Measure(1, -6.5).Measure(3, -2.7).Measure(6, -1.9);
        Near.Equal(
            Of((m, f, sd) => FormModels.Normal(f, sd, new YeoJohnsonTransform(m.Theta("lambda", 0.4)))),
            Of((m, f, sd) => FormModels.Normal(-f, sd, new YeoJohnsonTransform(m.Theta("lambda", 1.6))), data),
            Tolerance.Algebra,
            1);
    }

    [Fact]
    public void Logit_and_probit_are_their_formulas()
    {
        double Part(double x) => (x + 1) / 15;
        Near.Equal(
            Transformed(x => Math.Log(Part(x) / (1 - Part(x))), y => 15 / ((y + 1) * (14 - y))),
            Of((m, f, sd) => FormModels.Normal(f, sd, new LogitTransform(m.Theta("lower", -1), 14))),
            Tolerance.Algebra,
            10);
        Near.Equal(
            Transformed(
                x => NormalFunctions.Quantile(Part(x)),
                y => Math.Sqrt(2 * Math.PI) * Math.Exp(0.5 * Math.Pow(NormalFunctions.Quantile(Part(y)), 2)) / 15),
            Of((m, f, sd) => FormModels.Normal(f, sd, new ProbitTransform(m.Theta("lower", -1), 14))),
            Tolerance.Algebra,
            10);
    }

    [Fact]
    public void Students_t_tends_to_the_normal_distribution() => Near.Equal(
        Of((_, f, sd) => FormModels.Normal(f, sd)),
        Of((m, f, sd) => new Endpoint(new StudentTDistribution(f, sd, m.Theta("df", 1e8)))),
        Tolerance.Derivative,
        1);

    [Fact]
    public void Students_t_with_one_degree_of_freedom_is_Cauchys() => Near.Equal(
        [.. _values.Zip(Predictions(), (y, f) => -2 * Math.Log(1 / (Math.PI * 0.4 * (1 + Math.Pow((y - f) / 0.4, 2)))))],
        Of((m, f, sd) => new Endpoint(new StudentTDistribution(f, -sd, m.Theta("df", 1)))),
        Tolerance.Algebra,
        1);

    [Fact]
    public void A_normal_distribution_may_be_written_out() => Near.Equal(
        Of((_, f, sd) => FormModels.Normal(f, sd)),
        Of((m, f, sd) => new Endpoint(new LikelihoodDistribution(
            (-0.5 * Expr.Power((m.Observed - f) / sd, 2)) - Expr.Log(sd) - (0.5 * Math.Log(2 * Math.PI))))),
        Tolerance.Algebra,
        1);

    [Fact]
    public void Predictions_are_on_the_scale_of_the_data_whatever_the_form()
    {
        AssertPredicts((_, f, sd) => FormModels.Normal(f, sd));
        AssertPredicts((_, f, sd) => FormModels.Normal(f, sd, new LogTransform()));
        AssertPredicts((m, f, sd) => new Endpoint(new StudentTDistribution(f, sd, m.Theta("df", 5))));
        AssertPredicts(
            (m, f, sd) => FormModels.Normal(f, sd) with { Censoring = new Censoring(CensoringMethod.Probability) { Lower = m.Theta("lloq", 2, isFixed: true) } });

        var bound = FormModels.Bind((m, f, _) => new Endpoint(new LikelihoodDistribution(m.Observed * f)), FormModels.Data());
        Assert.All(Reported(bound, DerivativeOrder.Value), p => Assert.Equal(double.NaN, p));
    }

    [Fact]
    public void Records_that_are_no_observations_have_predictions_too()
    {
        var data = new TestData().Subject().Other(0).Measure(1, 6).Other(2).Measure(3, 3);
        foreach (var observe in new Func<ModelBuilder, Expr, Expr, Endpoint>[]
            {
                (_, f, sd) => FormModels.Normal(f, sd, new LogTransform()),
                (m, f, sd) => FormModels.Normal(f, sd, new LogitTransform(m.Theta("lower", -1), 14)),
                (m, f, sd) => new Endpoint(new StudentTDistribution(f, sd, m.Theta("df", 5))),
            })
        {
            var bound = FormModels.Bind(observe, data);
            var subject = bound.Cohort.Subjects[0];
            Assert.Equal(
                PredictionStatus.Success,
                bound.Model.Predict(subject, subject.Records, bound.Theta, bound.Eta, DerivativeOrder.SecondAll, bound.Workspace));
            var values = new double[4];
            bound.Model.ReportPredictions(subject, subject.Records, bound.Workspace, values);
            Near.Equal([8, 8 * Math.Exp(-0.3), 8 * Math.Exp(-0.6), 8 * Math.Exp(-0.9)], values, Tolerance.Algebra);
        }
    }

    [Fact]
    public void Models_without_extras_keep_two_blocks()
    {
        var bound = FormModels.Bind((_, f, sd) => FormModels.Normal(f, sd), FormModels.Data());
        Assert.Equal(PredictionStatus.Success, bound.Predict(DerivativeOrder.SecondAll));

        Assert.False(bound.Workspace.HasExtra || bound.Model.HasDirectForms);
        Assert.Equal(0, bound.Workspace.Extra(1));
        Assert.True(bound.Workspace.ExtraFirst(1).IsEmpty && bound.Workspace.ExtraSecond(1).IsEmpty);
        Assert.Equal(1 + bound.Model.Phi.Layout.FirstCount + bound.Model.Phi.Layout.PairCount, OutputsPerBlock(bound));
        Assert.Equal(4, bound.Cohort.NormalObservationCount);
        Assert.Equal(bound.Cohort.Subjects[0].ObservedOriginal, bound.Cohort.Subjects[0].Observed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_is_allocated(bool isCensored)
    {
        var bound = isCensored
            ? FormModels.Bind(
                (m, f, sd) => FormModels.Normal(f, sd, new YeoJohnsonTransform(m.Theta("lambda", 0))) with
                {
                    Censoring = new Censoring(CensoringMethod.Probability) { Flag = FormModels.Flag(m), OtherEnd = m.Covariate("LIMIT") },
                },
                FormModels.CensoredData())
            : FormModels.Bind((m, f, sd) => FormModels.Normal(f, sd, new ProbitTransform(m.Theta("lower", -1), 14)), FormModels.Data());
        var values = new double[bound.Cohort.ObservationCount];
        foreach (var order in Enum.GetValues<DerivativeOrder>())
        {
            Reported(bound, order);
            Allocation.IsZero(() =>
            {
                bound.Predict(order);
                bound.Model.ReportPredictions(bound.Cohort.Subjects[0], bound.Cohort.Subjects[0].Observations, bound.Workspace, values);
            });
        }
    }

    private static int OutputsPerBlock(Bound bound) =>
        bound.Model.Functions(DerivativeOrder.SecondAll).Single(f => f.Name == "observation of DV").Function.OutputCount / 2;

    private static void AssertPredicts(Func<ModelBuilder, Expr, Expr, Endpoint> observe)
    {
        var bound = FormModels.Bind(observe, FormModels.Data());
        foreach (var order in Enum.GetValues<DerivativeOrder>())
        {
            Near.Equal(Predictions(), Reported(bound, order), Tolerance.Algebra);
        }
    }

    private static double[] Reported(Bound bound, DerivativeOrder order)
    {
        var subject = bound.Cohort.Subjects[0];
        var values = new double[subject.Observations.Count];
        Assert.Equal(PredictionStatus.Success, bound.Predict(order));
        bound.Model.ReportPredictions(subject, subject.Observations, bound.Workspace, values);
        return values;
    }

    private static double[] BoxCox(double lambda) => Of((m, f, sd) => FormModels.Normal(f, sd, new BoxCoxTransform(m.Theta("lambda", lambda))));

    private static double[] Of(Func<ModelBuilder, Expr, Expr, Endpoint> observe, TestData? data = null) =>
        FormModels.Bind(observe, data ?? FormModels.Data()).MinusTwoLogLikelihoods();

    private static double[] Predictions() => [.. new[] { 0.0, 1, 3, 6 }.Select(t => 8 * Math.Exp(-0.3 * t))];

    // -2 log of h'(y) N(h(y); h(f), 0.4^2).
    private static double[] Transformed(Func<double, double> h, Func<double, double> slope) =>
        [.. _values.Zip(Predictions(), (y, f) =>
            (Math.Pow((h(y) - h(f)) / 0.4, 2) + Math.Log(0.16 * 2 * Math.PI)) - (2 * Math.Log(slope(y))))];
}
