using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Random subjects to whom everything happens that the data can say: against a plain walk that follows the rules, and between the solvers.</summary>
public class RegimenTests
{
    private const int Subjects = 400;
    private const int Cases = 800;
    private const int CasesPerIntegration = 16;
    private const string Closed = "closed form";
    private const string Linear = "matrix exponential";
    private const string Integrated = "differential equations";
    private const string Properties = """
        lag(depot) = lag*WT
          bioavailability(depot) = f*WT
          duration(depot) = d*WT
          rate(depot) = r*WT
          lag(central) = 0.3*lag
          bioavailability(central) = f
          duration(central) = 0.5*d
          rate(central) = r
          depot(0) = 7*WT
          central(0) = 20*f

        """;

    // A steady state that is added counts the system's own inputs twice where the equations are integrated, for which there is a warning.
    [Theory]
    [InlineData("nocb", Closed)]
    [InlineData("nocb", Linear)]
    [InlineData("nocb", Integrated)]
    [InlineData("locf", Closed)]
    [InlineData("locf", Linear)]
    [InlineData("locf", Integrated)]
    public void Amounts_follow_the_rules(string interpolation, string solver)
    {
        var ownInput = solver == Linear ? 3 : 0;
        var integrated = solver == Integrated;
        var model = Model(interpolation, solver == Closed ? "one_compartment(k = k, ka = ka)" : Equations(ownInput));
        var data = RandomRegimen.DrawEverything(new Random(29), Subjects, 2, "WT").Read();
        var bound = integrated ? Bound.Integrated(model, data) : Bound.To(model, data);
        Assert.Contains(solver, bound.Model.Solver.Description, StringComparison.Ordinal);
        var column = data.IndexOf("WT");
        var random = new Random(31);
        var cases = integrated ? Subjects / 4 : Subjects;
        for (var i = 0; i < cases; i++)
        {
            DrawParameters(random, bound);
            var expected = Expected(bound.Theta, ownInput, interpolation == "locf").Amounts(bound.Cohort.Subjects[i].Subject, column);
            var subject = bound.Cohort.Subjects[i];
            var status = bound.Model.Predict(subject, subject.Records, bound.Theta, bound.Eta, DerivativeOrder.Value, bound.Workspace);
            Assert.True(status == PredictionStatus.Success, $"{status}, subject {i + 1}, time {bound.Workspace.FailedTime}, theta ({string.Join(", ", bound.Theta)})");
            var scale = expected.Max(a => Math.Abs(a[1])) / 2;
            for (var j = 0; j < expected.Length; j++)
            {
                Near.Equal(
                    expected[j][1] / 2, bound.Workspace.Mean(j), integrated ? Tolerance.Ode : Tolerance.PlainRegimen, scale,
                    $"subject {i + 1}, record {j + 1}, theta ({string.Join(", ", bound.Theta)})");
            }
        }
    }

    [Theory]
    [InlineData("one")]
    [InlineData("one, depot")]
    [InlineData("two")]
    [InlineData("two, depot")]
    [InlineData("three")]
    public void Solvers_agree_in_every_derivative(string compartments)
    {
        var withDepot = compartments.EndsWith("depot", StringComparison.Ordinal);
        var model = WithProperties(compartments.Split(',')[0] switch
        {
            "one" => TestModels.OneCompartment(withDepot),
            "two" => TestModels.TwoCompartments(withDepot),
            _ => TestModels.ThreeCompartments(withDepot),
        });
        var data = RandomRegimen.DrawEverything(new Random(37), Subjects, model.Structure.Compartments.Length).Read();
        var closed = Bound.To(model, data);
        var exponential = Bound.To(model.AsEquations(), data);
        var integrated = Bound.Integrated(model.AsEquations(), data);
        Assert.Contains(compartments == "three" ? "matrix exponential" : "closed form", closed.Model.Solver.Description, StringComparison.Ordinal);
        Assert.Contains("matrix exponential", exponential.Model.Solver.Description, StringComparison.Ordinal);
        Assert.Contains("differential equations", integrated.Model.Solver.Description, StringComparison.Ordinal);
        var cases = 0;
        RandomCases.Check(
            random =>
            {
                for (var i = 0; i < closed.Theta.Length; i++)
                {
                    var effect = closed.Model.Model.FixedEffects[i];
                    closed.Theta[i] = effect.Name.StartsWith("tvk", StringComparison.Ordinal) ? random.LogUniform(0.1, 2) : effect.Initial;
                }

                for (var k = 0; k < closed.Eta.Length; k++)
                {
                    closed.Eta[k] = 0.6 * (random.NextDouble() - 0.5);
                }

                if (random.Next(3) == 0)
                {
                    MakeNearlyEqual(random, closed);
                }

                var subject = random.Next(Subjects);
                Agreement.OfExactSolutions.Check(closed, exponential, subject);
                if (cases++ % CasesPerIntegration == 0)
                {
                    Agreement.WithIntegration.Check(closed, integrated, subject);
                }
            },
            Cases);
    }

