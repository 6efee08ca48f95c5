using MathNet.Numerics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

/// <summary>Quadrature with more and more nodes against integrals computed without any of the methods' machinery.</summary>
public class QuadratureTruthTests
{
    private const double Variance = 0.15;
    private const double ShareVariance = 0.08;
    private const double Deviation = 0.6;

    private static readonly (int Id, int Occasion, double Time, double Value)[] Observations =
    [
        (1, 1, 0.5, 6), (1, 1, 2, 4), (1, 2, 4, 1), (1, 2, 5, 1),
        (2, 1, 1, 7), (2, 2, 3, 2), (2, 2, 6, 1),
        (3, 1, 0.2, 9), (3, 1, 2.5, 1),
    ];

    // A distribution in the model language, and -2 log density of a record as the objective counts it.
    private static Dictionary<string, (string Text, Func<double, double, double> Minus2Log)> Densities { get; } = new()
    {
        ["m3 below"] = ("normal(f, sd) censored below 1.5", (y, f) => y < 1.5 ? Minus2LogOf(Phi((1.5 - f) / Deviation)) : Normal(y, f)),
        ["m3 above"] = ("normal(f, sd) censored above 5", (y, f) => y > 5 ? Minus2LogOf(1 - Phi((5 - f) / Deviation)) : Normal(y, f)),
        ["m3 between"] = (
            "normal(f, sd) censored below 1.5 interval 0.5",
            (y, f) => y < 1.5 ? Minus2LogOf(Phi((1.5 - f) / Deviation) - Phi((0.5 - f) / Deviation)) : Normal(y, f)),
        ["m4"] = (
            "normal(f, sd) censored below 1.5 using m4",
            (y, f) => (y < 1.5 ? Minus2LogOf(Phi((1.5 - f) / Deviation) - Phi(-f / Deviation)) : Normal(y, f)) - Minus2LogOf(Phi(f / Deviation))),
        ["student"] = (
            "student_t(f, sd, 4)",
            (y, f) => Minus2LogOf(
                Math.Exp(SpecialFunctions.GammaLn(2.5) - SpecialFunctions.GammaLn(2)) / (Deviation * Math.Sqrt(4 * Math.PI))
                * Math.Pow(1 + (y - f) * (y - f) / (4 * Deviation * Deviation), -2.5))),
        ["counts"] = ("loglikelihood(DV*log(f) - f - lgamma(DV + 1))", (y, f) => -2 * (y * Math.Log(f) - f - SpecialFunctions.GammaLn(y + 1))),
        ["logit"] = (
            "logitnormal(f, sd, 0, 20)",
            (y, f) => Normal(Math.Log(y / (20 - y)), Math.Log(f / (20 - f))) - 2 * Math.Log(20 / (y * (20 - y)))),
        ["boxcox"] = ("boxcox(f, sd, 0.5)", (y, f) => Normal(2 * (Math.Sqrt(y) - 1), 2 * (Math.Sqrt(f) - 1)) + Math.Log(y)),
    };

