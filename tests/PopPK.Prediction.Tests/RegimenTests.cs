using PopPK.Data;
using PopPK.Modeling;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Random subjects to whom everything happens that the data can say: against a plain walk that follows the rules, and between the solvers.</summary>
public class RegimenTests
{
    private const int Subjects = 400;
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
