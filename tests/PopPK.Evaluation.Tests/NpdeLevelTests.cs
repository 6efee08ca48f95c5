using System.Globalization;
using MathNet.Numerics.Distributions;
using PopPK.Evaluation.Predictive;
using PopPK.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace PopPK.Evaluation.Tests;

/// <summary>
/// Prediction distribution errors of data from the model itself are standard normal, and their tests reject as often as their levels say.
/// Slow: <c>POPPK_SLOW_TESTS=1 dotnet test --filter Speed=Slow</c>.
/// </summary>
[Trait("Speed", "Slow")]
public class NpdeLevelTests(ITestOutputHelper output)
{
    private const int DataSets = 200;
    private const int Replicates = 1000;
    private const double Level = 0.05;

    // Of each of some ten counts; together they fail without reason once in five hundred times.
    private const double TailProbability = 1e-4;

    [SkippableTheory]
    [InlineData("theophylline", Decorrelation.Cholesky, false)]
    [InlineData("theophylline", Decorrelation.Symmetric, false)]
    [InlineData("decay", Decorrelation.Cholesky, false)]
    [InlineData("decay", Decorrelation.Cholesky, true)]
    public void Tests_keep_their_levels_under_the_true_model(string name, Decorrelation method, bool isCensored)
    {
        Skip.If(Environment.GetEnvironmentVariable("POPPK_SLOW_TESTS") is null, "set POPPK_SLOW_TESTS to run it");
        var design = name == "theophylline" ? CohortOf.File("models", "theophylline.poppk") : CohortOf.TextAndData(Decay, Design());
        var tests = new NormalityTests[DataSets];
        var shares = new List<double>();
        for (var k = 0; k < DataSets; k++)
        {
            var settings = new NpdeSettings { Decorrelation = method, LowerLimit = isCensored ? 0.6 : null, Seed = k };
            var result = Simulated.Npde(SimulatedData.Draw(design, 11, k), settings, Replicates, 1000 + k);
            tests[k] = result.Npde;
            shares.AddRange(result.Rows.Where(r => double.IsFinite(r.Npde)).Select(r => Normal.CDF(0, 1, r.Npde)));
        }

        var problems = new List<string>();
        Check("Wilcoxon", t => t.WilcoxonP);
        Check("Student", t => t.StudentP);
        Check("Fisher", t => t.FisherP);
        Check("Shapiro and Wilk", t => t.ShapiroWilkP);
        Check("global", t => t.GlobalP);

        // Uniform all over: tenths of the shares. Errors of a subject are uncorrelated, not independent, hence the larger tolerance.
        for (var tenth = 0; tenth < 10; tenth++)
        {
            var share = (double)shares.Count(s => s >= 0.1 * tenth && s < 0.1 * (tenth + 1)) / shares.Count;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: tenth {tenth + 1} {share:F4}"));
            Near.Equal(0.1, share, 2 * Tolerance.MonteCarloStandardErrors * Math.Sqrt(0.09 / shares.Count), scale: 1, $"tenth {tenth + 1}");
        }

        Assert.Empty(problems);

        void Check(string test, Func<NormalityTests, double> probability)
        {
            var rejected = tests.Count(t => probability(t) < Level);
            var text = string.Create(CultureInfo.InvariantCulture, $"{name}: {test} rejects {rejected} of {DataSets} at {Level}");
            output.WriteLine(text);
            var binomial = new Binomial(Level, DataSets);

            // The global test is conservative: it may reject less often.
            if (1 - binomial.CumulativeDistribution(rejected - 1) < TailProbability
                || (test != "global" && binomial.CumulativeDistribution(rejected) < TailProbability))
            {
                problems.Add(text);
            }
        }
    }

    private const string Decay = """
        model decay
        parameters
          tvk = 0.3 fixed
          v = 10 fixed
        variability by ID
          eta ~ 0.09 fixed
          etav ~ 0.04 fixed
        individual
          k = tvk*exp(eta)
          volume = v*exp(etav)
        observations
          f = 20/volume*exp(-k*t)
          DV ~ normal(f, 0.1)
        """;

    private static string Design() => "ID,TIME,DV\n" + string.Join('\n', Enumerable.Range(0, 180).Select(i => $"{1 + (i / 3)},{1 + (2 * (i % 3))},1"));
}
