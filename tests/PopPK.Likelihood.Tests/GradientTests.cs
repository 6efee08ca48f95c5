using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

/// <summary>The gradient of every method's objective against differences of the objective.</summary>
public class GradientTests
{
    public static TheoryData<string, string> Models => new()
    {
        { "closed form, block omega, combined error", Oral("one_compartment(cl, v, ka)", "combined(cp, add, prop)") },
        { "equations, block omega, combined error", Oral("d/dt depot = -ka*depot\n  d/dt central = ka*depot - cl/v*central", "combined(cp, add, prop)") },
        { "closed form, additive error", Oral("one_compartment(cl, v, ka)", "additive(cp, add + 0*prop)") },
        { "closed form, proportional error with a floor", Oral("one_compartment(cl, v, ka)", "normal(cp, prop*cp + 0.1*add)") },
        { "two compartments", Oral("two_compartment(cl, v, q = tvq, v2 = 2*v, ka = ka)", "combined1(cp, add, prop)") },
        { "Michaelis-Menten equations", Oral("d/dt depot = -ka*depot\n  d/dt central = ka*depot - 8*cl*central/v/(8 + central/v)", "combined(cp, add, prop)") },
    };

    public static TheoryData<string> Methods => ["fo", "foi", "foce", "focei", "laplace", "laplace-nointer", "agq(1)", "agq(2)"];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Gradient_is_the_derivative_of_the_objective(string method)
    {
        foreach (var row in Models)
        {
            Check(method, (string)row[0], (string)row[1]);
        }
    }

    private static void Check(string method, string name, string text)
    {
        var cohort = CohortOf.TextAndFile(text, RepositoryFiles.Path("datasets", "theophylline.csv"));
        var objective = new PopulationObjective(cohort, MarginalApproximation.Find(method)!, 2);
        ObjectiveGradient.Check(objective, $"{method}, {name}");
    }

    [Fact]
    public void Warm_and_cold_searches_give_the_same_objective_and_gradient()
    {
        var cohort = CohortOf.File("models", "theophylline.poppk");
        var warm = new PopulationObjective(cohort, MarginalApproximation.Focei);
        var cold = new PopulationObjective(cohort, MarginalApproximation.Focei);
        var point = warm.Layout.InitialFree();
        warm.Evaluate(point, withGradient: true);
        for (var i = 0; i < point.Length; i++)
        {
            point[i] *= 1.01;
        }

        var followed = warm.Evaluate(point, withGradient: true);
        var fresh = cold.Evaluate(point, withGradient: true);
        Assert.True(followed.InnerEvaluations < fresh.InnerEvaluations);
        Assert.Equal(fresh.Ofv, followed.Ofv, Tolerance.ModeAccuracy * Math.Abs(fresh.Ofv));
        for (var i = 0; i < point.Length; i++)
        {
            Assert.Equal(fresh.Gradient[i], followed.Gradient[i], Tolerance.Derivative * Math.Max(1, Math.Abs(fresh.Gradient[i])));
        }
    }

    private static string Oral(string structure, string residual) => $"""
        model theophylline
        parameters
          tvka = 1.5  in (0, 20)
          tvcl = 2.7  in (0, 20)
          tvv  = 32   in (0, 200)
          tvq  = 3
          add  = 0.3  in (0, 5)
          prop = 0.1  in (0, 1)
          wtv  = 0.8
        variability by ID
          eta_cl, eta_v ~ [0.1; 0.02, 0.04]
          eta_ka ~ 0.4
        covariates
          WT
        individual
          ka = tvka * exp(eta_ka)
          cl = (tvcl + 0*tvq) * exp(eta_cl)
          v  = tvv * (WT/70)^wtv * exp(eta_v)
        structure
          {structure}
        observations
          cp = central/v
          DV ~ {residual}

        """;
}
