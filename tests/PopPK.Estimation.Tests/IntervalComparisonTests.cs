using System.Globalization;
using PopPK.Likelihood;
using PopPK.TestKit;
using PopPK.Uncertainty;
using Xunit;
using Xunit.Abstractions;

namespace PopPK.Estimation.Tests;

/// <summary>
/// Wald, profile-likelihood, importance-resampling and bootstrap intervals of the same simulated data, side by side. With many subjects all
/// of them are to be about as wide and to cover the truth about as often.
/// Slow: <c>POPPK_SLOW_TESTS=1 dotnet test --filter Speed=Slow</c>.
/// </summary>
[Trait("Speed", "Slow")]
public class IntervalComparisonTests(ITestOutputHelper output)
{
    private const int DataSets = 20;
    private const int Subjects = 60;
    private const int Replicates = 100;
    private const int Proposals = 600;
    private const long Seed = 2;
    private static readonly string[] Methods = ["Wald", "profile", "SIR", "bootstrap", "BCa"];

    [SkippableFact]
    public void All_intervals_are_about_as_wide_and_cover_the_truth()
    {
        Skip.If(Environment.GetEnvironmentVariable("POPPK_SLOW_TESTS") is null, "set POPPK_SLOW_TESTS to run it");
        var design = SimulatedDesigns.Oral(Subjects);
        var layout = new ParameterLayout(design.Model);
        var truth = layout.InitialFree();
        var intervals = new (double Lower, double Upper)[DataSets][,];
        Parallel.For(0, DataSets, k => intervals[k] = Compute(Estimator.Estimate(SimulatedData.Draw(design, Seed, k), new EstimationOptions { Threads = 1 })));
        output.WriteLine($"covered of {DataSets}, mean width over that of Wald's: {string.Join(", ", Methods)}");
        var problems = new List<string>();
        for (var i = 0; i < truth.Length; i++)
        {
            var line = layout.Parameters[layout.Free[i]].Name + ":";
            for (var m = 0; m < Methods.Length; m++)
            {
                var covered = intervals.Count(s => s[m, i].Lower <= truth[i] && truth[i] <= s[m, i].Upper);
                var width = intervals.Average(s => s[m, i].Upper - s[m, i].Lower) / intervals.Average(s => s[0, i].Upper - s[0, i].Lower);
                line += string.Create(CultureInfo.InvariantCulture, $"  {covered,2} {width:F2}");

                // Fewer than 13 of 20 intervals that cover with probability 0.95 do so in one of 300,000 cases; with 0.92, which Wald's
                // and percentile intervals of variances have with so few subjects, in one of 3000.
                const int leastCovered = 13;

                // Resampling takes the likelihood for a distribution; that of a variance has a long tail above.
                if (covered < leastCovered || width is not (> 0.8 and < 1.5))
                {
                    problems.Add($"{Methods[m]} of {line}");
                }
            }

            output.WriteLine(line);
        }

        for (var m = 0; m < Methods.Length; m++)
        {
            var share = intervals.Sum(s => truth.Where((t, i) => s[m, i].Lower <= t && t <= s[m, i].Upper).Count()) / (double)(DataSets * truth.Length);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Methods[m]}: {share:P1} covered"));

            // Parameters of one data set are correlated: the standard error is that of a third as many intervals.
            var error = Math.Sqrt(0.95 * 0.05 / (DataSets * truth.Length / 3.0));
            if (Math.Abs(share - 0.95) > Tolerance.MonteCarloStandardErrors * error)
            {
                problems.Add($"{Methods[m]}: {share}");
            }
        }

        Assert.Empty(problems);
    }

    // Method by method, parameter by parameter.
    private static (double Lower, double Upper)[,] Compute(EstimationResult fit)
    {
        Assert.Equal(EstimationStatus.Converged, fit.Status);
        var step = CovarianceStep.Compute(fit, new CovarianceOptions { Threads = 1 });
        Assert.True(step.Succeeded, step.Reason);
        var profile = ProfileLikelihood.Compute(fit, [.. Enumerable.Range(0, fit.FreeParameters.Length)], new ProfileOptions { Threads = 1 }, step.StandardErrors);
        Assert.True(profile.IsComplete);
        var sir = ImportanceResampling.Compute(fit, step, new ImportanceOptions { Rounds = ImportanceOptions.RoundsTo(Proposals), Threads = 1 });
        Assert.True(sir.EffectiveSampleSize > 0.3 * Proposals, string.Join(' ', sir.Rounds.Select(r => r.EffectiveSampleSize)));
        var bootstrap = Bootstrap.Compute(fit, Strata.Together(fit.Cohort), new BootstrapOptions { Replicates = Replicates, Threads = 1 }, null, null, step);
        Assert.True(bootstrap.ConvergedFraction > 0.95);
        var intervals = new (double, double)[Methods.Length, fit.FreeParameters.Length];
        for (var i = 0; i < fit.FreeParameters.Length; i++)
        {
            var half = Math.Sqrt(profile.Rise) * step.StandardErrors[i];
            intervals[0, i] = (fit.FreeParameters[i] - half, fit.FreeParameters[i] + half);
            intervals[1, i] = (profile.Intervals[i].Lower, profile.Intervals[i].Upper);
            intervals[2, i] = (sir.Parameters[i].Lower, sir.Parameters[i].Upper);
            intervals[3, i] = (bootstrap.Parameters[i].Lower, bootstrap.Parameters[i].Upper);
            intervals[4, i] = (bootstrap.Corrected[i].Lower, bootstrap.Corrected[i].Upper);
        }

        return intervals;
    }
}
