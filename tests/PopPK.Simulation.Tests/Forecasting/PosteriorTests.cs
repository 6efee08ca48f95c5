using MathNet.Numerics.LinearAlgebra;
using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.Simulation.Forecasting;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Simulation.Tests.Forecasting;

/// <summary>What observations say of random effects: the modes that fits report, and samples with the right moments.</summary>
public class PosteriorTests
{
    private const string Linear = """
        model linear
        parameters
          base = 3
          slope = 0.5
          sd = 0.4
        variability by ID
          a, b ~ [0.5; 0.05, 0.04]
        structure
          none
        observations
          y = base + a + (slope + b) * t
          DV ~ normal(y, sd)
        """;

    [Theory]
    [InlineData("theophylline.poppk")]
    [InlineData("phenobarbital.poppk")]
    [InlineData("indomethacin_blq.poppk")]
    [InlineData("theophylline_ode.poppk")]
    public void Modes_are_the_estimates_of_fits(string file) => CheckModes(CohortOf.File("models", file));

    [Fact]
    public void Modes_with_occasions_are_the_estimates_of_fits() => CheckModes(CohortOf.TextAndData(Forecasts.Occasions, Forecasts.OccasionData));

    // Laplace's method has the same modes and the full second derivatives.
    private static void CheckModes(Cohort data)
    {
        var forecasts = Forecasts.Run(data, new ForecastPlan());
        var objective = new PopulationObjective(data, MarginalApproximation.Laplace);
        var layout = objective.Layout;
        Assert.Empty(objective.Evaluate(layout.InitialFree(), withGradient: false).Failures);
        for (var i = 0; i < data.Subjects.Length; i++)
        {
            var (eta, covariance) = objective.EffectsOf(i);
            var posterior = forecasts[i].Posterior;
            var size = posterior.Mode.Length;
            Assert.Null(posterior.Failure);
            for (var k = 0; k < eta.Length; k++)
            {
                Near.Equal(eta[k], posterior.Mode[k], Tolerance.Quadrature, 1, $"mode of {forecasts[i].Subject.Id}");
                for (var l = 0; l < eta.Length; l++)
                {
                    Near.Equal(covariance[(k * eta.Length) + l], posterior.Covariance[(k * size) + l], Tolerance.Ode, 0.01, $"covariance of {forecasts[i].Subject.Id}");
                }
            }
        }
    }

    [Fact]
    public void An_occasion_to_come_follows_the_prior()
    {
        var data = CohortOf.TextAndData(Forecasts.Occasions, Forecasts.OccasionData);
        var (forecaster, _) = Forecasts.Build(data, new ForecastPlan());
        Assert.Equal(["eta_cl", "eta_v", "kappa_cl", "kappa_cl", "kappa_cl"], forecaster!.Cohort.Model.Slots.Select(s => s.Effect.Name));
        var posterior = Forecasts.Run(forecaster, new ForecastOptions { Posterior = new PosteriorOptions { Samples = 20_000 } })[0].Posterior;
        Assert.Equal(0, posterior.Mode[4]);
        Near.Equal(0.04, posterior.Covariance[24], Tolerance.Algebra);
        CheckMoments(posterior, 4, 0, 0.04);
    }

    [Fact]
    public void Samples_of_a_linear_model_have_the_analytic_moments()
    {
        var data = CohortOf.TextAndData(Linear, "ID,TIME,DV\n1,0,3.9\n1,1,4.6\n1,3,6.2\n2,0,2.2\n2,5,3.1\n3,1,.\n");
        var forecasts = Forecasts.Run(data, new ForecastPlan { Until = 10 }, new ForecastOptions { Posterior = new PosteriorOptions { Samples = 20_000, Seed = 3 } });
        foreach (var forecast in forecasts)
        {
            var (mean, covariance) = Analytic(forecast.Subject);
            var posterior = forecast.Posterior;
            Assert.True(posterior.EffectiveSampleSize > 0.6 * posterior.Proposals, $"{posterior.EffectiveSampleSize} of {posterior.Proposals}");
            for (var k = 0; k < 2; k++)
            {
                Near.Equal(mean[k], posterior.Mode[k], Tolerance.LinearGaussian, 1);
                for (var l = 0; l < 2; l++)
                {
                    Near.Equal(covariance[k, l], posterior.Covariance[(2 * k) + l], Tolerance.LinearGaussian, 1);
                }

                CheckMoments(posterior, k, mean[k], covariance[k, k]);
            }
        }

        Assert.Equal(80_000, forecasts[2].Posterior.EffectiveSampleSize, 1e-6);
    }

    // Omega^-1 + Z'Z/sd^2 is the precision.
    private static (Vector<double> Mean, Matrix<double> Covariance) Analytic(BoundSubject subject)
    {
        var omega = Matrix<double>.Build.DenseOfArray(new[,] { { 0.5, 0.05 }, { 0.05, 0.04 } });
        double[] times = [.. subject.Observations.Times];
        double[] values = [.. subject.ObservedOriginal];
        var precision = omega.Inverse();
        var right = Vector<double>.Build.Dense(2);
        for (var j = 0; j < times.Length; j++)
        {
            var z = Vector<double>.Build.DenseOfArray([1, times[j]]);
            precision += z.OuterProduct(z) / (0.4 * 0.4);
            right += z * ((values[j] - 3 - (0.5 * times[j])) / (0.4 * 0.4));
        }

        return (precision.Inverse() * right, precision.Inverse());
    }

