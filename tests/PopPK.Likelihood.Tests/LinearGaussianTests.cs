using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

/// <summary>Of a linear model with normal effects and errors every method gives the exact likelihood, whatever levels the effects are on.</summary>
public class LinearGaussianTests
{
    private static readonly string[] Methods = ["fo", "foi", "foce", "focei", "laplace", "laplace-nointer", "agq(1)", "agq(2)"];

    // Two sites in each of two regions, numbered 1 and 2 in both; subject 3, of subject 4's site, has no observations, subject 5 an occasion nobody else has.
    private static readonly LinearGaussian.Observation[] Observations =
    [
        new(1, 1, 1, 1, 0, 2.1), new(1, 1, 1, 1, 1, 1.2), new(1, 2, 1, 1, 3, 2.2), new(1, 2, 1, 1, 4, 0.3), new(1, 2, 1, 1, 4.5, 0.9),
        new(2, 2, 1, 1, 0, 1), new(2, 2, 1, 1, 2, 0.3),
        new(4, 1, 2, 1, 0.5, 3), new(4, 1, 2, 1, 1, 2.5), new(4, 1, 2, 1, 1.5, 2.7), new(4, 2, 2, 1, 4, 1),
        new(5, 7, 1, 2, 1, 0.2), new(5, 7, 1, 2, 2, -0.4), new(5, 1, 1, 2, 3, 1.7),
        new(6, 1, 2, 2, 2, 3.3),
    ];

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var name in Variability.Keys)
            {
                cases.Add(name, false);
                cases.Add(name, true);
            }

            return cases;
        }
    }

    private static Dictionary<string, (string Text, string Intercept, string Slope, LinearGaussian.Term[] Terms)> Variability { get; } = new()
    {
        ["subjects"] = (
            "variability by ID\n  a, b ~ [0.5; 0.1, 0.2]", "a", "b",
            [new(o => o.Id, "1t", 0)]),
        ["occasions"] = (
            "variability by OCC within ID\n  a, b ~ [0.5; -0.1, 0.2]", "a", "b",
            [new(o => (o.Id, o.Occasion), "1t", 0)]),
        ["sites"] = (
            "variability by SITE within REGION\n  a, b ~ [0.5; -0.1, 0.2]", "a", "b",
            [new(o => (o.Region, o.Site), "1t", 0)]),
        ["all levels"] = (
            "variability by SITE within REGION\n  s ~ 0.7\nvariability by OCC within ID\n  k, l ~ [0.3; 0.05, 0.1]\nvariability by ID\n  a ~ 0.5\n  b ~ 0.2",
            "s + k + a", "l + b",
            [new(o => (o.Region, o.Site), "1", 0), new(o => (o.Id, o.Occasion), "1t", 1), new(o => o.Id, "1", 4), new(o => o.Id, "t", 5)]),
        ["regions and sites"] = (
            "variability by REGION\n  r ~ 0.3\nvariability by SITE within REGION\n  s ~ 0.7\nvariability by ID\n  a, b ~ [0.5; 0.1, 0.2]",
            "r + s + a", "b",
            [new(o => o.Region, "1", 0), new(o => (o.Region, o.Site), "1", 1), new(o => o.Id, "1t", 2)]),
        ["the same matrices"] = (
            "variability by ID\n  a, b ~ [0.5; 0.1, 0.2]\n  c ~ 0.3\nvariability by OCC within ID\n  k, l ~ same a, b\nvariability by SITE within REGION\n  s ~ same c",
            "a + k + s", "b + l + c",
            [
                new(o => o.Id, "1t", 0), new(o => o.Id, "t", 3), new(o => (o.Id, o.Occasion), "1t", 0),
                new(o => (o.Region, o.Site), "1", 3),
            ]),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_method_gives_the_exact_likelihood_and_its_gradient(string levels, bool isAway)
    {
        var (objectives, exact) = Make(levels, Methods);
        foreach (var objective in objectives)
        {
            Check(objective, exact, isAway);
        }
    }

    [Theory]
    [InlineData("subjects", "agq(5)")]
    [InlineData("occasions", "agq(3)")]
    [InlineData("sites", "agq(5)")]
    [InlineData("regions and sites", "agq(3)")]
    public void Quadrature_with_more_nodes_changes_nothing(string levels, string method)
    {
        var (objectives, exact) = Make(levels, [method]);
        foreach (var objective in objectives)
        {
            Check(objective, exact, isAway: false);
        }
    }

    private static void Check(PopulationObjective objective, LinearGaussian exact, bool isAway)
    {
        var point = objective.Layout.InitialFree();
        for (var i = 0; isAway && i < point.Length; i++)
        {
            point[i] *= i % 2 == 0 ? 1.3 : 0.8;
        }

        var evaluation = objective.Evaluate(point, withGradient: true);
        var name = objective.Approximation.Name;
        var expected = exact.Ofv(point);
        Assert.True(evaluation.Exists, name);
        Near.Equal(expected, evaluation.Ofv, Tolerance.LinearGaussian, what: name);
        Near.Equal(expected, objective.Evaluate(point, withGradient: false).Ofv, Tolerance.LinearGaussian, what: name + " without gradient");
        Near.Equal(exact.Gradient(point), evaluation.Gradient.AsSpan(), Tolerance.LinearGaussian, scale: 10, what: name + ", gradient");
    }

    private static (PopulationObjective[] Objectives, LinearGaussian Exact) Make(string levels, string[] methods)
    {
        var (text, intercept, slope, terms) = Variability[levels];
        var cohort = CohortOf.TextAndData(
            $"""
            model line
            parameters
              base  = 2
              slope = -0.3
              sd    = 0.4 in (0, inf)
            {text}
            individual
              intercept = base + {intercept}
              rate      = slope + {slope}
            observations
              f = intercept + rate*t
              DV ~ additive(f, sd)

            """,
            Data());
        return ([.. methods.Select(m => new PopulationObjective(cohort, MarginalApproximation.Find(m)!))], new LinearGaussian(Observations, terms));
    }

    private static string Data() => string.Join('\n', [
        "ID,TIME,OCC,SITE,REGION,DV,MDV",
        .. Observations.Where(o => o.Id < 3).Select(Row),
        "3,1,1,2,1,.,1",
        .. Observations.Where(o => o.Id > 3).Select(Row),
        ""]);

    private static string Row(LinearGaussian.Observation o) => $"{o.Id},{o.Time},{o.Occasion},{o.Site},{o.Region},{o.Value},0";
}
