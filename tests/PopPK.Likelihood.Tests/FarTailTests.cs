using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

/// <summary>Censored observations far from their prediction: a fit that starts badly needs their probability too, however small.</summary>
public class FarTailTests
{
    // The distance of the prediction from the limit in standard deviations.
    public static TheoryData<double> Distances => [5, 20, 37, 45, 100, 1000];

    [Theory]
    [MemberData(nameof(Distances))]
    public void Below(double distance) => Check("censored below 2 using m3", 2 + distance, LogTail(distance));

    [Theory]
    [MemberData(nameof(Distances))]
    public void Above(double distance) => Check("censored above 0.5 using m3", 0.5 - distance, LogTail(distance));

    [Theory]
    [MemberData(nameof(Distances))]
    public void Between(double distance) =>
        Check("censored below 2 interval 1.5 using m3", 2 + distance, LogDifference(distance, distance + 0.5));

    [Theory]
    [MemberData(nameof(Distances))]
    public void Between_from_below(double distance) =>
        Check("censored below 2 interval 1.5 using m3", 1.5 - distance, LogDifference(distance, distance + 0.5));

    [Theory]
    [MemberData(nameof(Distances))]
    public void Positive(double distance) =>
        Check("censored below 2 using m4", 2 + distance, LogDifference(distance, distance + 2));

    // Given that it is positive, although the prediction is not: both probabilities are small, and their ratio is not.
    [Theory]
    [MemberData(nameof(Distances))]
    public void Positive_with_a_negative_prediction(double distance) =>
        Check("censored below 2 using m4", -distance, LogDifference(distance, distance + 2) - LogTail(distance));

    private static void Check(string censoring, double mean, double logProbability)
    {
        var cohort = CohortOf.TextAndData(
            $"model tail\nparameters\n  m = {mean}\n  sd = 1\nvariability by ID\n  eta ~ 0.1\nobservations\n  DV ~ normal(m + 0*eta, sd) {censoring}\n", "ID,TIME,DV\n1,0,1\n");
        foreach (var method in new[] { "laplace", "laplace-nointer", "agq(3)" })
        {
            var objective = new PopulationObjective(cohort, MarginalApproximation.Find(method)!);
            var evaluation = objective.Evaluate(objective.Layout.InitialFree(), withGradient: true);
            Assert.True(evaluation.Exists, $"{method}: {string.Join("; ", evaluation.Failures)}");
            Near.Equal(-2 * logProbability, evaluation.Ofv, Tolerance.Tail, scale: 1, what: method);
            Assert.All(evaluation.Gradient, g => Assert.True(double.IsFinite(g), method));
        }
    }

    private static double LogDifference(double near, double far) => LogTail(near) + Math.Log(-Math.Exp(LogTail(far) - LogTail(near)) + 1);

    // log P(z > x) by Laplace's continued fraction for Mills' ratio.
    private static double LogTail(double x)
    {
        var fraction = x;
        for (var k = 200; k > 0; k--)
        {
            fraction = x + k / fraction;
        }

        return -0.5 * x * x - 0.5 * Math.Log(2 * Math.PI) - Math.Log(fraction);
    }
}
