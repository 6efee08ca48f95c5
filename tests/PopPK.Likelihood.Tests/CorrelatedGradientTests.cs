using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

/// <summary>The gradient of every method's objective, the correlations' part too, against differences of the objective.</summary>
public class CorrelatedGradientTests
{
    private const string Pair = "correlation(cp, effect) = rho";

    public static TheoryData<string> Methods => ["fo", "foi", "foce", "focei", "laplace", "laplace-nointer", "agq(1)", "agq(2)"];

    private static (string Name, string Text, int Endpoints)[] Models =>
    [
        ("a pair with combined errors", CorrelatedResiduals.Model(Pair), 2),
        ("a pair of three endpoints", CorrelatedResiduals.Model("correlation(3, 2) = rho^3"), 3),
        ("three endpoints", CorrelatedResiduals.Model(CorrelatedResiduals.AllCorrelations), 3),
        ("a chain of three", CorrelatedResiduals.Model(Pair + "\n  correlation(effect, marker) = other"), 3),
        ("a deviation that varies", CorrelatedResiduals.Model(Pair, "normal(effect, sd*sqrt(e0/50)*(1 + cp/10))"), 2),
        ("sites", CorrelatedResiduals.Model(Pair, levels: "variability by SITE\n  site ~ 0.03"), 2),
    ];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Gradient_is_the_derivative_of_the_objective(string method)
    {
        foreach (var (name, text, endpoints) in Models)
        {
            if (name != "sites" || !method.StartsWith("agq", StringComparison.Ordinal))
            {
                Check(method, name, CohortOf.TextAndData(text, CorrelatedResiduals.Data(endpoints)));
            }
        }
    }

    private static void Check(string method, string name, Cohort cohort)
    {
        var objective = new PopulationObjective(cohort, MarginalApproximation.Find(method)!, 2);
        ObjectiveGradient.Check(objective, $"{method}, {name}");
    }
}
