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
    private const int Cases = 60;
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
    [InlineData("nocb", false)]
    [InlineData("nocb", true)]
    [InlineData("locf", false)]
    [InlineData("locf", true)]
    public void Amounts_follow_the_rules(string interpolation, bool integrated)
    {
        var model = Model(interpolation, ownInput: integrated ? 0 : 3);
        var data = RandomRegimen.DrawEverything(new Random(29), Subjects, 2, "WT").Read();
        var bound = integrated ? Bound.Integrated(model, data) : Bound.To(model, data);
        var column = data.IndexOf("WT");
        var random = new Random(31);
        var cases = integrated ? Subjects / 4 : Subjects;
        for (var i = 0; i < cases; i++)
        {
            DrawParameters(random, bound);
            var expected = Expected(bound.Theta, integrated ? 0 : 3, interpolation == "locf").Amounts(bound.Cohort.Subjects[i].Subject, column);
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

                if (withDepot && random.Next(3) == 0)
                {
                    Array.Clear(closed.Eta);
                    closed.Theta[0] = closed.Theta[1] * (1 + random.Next(2) * random.LogUniform(1e-15, 1e-2));
                }

                var subject = random.Next(Subjects);
                Agreement.OfExactSolutions.Check(closed, exponential, subject);
                Agreement.WithIntegration.Check(closed, integrated, subject);
            },
            Cases);
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

    private static PopulationModel Model(string interpolation, double ownInput) => EventModels.Of(
        Properties + $"  d/dt depot = -ka*depot\n  d/dt central = {ownInput}*d + ka*depot - k*central", $"WT {interpolation}", "0.1*tvk*exp(e1)*WT^0.75");

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
