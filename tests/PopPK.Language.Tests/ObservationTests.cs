using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Language.Tests;

/// <summary>What distributions, censoring and correlations mean in the middle form.</summary>
public sealed class ObservationTests
{
    [Theory]
    [InlineData("power(f, b, 1)", "proportional(f, b)")]
    [InlineData("power(f, b, one)", "proportional(f, b)")]
    [InlineData("power(f, b, 0)", "additive(f, b)")]
    [InlineData("combined(f, 0, b)", "power(f, b, one)")]
    [InlineData("combined1(f, b, 0)", "additive(f, b)")]
    [InlineData("normal(f, variance = b^2*f^2)", "power(f, b, 1)")]
    public void Distributions_with_the_same_variance_are_the_same(string left, string right)
    {
        foreach (var f in new[] { -3.0, -0.5, 0.7, 12 })
        {
            Assert.Equal(VarianceOf(left, f), VarianceOf(right, f), Tolerance.Algebra * VarianceOf(right, f));
        }
    }

    [Fact]
    public void A_broken_power_of_a_negative_prediction_takes_its_size() =>
        Assert.Equal(VarianceOf("power(f, b, half)", 4), VarianceOf("power(f, b, half)", -4), Tolerance.Algebra);

    [Fact]
    public void The_observed_value_of_a_likelihood_is_the_one_of_the_model()
    {
        var model = Read("loglikelihood(DV*log(b) - b - lgamma(DV + 1))");
        var likelihood = Assert.IsType<LikelihoodDistribution>(model.Endpoints[0].Distribution);
        Assert.Null(likelihood.Prediction);

        // A Poisson probability of 3 with mean 0.3: e^-0.3 0.3^3/3!.
        var value = Interpreter.Evaluate(likelihood.LogLikelihood, s => s == model.Observed ? 3 : InitialOf(model, s));
        Assert.Equal(Math.Exp(-0.3) * 0.027 / 6, Math.Exp(value), Tolerance.Algebra);
    }

    [Fact]
    public void Without_a_method_censored_observations_contribute_their_probability()
    {
        var censoring = Read("normal(f, b) censored below 2*LLOQ").Endpoints[0].Censoring!;
        Assert.Equal(CensoringMethod.Probability, censoring.Method);
        Assert.Null(censoring.Flag);
        Assert.Equal(10, Interpreter.Evaluate(censoring.Lower!, _ => 5), Tolerance.Algebra);
        Assert.Null(censoring.Upper);
        Assert.Null(censoring.OtherEnd);
    }

    [Fact]
    public void An_endpoint_is_called_like_its_mean_wherever_that_stands()
    {
        Assert.Equal("f", Read("normal(sd = b, mean = f)").Endpoints[0].Name);
        Assert.Equal("f", Read("normal(variance = b, mean = f)").Endpoints[0].Name);
        Assert.Equal("DV", Read("normal(2*f, b)").Endpoints[0].Name);
        Assert.Equal("DV", Read("loglikelihood(f)").Endpoints[0].Name);
    }

    [Fact]
    public void Correlations_of_endpoints_that_share_a_name_are_written_by_their_places()
    {
        var model = Read("normal(f, b)");
        var endpoint = model.Endpoints[0];
        var correlated = model with
        {
            Endpoints = [endpoint with { Selector = Equals(model, 1) }, endpoint with { Selector = Equals(model, 2) }],
            Correlations = [new ResidualCorrelation(1, 0, Expr.Constant(0.5))],
        };
        var written = ModelText.Written(correlated);
        Assert.Contains("correlation(2, 1) = 0.5", written, StringComparison.Ordinal);
        ModelEquality.AssertSame(correlated, ModelText.ReadGood(written));
    }

    private static ComparisonCondition Equals(PopulationModel model, double value) =>
        new(Comparison.Equal, model.Covariates[0].Symbol, Expr.Constant(value));

    private static double VarianceOf(string distribution, double f)
    {
        var model = Read(distribution);
        var normal = Assert.IsType<NormalDistribution>(model.Endpoints[0].Distribution);
        var sd = Interpreter.Evaluate(normal.StandardDeviation, s => s.Name == "f" ? f : InitialOf(model, s));
        return sd * sd;
    }

    private static double InitialOf(PopulationModel model, Symbol symbol) => model.FixedEffects.Single(e => e.Symbol == symbol).Initial;

    private static PopulationModel Read(string distribution) => ModelText.ReadGood($$"""
        model m
        parameters
          b = 0.3
          one = 1
          half = 0.5
        covariates
          LLOQ
        observations
          f = b*exp(-t)
          DV ~ {{distribution}}
        """);
}
