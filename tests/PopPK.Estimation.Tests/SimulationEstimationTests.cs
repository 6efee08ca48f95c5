using System.Globalization;
using MathNet.Numerics.Distributions;
using PopPK.Likelihood;
using PopPK.TestKit;
using PopPK.Uncertainty;
using Xunit;
using Xunit.Abstractions;

namespace PopPK.Estimation.Tests;

/// <summary>
/// Fits of simulated data: estimates scatter around the truth, by as much as their standard errors say, and 95 % of 95 % intervals cover it.
/// Slow: <c>POPPK_SLOW_TESTS=1 dotnet test --filter Speed=Slow</c>.
/// </summary>
[Trait("Speed", "Slow")]
public class SimulationEstimationTests(ITestOutputHelper output)
{
    private const int DataSets = 100;
    private const long Seed = 1;
    private const double Level = 0.95;

    // Of each of some ten parameters; together they fail without reason once in a thousand times.
    private const double TailProbability = 5e-5;

    public static IEnumerable<object[]> Cases => SimulatedDesigns.Names.Select(n => new object[] { n });

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Estimates_are_unbiased_and_intervals_cover_the_truth(string name)
    {
        Skip.If(Environment.GetEnvironmentVariable("POPPK_SLOW_TESTS") is null, "set POPPK_SLOW_TESTS to run it");
        var design = SimulatedDesigns.Named(name);
        var layout = new ParameterLayout(design.Model);
        var truth = layout.InitialFree();
        var fits = new (EstimationResult Fit, CovarianceResult Step)[DataSets];
        Parallel.For(0, DataSets, k =>
        {
            var fit = Estimator.Estimate(SimulatedData.Draw(design, Seed, k), new EstimationOptions { Threads = 1 });
            fits[k] = (fit, CovarianceStep.Compute(fit, new CovarianceOptions { Threads = 1 }));
        });
        Assert.Equal(DataSets, fits.Count(f => f.Fit.Status == EstimationStatus.Converged && f.Step.Succeeded));
        var limit = NormalLimit();
        var problems = new List<string>();
        output.WriteLine($"{name}: parameter, truth, mean, bias in standard errors of the mean, SD / mean SE, covered of {DataSets}");
        for (var i = 0; i < truth.Length; i++)
        {
            var estimates = fits.Select(f => f.Fit.FreeParameters[i]).ToArray();
            var mean = estimates.Average();
            var deviation = Math.Sqrt(estimates.Sum(e => (e - mean) * (e - mean)) / (DataSets - 1));
            var bias = (mean - truth[i]) / (deviation / Math.Sqrt(DataSets));
            var ratio = deviation / fits.Average(f => f.Step.StandardErrors[i]);
            var covered = fits.Count(f => Math.Abs(f.Fit.FreeParameters[i] - truth[i]) <= limit * f.Step.StandardErrors[i]);
            var text = string.Create(CultureInfo.InvariantCulture, $"{layout.Parameters[layout.Free[i]].Name}: {truth[i]}, {mean:G4}, {bias:F2}, {ratio:F2}, {covered}");
            output.WriteLine(text);
            if (!(Math.Abs(bias) <= Tolerance.MonteCarloStandardErrors) || IsUnlikely(covered))
            {
                problems.Add(text);
            }

            // A standard deviation of n numbers has the relative standard error 1 / sqrt(2 (n - 1)).
            if (!(Math.Abs(ratio - 1) <= Tolerance.MonteCarloStandardErrors / Math.Sqrt(2.0 * (DataSets - 1))))
            {
                problems.Add(text);
            }
        }

        Assert.Empty(problems);
    }

    private static double NormalLimit() => Normal.InvCDF(0, 1, 0.5 * (1 + Level));

    private static bool IsUnlikely(int covered)
    {
        var binomial = new Binomial(Level, DataSets);
        return binomial.CumulativeDistribution(covered) < TailProbability || 1 - binomial.CumulativeDistribution(covered - 1) < TailProbability;
    }
}