    // Resampling adds to the error of the proposals, of which four stand behind each draw.
    private static void CheckMoments(IndividualPosterior posterior, int element, double mean, double variance)
    {
        var n = posterior.SampleCount;
        double[] draws = [.. Enumerable.Range(0, n).Select(i => posterior.Draw(i)[element])];
        var error = Math.Sqrt(variance * 1.5 / n);
        Assert.True(Math.Abs(draws.Average() - mean) < Tolerance.MonteCarloStandardErrors * error, $"mean {draws.Average()}, {mean} +- {error}");
        var sampled = draws.Average(d => (d - mean) * (d - mean));
        Assert.True(Math.Abs(sampled - variance) < Tolerance.MonteCarloStandardErrors * variance * Math.Sqrt(3.0 / n), $"variance {sampled}, {variance}");
    }

    [Fact]
    public void A_skewed_posterior_has_the_moments_of_quadrature()
    {
        const string text = """
            model skewed
            parameters
              k = 0.5
              sd = 0.3
            variability by ID
              eta ~ 0.8
            structure
              none
            observations
              y = exp(-k * exp(eta) * t)
              DV ~ normal(y, sd)
            """;
        var data = CohortOf.TextAndData(text, "ID,TIME,DV\n1,1,0.9\n1,3,0.5\n");
        var posterior = Forecasts.Run(data, new ForecastPlan { Until = 9 }, new ForecastOptions { Posterior = new PosteriorOptions { Samples = 40_000, Seed = 8 } })[0].Posterior;
        var (mass, first, second) = (0.0, 0.0, 0.0);
        for (var eta = -9.0; eta <= 9; eta += 1e-3)
        {
            double Residual(double t, double y) => (y - Math.Exp(-0.5 * Math.Exp(eta) * t)) / 0.3;
            var density = Math.Exp(-0.5 * ((eta * eta / 0.8) + Math.Pow(Residual(1, 0.9), 2) + Math.Pow(Residual(3, 0.5), 2)));
            (mass, first, second) = (mass + density, first + (density * eta), second + (density * eta * eta));
        }

        var mean = first / mass;
        Assert.True(Math.Abs(mean - posterior.Mode[0]) > 0.05, "the posterior is not skewed, the test says nothing");
        CheckMoments(posterior, 0, mean, (second / mass) - (mean * mean));
    }

    [Fact]
    public void Probabilities_of_classes_are_those_of_quadrature()
    {
        const string text = """
            model classes
            parameters
              slow = 0.05
              fast = 0.4
              share = 0.3
              sd = 0.2
            variability by ID
              eta ~ 0.09
            mixture KIND
              poor = share
              rapid = rest
            individual
              k = (if (KIND == poor) slow else fast) * exp(eta)
            structure
              none
            observations
              y = exp(-k * t)
              DV ~ normal(y, sd)
            """;
        var data = CohortOf.TextAndData(text, "ID,TIME,DV\n1,1,0.8\n1,3,0.6\n2,2,0.65\n2,4,0.5\n");
        var forecasts = Forecasts.Run(data, new ForecastPlan { Until = 9 }, new ForecastOptions { Posterior = new PosteriorOptions { Samples = 20_000 } });
        foreach (var forecast in forecasts)
        {
            double[] times = [.. forecast.Subject.Observations.Times];
            double[] values = [.. forecast.Subject.ObservedOriginal];
            var likelihoods = new double[2];
            for (var c = 0; c < 2; c++)
            {
                for (var eta = -3.0; eta <= 3; eta += 1e-3)
                {
                    var k = (c == 0 ? 0.05 : 0.4) * Math.Exp(eta);
                    var sum = (eta * eta / 0.09) + times.Zip(values).Sum(p => Math.Pow((p.Second - Math.Exp(-k * p.First)) / 0.2, 2));
                    likelihoods[c] += (c == 0 ? 0.3 : 0.7) * Math.Exp(-0.5 * sum);
                }
            }

            var expected = likelihoods[0] / likelihoods.Sum();
            Assert.InRange(expected, 0.02, 0.98);
            var error = Math.Sqrt(expected * (1 - expected) / 20_000);
            Assert.InRange(forecast.Posterior.ClassProbabilities[0], expected - (4 * error), expected + (4 * error));
            var drawn = Enumerable.Range(0, 20_000).Count(i => forecast.Posterior.ClassOf(i) == 0) / 20_000.0;
            Near.Equal(forecast.Posterior.ClassProbabilities[0], drawn, 1e-4, 1, "share of draws");
        }
    }

    [Theory]
    [InlineData("theophylline.poppk")]
    [InlineData("indomethacin_blq.poppk")]
    public void Threads_change_nothing(string file)
    {
        var (forecaster, _) = Forecasts.Build(CohortOf.File("models", file), new ForecastPlan());
        var options = new ForecastOptions { Threads = 1, HasResiduals = true, Posterior = new PosteriorOptions { Samples = 40, Seed = 2 } };
        var one = Text(options);
        Assert.Equal(one, Text(options with { Threads = 4 }));
        Assert.NotEqual(one, Text(options with { Posterior = options.Posterior with { Seed = 3 } }));

        string Text(ForecastOptions o) => string.Join('\n', Forecasts.Run(forecaster!, o).SelectMany(f => f.Courses.SelectMany(c => c.Rows.Select(r => $"{f.Subject.Id} {r}"))));
    }
}