    public static TheoryData<string> Names => new(Densities.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void One_effect(string name)
    {
        var (text, density) = Densities[name];
        var expected = Subjects().Sum(s => NormalIntegral.Minus2Log(eta => s.Sum(o => density(o.Value, At(o.Time, eta))), Variance));
        Converges(Text($"variability by ID\n  eta ~ {Variance}", "eta", text), expected);
    }

    [Theory]
    [InlineData("counts")]
    [InlineData("m3 below")]
    public void Two_subjects_of_a_site(string name)
    {
        var (text, density) = Densities[name];
        var sites = Subjects().GroupBy(s => s.Key < 3);
        var expected = sites.Sum(site => NormalIntegral.Minus2Log(
            common => site.Sum(s => NormalIntegral.Minus2Log(eta => s.Sum(o => density(o.Value, At(o.Time, eta + common))), Variance, 250)),
            ShareVariance,
            250));
        Converges(Text($"variability by ID\n  eta ~ {Variance}\nvariability by SITE\n  s ~ {ShareVariance}", "eta + s", text), expected);
    }

    [Theory]
    [InlineData("counts")]
    [InlineData("logit")]
    public void Occasions_of_a_subject(string name)
    {
        var (text, density) = Densities[name];
        var expected = Subjects().Sum(subject => NormalIntegral.Minus2Log(
            eta => subject.GroupBy(o => o.Occasion).Sum(
                occasion => NormalIntegral.Minus2Log(kappa => occasion.Sum(o => density(o.Value, At(o.Time, eta + kappa))), ShareVariance, 250)),
            Variance,
            250));
        Converges(Text($"variability by ID\n  eta ~ {Variance}\nvariability by OCC within ID\n  kappa ~ {ShareVariance}", "eta + kappa", text), expected);
    }

    [Fact]
    public void An_effect_on_the_residual_deviation()
    {
        var expected = Subjects().Sum(s => NormalIntegral.Minus2Log(
            eta => NormalIntegral.Minus2Log(
                e => s.Sum(o => Math.Pow((o.Value - At(o.Time, eta)) / (Deviation * Math.Exp(e)), 2) + 2 * Math.Log(Deviation * Math.Exp(e))), ShareVariance, 250),
            Variance,
            250));
        Converges(Text($"variability by ID\n  eta ~ {Variance}\n  e ~ {ShareVariance}", "eta", "normal(f, sd*exp(e))"), expected);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mixture(string name)
    {
        var (text, density) = Densities[name];
        double OfClass(IEnumerable<(int Id, int Occasion, double Time, double Value)> s, double shift) =>
            NormalIntegral.Minus2Log(eta => s.Sum(o => density(o.Value, At(o.Time, eta + shift))), Variance);
        var expected = Subjects().Sum(s => Minus2LogOf(0.3 * Math.Exp(-0.5 * OfClass(s, 0)) + 0.7 * Math.Exp(-0.5 * OfClass(s, 0.9))));
        Converges(
            Text($"variability by ID\n  eta ~ {Variance}\nmixture POP\n  slow = p\n  fast = rest", "eta + (if (POP == slow) 0 else 0.9)", text)
                .Replace("sd = ", "p = 0.3\n  sd = ", StringComparison.Ordinal),
            expected);
    }

    // Each rule at least as good as the one before, the last as good as the integral.
    private static void Converges(string text, double expected)
    {
        var cohort = CohortOf.TextAndData(
            text, string.Join('\n', Observations.Select(o => $"{o.Id},{o.Time},{o.Value},{o.Occasion},{(o.Id < 3 ? 1 : 2)}").Prepend("ID,TIME,DV,OCC,SITE")) + "\n");
        var latents = cohort.Clusters.Max(c => c.LatentCount);
        int[] rules = latents switch { 1 => [1, 5, 15, 35, 70], 2 => [1, 5, 15, 35], _ => [1, 3, 9, 27] };
        var previous = double.PositiveInfinity;
        foreach (var nodes in rules)
        {
            var objective = new PopulationObjective(cohort, MarginalApproximation.Quadrature(nodes));
            var error = Math.Abs(objective.Evaluate(objective.Layout.InitialFree(), withGradient: false).Ofv - expected);
            Assert.True(error <= Math.Max(previous, Tolerance.Quadrature * Math.Abs(expected)), $"{nodes} nodes: {error} after {previous}");
            previous = error;
        }

        Assert.True(previous <= Tolerance.Quadrature * Math.Abs(expected), $"at last {previous}, {expected}");
    }

    private static string Text(string sections, string effects, string distribution) =>
        $"""
        model decay
        parameters
          a = 8
          k = 0.5
          sd = {Deviation}
        {sections}
        individual
          rate = k*exp({effects})
        observations
          f = a*exp(-rate*t)
          DV ~ {distribution}

        """;

    private static double At(double time, double effects) => 8 * Math.Exp(-0.5 * Math.Exp(effects) * time);

    private static double Phi(double z) => 0.5 * SpecialFunctions.Erfc(-z / Math.Sqrt(2));

    private static double Minus2LogOf(double density) => -2 * Math.Log(density);

    private static double Normal(double y, double mean) => (y - mean) * (y - mean) / (Deviation * Deviation) + 2 * Math.Log(Deviation);

    private static IEnumerable<IGrouping<int, (int Id, int Occasion, double Time, double Value)>> Subjects() => Observations.GroupBy(o => o.Id);
}
