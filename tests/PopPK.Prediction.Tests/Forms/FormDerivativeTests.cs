using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.Forms;

/// <summary>Total derivatives of mean, variance and extra of every form against difference quotients of high order.</summary>
public class FormDerivativeTests
{
    [Fact]
    public void Log() => Compare((_, f, sd) => Normal(f, sd, new LogTransform()));

    [Theory]
    [InlineData(0)]
    [InlineData(1e-9)]
    [InlineData(1e-3)]
    [InlineData(0.5)]
    [InlineData(-1.2)]
    public void Box_Cox(double lambda) => Compare((m, f, sd) => Normal(f, sd, new BoxCoxTransform(m.Theta("lambda", lambda))));

    [Theory]
    [InlineData(0)]
    [InlineData(1e-9)]
    [InlineData(0.7)]
    [InlineData(2)]
    [InlineData(2.3)]
    public void Yeo_Johnson_on_both_sides_of_zero(double lambda) => DerivativeCheck.Run(FormModels.Bind(
        (m, f, sd) => Normal(f - 3.1, sd, new YeoJohnsonTransform(m.Theta("lambda", lambda))),
        new TestData().Subject().Measure(0, 4).Measure(1, 2.5).Measure(3, -0.3).Measure(6, -1)));

    [Fact]
    public void Logit_with_an_estimated_bound() => Compare((m, f, sd) => Normal(f, sd, new LogitTransform(-1, m.Theta("upper", 14))));

    [Fact]
    public void Probit_with_an_estimated_bound() => Compare((m, f, sd) => Normal(f, sd, new ProbitTransform(-1, m.Theta("upper", 14))));

    [Fact]
    public void Student_t() => Compare((m, f, sd) => new Endpoint(new StudentTDistribution(f, sd * f, m.Theta("df", 4))));

    [Fact]
    public void A_likelihood_that_is_written_out() => Compare((m, f, _) =>
        new Endpoint(new LikelihoodDistribution(m.Observed * Expr.Log(f) - f - Expr.Call(ElementaryFunction.LogGamma, m.Observed + 1))));

    [Theory]
    [InlineData(CensoringMethod.Probability)]
    [InlineData(CensoringMethod.ProbabilityGivenPositive)]
    public void Censored_by_flags(CensoringMethod method) => DerivativeCheck.Run(FormModels.Bind(
        (m, f, sd) => Normal(f, sd + 0.1 * f) with
        {
            Censoring = new Censoring(method) { Flag = FormModels.Flag(m), OtherEnd = m.Covariate("LIMIT") },
        },
        FormModels.CensoredData()));

    [Theory]
    [InlineData(-1.0)]
    [InlineData(0.5)]
    public void Censored_on_a_transformed_scale(double lambda) => DerivativeCheck.Run(FormModels.Bind(
        (m, f, sd) => Normal(f, sd, new BoxCoxTransform(m.Theta("lambda", lambda))) with
        {
            Censoring = new Censoring(CensoringMethod.Probability) { Flag = FormModels.Flag(m), OtherEnd = m.Covariate("LIMIT") },
        },
        FormModels.CensoredData()));

    private static void Compare(Func<ModelBuilder, Expr, Expr, Endpoint> observe) => DerivativeCheck.Run(FormModels.Bind(observe, FormModels.Data()));

    private static Endpoint Normal(Expr f, Expr sd, ObservationTransform? transform = null) => FormModels.Normal(f, sd, transform);
}
