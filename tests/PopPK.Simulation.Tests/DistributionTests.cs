using MathNet.Numerics.Distributions;
using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Simulation.Tests;

/// <summary>What is drawn has the distribution the model says: distribution functions of the theory make uniform numbers of it.</summary>
public class DistributionTests
{
    private const int Replicates = 4000;

    // Observations are drawn around f = 2 with parameters of 1 and 0.5; u is what the theory makes of an observation: uniform.
    public static TheoryData<string, Func<double, double>> Laws => new()
    {
        { "normal(f, 0.5)", y => Normal.CDF(2, 0.5, y) },
        { "combined(f, 0.3, 0.2)", y => Normal.CDF(2, 0.5, y) },
        { "lognormal(f, 0.5)", y => Normal.CDF(Math.Log(2), 0.5, Math.Log(y)) },
        { "boxcox(f, 0.2, lambda)", y => Normal.CDF(2 * (Math.Sqrt(2) - 1), 0.2, 2 * (Math.Sqrt(y) - 1)) },
        { "boxcox(f, 0.5, 0)", y => Normal.CDF(Math.Log(2), 0.5, Math.Log(y)) },
        { "yeojohnson(f, 0.5, lambda)", y => Normal.CDF(YeoJohnson(2), 0.5, YeoJohnson(y)) },
        { "yeojohnson(-f, 2, lambda)", y => Normal.CDF(YeoJohnson(-2), 2, YeoJohnson(y)) },
        { "logitnormal(f, 0.5, 1, top)", y => Normal.CDF(Math.Log(1.0 / 2), 0.5, Math.Log((y - 1) / (4 - y))) },
        { "probitnormal(f, 0.5, 1, top)", y => Normal.CDF(Normal.InvCDF(0, 1, 1.0 / 3), 0.5, Normal.InvCDF(0, 1, (y - 1) / 3)) },
        { "student_t(f, 0.5, 3)", y => StudentT.CDF(2, 0.5, 3, y) },
    };

    [Theory]
    [MemberData(nameof(Laws))]
    public void Observations_have_their_distribution(string law, Func<double, double> uniform)
    {
        var drawn = Simulated.Run(Constant(law), new SimulationOptions { Seed = 11, Replicates = Replicates });
        double[] u = [.. drawn.SelectMany(d => d.Values).Select(uniform)];
        Assert.Equal(2 * Replicates, u.Length);
        IsUniform(u);
        Assert.All(drawn, d => Assert.All(d.Individual, f => Near.Equal(law.Contains("-f", StringComparison.Ordinal) ? -2 : 2, f, Tolerance.Algebra)));
    }

    [Fact]
    public void Censoring_is_no_part_of_what_is_drawn()
    {
        var plain = Simulated.Run(Constant("normal(f, 0.5)"), new SimulationOptions { Seed = 4, Replicates = 50 });
        var censored = Simulated.Run(Constant("normal(f, 0.5) censored below 1.9"), new SimulationOptions { Seed = 4, Replicates = 50 });
        Assert.Equal(plain.SelectMany(d => d.Values), censored.SelectMany(d => d.Values));
    }

    [Fact]
    public void Counts_have_their_probabilities()
    {
        var drawn = Simulated.Run(Constant("loglikelihood(DV*log(f) - f - lgamma(DV + 1))"), new SimulationOptions { Seed = 3, Replicates = Replicates });
        double[] counts = [.. drawn.SelectMany(d => d.Values)];
        for (var k = 0; k < 6; k++)
        {
            HasProbability(counts.Count(c => c == k), counts.Length, Poisson.PMF(2, k));
        }
    }

    [Fact]
    public void Categories_are_those_of_the_data()
    {
        // Everything but 1 and 2 falls into the last branch, so that only the data tell which categories there are.
        var design = Constant("loglikelihood(log(if (DV == 1) 0.2 else if (DV == 2) 0.5 else 0.3))", 1, 2, 3);
        double[] drawn = [.. Simulated.Run(design, new SimulationOptions { Seed = 3, Replicates = Replicates }).SelectMany(d => d.Values)];
        HasProbability(drawn.Count(c => c == 1), drawn.Length, 0.2);
        HasProbability(drawn.Count(c => c == 2), drawn.Length, 0.5);
        HasProbability(drawn.Count(c => c == 3), drawn.Length, 0.3);
    }

