using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>
/// Derivatives on random regimens of everything against difference quotients along random directions, of equations that are not linear too.
/// Where the quotients of two steps differ an event has passed a record, and nothing can be said.
/// </summary>
public class RandomDerivativeTests
{
    private const int Subjects = 150;
    private const double Step = 2e-4;

    // What is less than this part of the largest dose is not judged by its own size.
    private const double WashedOut = 1e-6;

    private const string Properties = """
        lag(depot) = lag*WT
          bioavailability(depot) = f*WT
          duration(depot) = d*WT
          rate(depot) = r*WT
          lag(central) = 0.3*lag
          bioavailability(central) = f
          duration(central) = 0.5*d
          rate(central) = r
          depot(0) = 7*WT*f
          central(0) = 20*f

        """;

    [Theory]
    [InlineData("one_compartment(k = k, ka = ka)", "nocb")]
    [InlineData(EventModels.Linear, "locf")]
    [InlineData(EventModels.Linear, "linear")]
    [InlineData("d/dt depot = -ka*depot\n  d/dt central = ka*depot - k*central*(if (TIME < 2*d) 1 else 0.4)", "nocb")]
    [InlineData("d/dt depot = -ka*depot\n  d/dt central = ka*depot - 300*k*central/(40 + central)", "nocb")]
    [InlineData("d/dt depot = -ka*depot\n  d/dt central = ka*depot - 300*k*central/(40 + central)", "linear")]
    [InlineData(EventModels.IndirectResponse, "nocb")]
    public void Derivatives_along_random_directions(string structure, string interpolation)
    {
        var model = EventModels.Of($"{Properties}  {structure}", $"WT {interpolation}", "0.1*tvk*exp(e1)*WT^0.75");
        var bound = Bound.To(model, RandomRegimen.DrawEverything(new Random(53), Subjects, 2, "WT").Read());
        var (checks, numbers) = (0, 0);
        for (var i = 0; i < Subjects; i++)
        {
            var random = new Random(i);
            var (n, p) = (bound.Eta.Length, bound.Theta.Length);
            double[] point = [.. bound.Eta.Select(_ => random.NextDouble() - 0.5), .. bound.Model.Model.FixedEffects.Select(e => e.Initial)];
            double[] direction = [.. point.Select((x, k) => (random.NextDouble() - 0.5) * (k < n ? 1 : x))];
            if (At(bound, point, direction, 0, i) is not { } middle
                || Quotient(bound, point, direction, Step, i) is not { } coarse
                || Quotient(bound, point, direction, Step / 2, i) is not { } fine)
            {
                continue;
            }

            for (var j = 0; j < middle.Length; j++)
            {
                // The value's derivative along the direction, then those of its gradient by eta.
                var slope = Directional(middle[j], direction, n, p);
                var scale = slope.Max(Math.Abs) + Math.Abs(middle[j].Value) + WashedOut * bound.Cohort.Subjects[i].LargestDose;
                for (var k = 0; k < slope.Length; k++, numbers++)
                {
                    if (Math.Abs(coarse[j][k] - fine[j][k]) <= Tolerance.SmallStep * scale)
                    {
                        Near.Equal(fine[j][k], slope[k], 3 * Tolerance.SmallStep, scale, $"subject {i + 1}, observation {j + 1}, number {k}");
                        checks++;
                    }
                }
            }
        }

        Assert.True(checks > 0.8 * numbers && numbers > Subjects, $"{checks} of {numbers}");
    }

    private static double[] Directional(TotalPrediction t, double[] direction, int n, int p)
    {
        var result = new double[1 + n];
        for (var k = 0; k < n; k++)
        {
            result[0] += t.ByEta[k] * direction[k];
            for (var l = 0; l < n; l++)
            {
                result[1 + k] += t.ByEtaEta[k, l] * direction[l];
            }

            for (var q = 0; q < p; q++)
            {
                result[1 + k] += t.ByEtaTheta[k, q] * direction[n + q];
            }
        }

        for (var q = 0; q < p; q++)
        {
            result[0] += t.ByTheta[q] * direction[n + q];
        }

        return result;
    }

    private static double[][]? Quotient(Bound bound, double[] point, double[] direction, double h, int subject) =>
        At(bound, point, direction, h, subject) is { } up && At(bound, point, direction, -h, subject) is { } down
            ? [.. up.Zip(down, (u, d) => (double[])[
                (u.Value - d.Value) / (2 * h), .. u.ByEta.Zip(d.ByEta, (a, b) => (a - b) / (2 * h))])]
            : null;

    // Null where there is no steady state.
    private static TotalPrediction[]? At(Bound bound, double[] point, double[] direction, double h, int subject)
    {
        double[] x = [.. point.Zip(direction, (a, b) => a + h * b)];
        x.AsSpan(0, bound.Eta.Length).CopyTo(bound.Eta);
        x.AsSpan(bound.Eta.Length).CopyTo(bound.Theta);
        return bound.Predict(DerivativeOrder.Value, subject) == PredictionStatus.Success ? [.. bound.Total(subject).Select(t => t.Mean)] : null;
    }
}