    // Absorption as fast as elimination, or elimination as fast as the return from a periphery that almost nothing goes to.
    private static void MakeNearlyEqual(Random random, Bound bound)
    {
        Array.Clear(bound.Eta);
        var k10 = bound.Model.Model.FixedEffects.Single(e => e.Name == "tvk10").Initial;
        foreach (var effect in bound.Model.Model.FixedEffects)
        {
            var nearly = k10 * (1 + random.Next(2) * random.LogUniform(1e-15, 1e-2));
            _ = effect.Name switch
            {
                "tvk10" => bound.Set(effect.Name, k10),
                "tvka" or "tvk21" => bound.Set(effect.Name, nearly),
                "tvk12" => bound.Set(effect.Name, random.LogUniform(1e-24, 1e-2)),
                _ => bound,
            };
        }
    }

    // Everything about doses depends on the elimination rate.
    private static PopulationModel WithProperties(PopulationModel model)
    {
        var k = Expr.Of(model.Individual.Single(d => d.Symbol.Name == "k10").Symbol);
        return model with
        {
            CompartmentProperties =
            [
                .. Enumerable.Range(0, model.Structure.Compartments.Length).SelectMany(c => new CompartmentProperty[]
                {
                    new(CompartmentPropertyKind.Lag, c, (3 + c) * k),
                    new(CompartmentPropertyKind.Bioavailability, c, 1 / (1 + k)),
                    new(CompartmentPropertyKind.Duration, c, 0.3 + (2 + c) * k),
                    new(CompartmentPropertyKind.Rate, c, 20 + 30 * k),
                    new(CompartmentPropertyKind.InitialAmount, c, 5 * k),
                }),
            ],
        };
    }

    private static string Equations(double ownInput) => $"d/dt depot = -ka*depot\n  d/dt central = {ownInput}*d + ka*depot - k*central";

    private static PopulationModel Model(string interpolation, string structure) =>
        EventModels.Of($"{Properties}  {structure}", $"WT {interpolation}", "0.1*tvk*exp(e1)*WT^0.75");

    // Half of the lags are longer than most intervals.
    private static void DrawParameters(Random random, Bound bound)
    {
        bound.Set("tvka", random.LogUniform(0.3, 3)).Set("tvk", random.LogUniform(2, 10));
        bound.Set("tvlag", random.LogUniform(0.1, 10)).Set("tvf", random.LogUniform(0.3, 1.5)).Set("tvd", random.LogUniform(0.3, 5));
    }

    private static PlainRegimen Expected(double[] theta, double ownInput, bool isCarriedForward)
    {
        var (ka, k, lag, f, d, r) = (theta[0], 0.1 * theta[1], theta[2], theta[3], theta[4], 9 * theta[4]);
        return new PlainRegimen(
            wt => (new[,] { { -ka, 0 }, { ka, -k * Math.Pow(wt, 0.75) } }, [0, ownInput * d]),
            wt => new PlainRegimen.Properties([lag * wt, 0.3 * lag], [f * wt, f], [d * wt, 0.5 * d], [r * wt, r], [7 * wt, 20 * f]),
            isCarriedForward)
        {
            SlowestRate = Math.Min(ka, 0.7 * k),
        };
    }
}
