using System.Globalization;
using PopPK.Estimation;
using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace PopPK.Estimation.Tests;

/// <summary>
/// Fits from 100 random starts, every free parameter up to a factor of 3 off: how many find the best minimum, and whether the others
/// say that they did not. Slow: <c>POPPK_SLOW_TESTS=1 dotnet test --filter Speed=Slow</c>.
/// </summary>
[Trait("Speed", "Slow")]
public class RobustnessTests(ITestOutputHelper output)
{
    private const int Starts = 100;
    private const double Near = 0.05;
    private const double Wanted = 0.95;

    private static readonly string[] Models = ["theophylline", "phenobarbital", "n2t_runN032", "n2t_runODE009"];
    private static readonly string[] Centers = ["initial", "best"];

    public static IEnumerable<object[]> Cases =>
        from model in Models
        from center in Centers
        select new object[] { model, center };

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Nearly_all_random_starts_find_the_best_minimum(string name, string center)
    {
        Skip.If(Environment.GetEnvironmentVariable("POPPK_SLOW_TESTS") is null, "set POPPK_SLOW_TESTS to run it");
        var cohort = CohortNamed(name);
        var stated = Estimator.Estimate(cohort, new EstimationOptions());
        var layout = stated.Layout;
        var from = center == "initial" ? layout.InitialFree() : [.. stated.FreeParameters];
        var fits = Enumerable.Range(0, Starts)
            .Select(i => Estimator.EstimateFrom(cohort, new EstimationOptions(), RandomStart.Near(layout, from, seed: 1, i)))
            .ToArray();
        var best = fits.Append(stated).Where(f => f.HasObjective).Min(f => f.Ofv);
        var reached = fits.Count(f => f.Ofv <= best + Near);
        var dishonest = fits.Count(f => !(f.Ofv <= best + Near) && f.Status == EstimationStatus.Converged);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name} around {center}: best {best:F4}; {reached} of {Starts} within {Near}, {dishonest} converged elsewhere; stated start {stated.Ofv:F4} in {stated.ObjectiveEvaluations} evaluations; evaluations median {Median(fits)}, most {fits.Max(f => f.ObjectiveEvaluations)}"));
        for (var i = 0; i < Starts; i++)
        {
            if (!(fits[i].Ofv <= best + Near) || fits[i].Status != EstimationStatus.Converged)
            {
                Describe(i, fits[i], best);
            }
        }

        Assert.True(reached >= Wanted * Starts, $"{reached} of {Starts} starts found the best minimum");
        Assert.Equal(0, dishonest);
    }

    private static Cohort CohortNamed(string name)
    {
        if (!name.StartsWith("n2t", StringComparison.Ordinal))
        {
            return CohortOf.File("models", name + ".poppk");
        }

        var run = NonmemModels.Read(name);
        return CohortOf.TextAndFile(run.AtInitialEstimates(), run.DataPath);
    }

    private static int Median(EstimationResult[] fits) => fits.Select(f => f.ObjectiveEvaluations).Order().ElementAt(fits.Length / 2);

    private void Describe(int number, EstimationResult fit, double best) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"  {number,3}: {fit.Ofv - best,12:F4} above, {fit.Status}, {fit.ObjectiveEvaluations} evaluations, {fit.Termination} [{string.Join(" ", fit.FreeParameters.Select(p => p.ToString("G4", CultureInfo.InvariantCulture)))}]"));
}
