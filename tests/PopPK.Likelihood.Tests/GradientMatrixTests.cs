using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

/// <summary>The gradient against differences of the objective, for every method, level of random effects and distribution.</summary>
public class GradientMatrixTests
{
    private static readonly string[] AllMethods = ["fo", "foi", "foce", "focei", "laplace", "laplace-nointer", "agq(1)", "agq(2)", "agq(3)"];
    private static readonly string[] AnyLikelihood = ["laplace", "laplace-nointer", "agq(2)", "agq(3)"];

    // More nodes than this per evaluation are left to the cases with fewer random effects.
    private const int MostNodes = 3000;

    private static Dictionary<string, string> Normal { get; } = new()
    {
        ["additive"] = "DV ~ additive(f, s1)",
        ["proportional"] = "DV ~ proportional(f, s2)",
        ["combined"] = "DV ~ combined(f, s1, s2)",
        ["combined1"] = "DV ~ combined1(f, s1, s2)",
        ["power"] = "DV ~ power(f, s2, 2*lambda)",
        ["lognormal"] = "DV ~ lognormal(f, s1)",
        ["boxcox"] = "DV ~ boxcox(f, s1, lambda)",
        ["yeojohnson"] = "DV ~ yeojohnson(f, s1, lambda)",
        ["logitnormal"] = "DV ~ logitnormal(f, s1, 0, 90)",
        ["probitnormal"] = "DV ~ probitnormal(f, s1, 0, 90)",
        ["transformed, sd in terms of f"] = "DV ~ boxcox(f, s1 + s2*sqrt(f), lambda)",
        ["effect on the sd"] = "DV ~ normal(f, (s1 + s2*f)*exp(ek))",
    };

    private static Dictionary<string, string> Direct { get; } = new()
    {
        ["student"] = "DV ~ student_t(f, s1, 3 + lambda)",
        ["counts"] = "DV ~ loglikelihood(DV*log(f) - f - lgamma(DV + 1))",
        ["m3"] = "DV ~ combined(f, s1, s2) censored by CENS",
        ["m3 interval"] = "DV ~ lognormal(f, s1) censored by CENS interval LIMIT",
        ["m4"] = "DV ~ combined(f, s1, s2) censored below 3 using m4",
        ["m3 above and below"] = "DV ~ boxcox(f, s1, lambda) censored below 2 above 6",
    };

    public static TheoryData<string, string> NormalCases => Cross(DecayModel.Levels.Keys, Normal.Keys);

    public static TheoryData<string, string> DirectCases => Cross(DecayModel.Levels.Keys, Direct.Keys);

    public static TheoryData<string, string, string> Structures => new()
    {
        { "subjects", "one_compartment(k)", Normal["combined"] },
        { "occasions", "one_compartment(k)", Normal["boxcox"] },
        { "sites", "one_compartment(k)", Normal["effect on the sd"] },
        { "all levels", "one_compartment(k)", Normal["combined"] },
        { "all levels", "d/dt central = -k*central*(2 - exp(-0.1*t))", Normal["combined"] },
        { "occasions", "d/dt central = -k*central/(1 + 0.3*central)", Normal["lognormal"] },
        { "sites", "d/dt central = -k*central/(1 + 0.3*central)", Normal["effect on the sd"] },
        { "all levels", "one_compartment(k)", Direct["student"] },
        { "all levels", "one_compartment(k)", Direct["m3"] },
        { "sites", "d/dt central = -k*central/(1 + 0.3*central)", Direct["m4"] },
        { "occasions", "d/dt central = -k*central/(1 + 0.3*central)", Direct["counts"] },
    };

    public static TheoryData<string, string, string> Mixtures => new()
    {
        { "p in (0, 1)", "p", Normal["combined"] },
        { "p in (0, 1)", "p", Direct["counts"] },
        { "logit in terms of a covariate", "1/(1 + exp(-p*X))", Normal["lognormal"] },
        { "logit in terms of a covariate", "1/(1 + exp(-p*X))", Direct["m3"] },
    };

    [Theory]
    [MemberData(nameof(NormalCases))]
    public void Normal_observations(string levels, string distribution) =>
        Check(DecayModel.Text(levels, Normal[distribution]), DecayModel.Data(), AllMethods);