    [Theory]
    [InlineData("log(0.1) - 0.1*DV")]
    [InlineData("log(if (DV == 1) 0.2 else if (DV == 2) 0.5 else 0.3)")]
    public void What_is_no_distribution_of_whole_numbers_is_not_drawn(string logLikelihood)
    {
        var drawn = Simulated.Run(Constant($"loglikelihood({logLikelihood})"), new SimulationOptions());
        Assert.All(drawn.SelectMany(d => d.Values), v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void Effects_have_their_matrices_at_every_level()
    {
        const int replicates = 3000;
        var data = new TestData("OCC", "SITE");
        for (var i = 0; i < 4; i++)
        {
            data.Subject(1, i / 2).Observe(1).With(2, i / 2).Observe(2);
        }

        var design = CohortOf.TextAndData(
            """
            model levels
            parameters
              mu = 1 in (0, 2)
            variability by SITE
              eta_s ~ 0.5
            variability by ID
              eta_a, eta_b ~ [0.4; -0.3, 0.9]
            variability by OCC within ID
              kappa ~ 0.2
            individual
              a = mu + eta_a + eta_s + kappa
              b = eta_b
            observations
              DV ~ normal(a + b, 1)
            """,
            data.Text);
        var drawn = Simulated.Run(design, new SimulationOptions { Seed = 8, Replicates = replicates });
        var names = design.Model.Slots.Select(s => s.Name).ToArray();
        double[] Of(int position, int slot) => [.. drawn.Where(d => d.Position == position).Select(d => d.Eta[slot])];
        var a = Array.FindIndex(names, n => n.StartsWith("eta_a", StringComparison.Ordinal));
        var b = Array.FindIndex(names, n => n.StartsWith("eta_b", StringComparison.Ordinal));
        var s = Array.FindIndex(names, n => n.StartsWith("eta_s", StringComparison.Ordinal));
        var k = Array.FindIndex(names, n => n.StartsWith("kappa", StringComparison.Ordinal));
        HasCovariance(Of(0, a), Of(0, a), 0.4, 0.4, 0.4);
        HasCovariance(Of(0, b), Of(0, b), 0.9, 0.9, 0.9);
        HasCovariance(Of(0, a), Of(0, b), 0.4, 0.9, -0.3);
        HasCovariance(Of(0, a), Of(1, a), 0.4, 0.4, 0);
        HasCovariance(Of(0, k), Of(0, k), 0.2, 0.2, 0.2);
        HasCovariance(Of(0, k), Of(0, k + 1), 0.2, 0.2, 0);
        HasCovariance(Of(0, s), Of(2, s), 0.5, 0.5, 0);
        HasCovariance(Of(0, s), Of(0, s), 0.5, 0.5, 0.5);
        Assert.Equal(Of(0, s), Of(1, s));
    }

    [Fact]
    public void Concentrations_of_a_log_normal_case_have_their_analytic_percentiles()
    {
        // log c = log(D/V) - CL t/V with V = V0 exp(eta): the percentile of c belongs to that of eta, as c is monotone in it for CL t < V.
        var design = CohortOf.TextAndData(
            """
            model analytic
            parameters
              v0 = 20 in (0, 100)
            variability by ID
              eta ~ 0.09
            individual
              v = v0*exp(eta)
              cl = 2
            structure
              one_compartment(cl, v)
            observations
              cp = central/v
              DV ~ additive(cp, 0.001)
            """,
            new TestData().Subject().Dose(0, 100).Observe(1, 2, 4).Text);
        const int replicates = 20000;
        var drawn = Simulated.Run(design, new SimulationOptions { Seed = 8, Replicates = replicates, AllRecords = false });
        double[] times = [1, 2, 4];
        for (var j = 0; j < times.Length; j++)
        {
            double[] sorted = [.. drawn.Select(d => d.Individual[j]).Order()];
            foreach (var p in (double[])[0.05, 0.25, 0.5, 0.75, 0.95])
            {
                var v = 20 * Math.Exp(0.3 * Normal.InvCDF(0, 1, 1 - p));
                var exact = 100 / v * Math.Exp(-2 * times[j] / v);
                HasProbability(sorted.Count(c => c <= exact), replicates, p);
            }
        }
    }

    [Fact]
    public void Classes_have_their_probabilities()
    {
        var design = CohortOf.TextAndData(
            """
            model classes
            parameters
              mu = 2 in (0, 10)
            mixture POP
              low = 0.3
              high = rest
            variability by ID
              eta ~ 0.01
            individual
              m = mu*(if (POP == low) 1 else 10) + eta
            observations
              DV ~ normal(m, 0.1)
            """,
            new TestData().Subject().Observe(1).Subject().Observe(1).Text);
        var drawn = Simulated.Run(design, new SimulationOptions { Seed = 2, Replicates = Replicates, HasPopulationPredictions = true });
        HasProbability(drawn.Count(d => d.Class == 0), drawn.Length, 0.3);
        Assert.All(drawn, d => Assert.Equal(d.Class == 0 ? 2 : 20, d.Population[0]));
        Assert.All(drawn, d => Near.Equal(d.Population[0] + d.Eta[0], d.Individual[0], Tolerance.Algebra));
    }

    [Fact]
    public void Residuals_are_correlated_as_the_model_says()
    {
        var design = CohortOf.TextAndData(
            """
            model pair
            parameters
              mu = 2 in (0, 10)
              rho = -0.7 in (-1, 1)
            covariates
              TYPE
            observations
              y1 = mu*exp(0*TIME)
              y2 = 3*mu*exp(0*TIME)
              DV[TYPE == 1] ~ normal(y1, 0.5)
              DV[TYPE == 2] ~ normal(y2, 2)
              correlation(y1, y2) = rho
            """,
            new TestData("TYPE").Subject(1).Measure(1, 1, 1).Measure(1, 1, 2).Measure(2, 1, 1).Measure(2, 1, 2).Text);
        var drawn = Simulated.Run(design, new SimulationOptions { Seed = 2, Replicates = Replicates });
        double[] Residual(int at, double mean) => [.. drawn.Select(d => d.Values[at] - mean)];
        HasCovariance(Residual(0, 2), Residual(0, 2), 0.25, 0.25, 0.25);
        HasCovariance(Residual(1, 6), Residual(1, 6), 4, 4, 4);
        HasCovariance(Residual(0, 2), Residual(1, 6), 0.25, 4, -0.7);
        HasCovariance(Residual(2, 2), Residual(3, 6), 0.25, 4, -0.7);
        HasCovariance(Residual(0, 2), Residual(3, 6), 0.25, 4, 0);
    }

    // Two observations of a subject, f = 2 exactly.
    private static Cohort Constant(string law, params double[] values)
    {
        var data = new TestData().Subject();
        data = values.Length == 0 ? data.Measure(1, 1.5).Measure(2, 1.5) : values.Aggregate(data, (d, v) => d.Measure(v, v));
        return CohortOf.TextAndData(
            $"""
            model constant
            parameters
              mu = 2 in (0, 10)
              lambda = 0.5 in (-2, 2)
              top = 4 in (3, 5)
            observations
              f = mu*exp(0*TIME)
              DV ~ {law}
            """,
            data.Text);
    }

    private static double YeoJohnson(double x) => x >= 0 ? 2 * (Math.Sqrt(x + 1) - 1) : -(Math.Pow(1 - x, 1.5) - 1) / 1.5;

    private static void IsUniform(double[] u)
    {
        Assert.All(u, x => Assert.InRange(x, 0, 1));
        foreach (var p in (double[])[0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99])
        {
            HasProbability(u.Count(x => x < p), u.Length, p);
        }
    }

    private static void HasProbability(int hits, int count, double p) =>
        Assert.InRange(((double)hits / count - p) / Math.Sqrt(p * (1 - p) / count), -Tolerance.MonteCarloStandardErrors, Tolerance.MonteCarloStandardErrors);

    private static void HasCovariance(double[] x, double[] y, double xx, double yy, double xy)
    {
        var products = x.Zip(y, (a, b) => a * b).Average();
        var error = Math.Sqrt(((xx * yy) + (xy * xy)) / x.Length);
        Assert.InRange((products - xy) / error, -Tolerance.MonteCarloStandardErrors, Tolerance.MonteCarloStandardErrors);
    }
}
