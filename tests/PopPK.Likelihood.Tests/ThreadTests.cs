using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

/// <summary>The same bits for any number of threads, on models whose clusters differ in size.</summary>
public class ThreadTests
{
    private static readonly string[] Methods = ["fo", "foi", "foce", "focei", "laplace", "laplace-nointer", "agq(2)"];

    [Theory]
    [InlineData("occasions")]
    [InlineData("sites")]
    public void Objective_gradient_and_modes(string levels)
    {
        var cohort = CohortOf.TextAndData(DecayModel.Text(levels, "DV ~ combined(f, s1, s2)"), string.Join('\n', DecayModel.Rows(17)) + "\n");
        foreach (var method in Methods)
        {
            SameForAllThreads(cohort, method);
        }
    }

    [Fact]
    public void All_levels_together()
    {
        var cohort = CohortOf.TextAndData(DecayModel.Text("all levels", "DV ~ combined(f, s1, s2)"), string.Join('\n', DecayModel.Rows(17)) + "\n");
        foreach (var method in Methods[..^1])
        {
            SameForAllThreads(cohort, method);
        }
    }

    [Fact]
    public void A_mixture()
    {
        var text = DecayModel.Text("occasions", "DV ~ combined(f, s1, s2)", more: "mixture POP\n  slow = p\n  fast = rest", extra: "(if (POP == slow) 0 else 0.5)")
            .Replace("lambda = 0.4", "p = 0.4", StringComparison.Ordinal);
        var cohort = CohortOf.TextAndData(text, string.Join('\n', DecayModel.Rows(17)) + "\n");
        foreach (var method in Methods)
        {
            SameForAllThreads(cohort, method);
        }
    }

    private static void SameForAllThreads(Cohort cohort, string method)
    {
        var one = Numbers(cohort, method, 1);
        Assert.All(one, n => Assert.True(double.IsFinite(n), method));
        foreach (var threads in new[] { 2, 4 })
        {
            Assert.Equal(one, Numbers(cohort, method, threads));
        }
    }

    // A cold evaluation, and a warm one close by.
    private static double[] Numbers(Cohort cohort, string method, int threads)
    {
        var objective = new PopulationObjective(cohort, MarginalApproximation.Find(method)!, threads);
        var point = objective.Layout.InitialFree();
        var numbers = new List<double>();
        for (var pass = 0; pass < 2; pass++)
        {
            var evaluation = objective.Evaluate(point, withGradient: true);
            numbers.AddRange([evaluation.Ofv, .. evaluation.Gradient]);
            numbers.AddRange(Enumerable.Range(0, cohort.Subjects.Length).SelectMany(i => objective.EffectsOf(i).Eta.Concat(objective.EffectsOf(i).Covariance)));
            point = [.. point.Select(x => 1.01 * x)];
        }

        Assert.Empty(objective.FindModes(point));
        numbers.AddRange(Enumerable.Range(0, cohort.Subjects.Length).SelectMany(i => objective.EffectsOf(i).Eta));
        return [.. numbers];
    }
}