    [Theory]
    [MemberData(nameof(DirectCases))]
    public void Other_likelihoods(string levels, string distribution) => Check(
        DecayModel.Text(levels, Direct[distribution], more: CovariatesOf(Direct[distribution])),
        DecayModel.Data(areCounts: distribution == "counts"),
        AnyLikelihood);

    [Theory]
    [MemberData(nameof(Structures))]
    public void Closed_forms_and_equations(string levels, string structure, string distribution) => Check(
        DecayModel.Text(levels, distribution, structure, CovariatesOf(distribution)),
        DecayModel.Data(withDoses: true),
        Normal.ContainsValue(distribution) ? AllMethods : AnyLikelihood);

    [Theory]
    [MemberData(nameof(Mixtures))]
    public void Mixtures_of_two_classes(string name, string probability, string distribution)
    {
        var text = DecayModel.Text(
            "subjects", distribution, more: $"covariates\n  X constant\n  CENS\nmixture POP\n  slow = {probability}\n  fast = rest", extra: "(if (POP == slow) 0 else shift)")
            .Replace("lambda = 0.4", "shift = 0.6\n  p = 0.4", StringComparison.Ordinal);
        Assert.NotEmpty(name);
        foreach (var levels in new[] { "subjects", "occasions" })
        {
            var (from, to) = (DecayModel.Levels["subjects"].Text, DecayModel.Levels[levels].Text);
            Check(text.Replace(from, to, StringComparison.Ordinal), DecayModel.Data(), Normal.ContainsValue(distribution) ? AllMethods : AnyLikelihood);
        }
    }

    [Fact]
    public void Priors() => Check(
        DecayModel.Text("all levels", Normal["combined"], more: "priors\n  tva, s1 ~ normal([7, 0.2], [1; 0.02, 0.01])\n  tvk ~ normal(0.4, sd 0.1)\n  ea, ek ~ inverse_wishart([0.2; 0.01, 0.1], 6)\n  sa ~ inverse_wishart(0.1, 4)"),
        DecayModel.Data(),
        AllMethods);

    private static void Check(string text, string data, string[] methods)
    {
        var cohort = CohortOf.TextAndData(text, data);
        var wrong = new List<string>();
        foreach (var method in methods)
        {
            var approximation = MarginalApproximation.Find(method)!;
            var largest = cohort.Clusters.Max(c => c.LatentCount);
            if (Math.Pow(approximation.NodesPerEffect, largest) <= MostNodes)
            {
                wrong.AddRange(Differences(cohort, approximation));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // Every objective is evaluated from a cold start, so that no way of getting there can hide in the differences.
    private static IEnumerable<string> Differences(Cohort cohort, MarginalApproximation approximation)
    {
        PopulationEvaluation At(double[] x) => new PopulationObjective(cohort, approximation).Evaluate(x, withGradient: true);
        var layout = new ParameterLayout(cohort.Model);
        var point = layout.InitialFree();
        var evaluation = At(point);
        if (!evaluation.Exists)
        {
            yield return $"{approximation.Name}: no objective, {string.Join("; ", evaluation.Failures)}";
            yield break;
        }

        for (var i = 0; i < point.Length; i++)
        {
            double Along(double value)
            {
                var moved = point.ToArray();
                moved[i] = value;
                return At(moved).Ofv;
            }

            var difference = HighOrderDifference.Derivative(Along, point[i], 0.03 * Math.Abs(point[i]));
            if (!(Math.Abs(evaluation.Gradient[i] - difference) <= Tolerance.Derivative * Math.Max(Math.Abs(difference), 1)))
            {
                yield return $"{approximation.Name}, {layout.Parameters[layout.Free[i]].Name}: {evaluation.Gradient[i]:R} against {difference:R}";
            }
        }
    }

    private static string CovariatesOf(string distribution) => distribution.Contains("LIMIT", StringComparison.Ordinal)
        ? "covariates\n  CENS\n  LIMIT"
        : distribution.Contains("CENS", StringComparison.Ordinal) ? "covariates\n  CENS" : "";

    private static TheoryData<string, string> Cross(IEnumerable<string> first, IEnumerable<string> second)
    {
        var cases = new TheoryData<string, string>();
        foreach (var one in first)
        {
            foreach (var other in second)
            {
                cases.Add(one, other);
            }
        }

        return cases;
    }
}
