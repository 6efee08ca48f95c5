using System.Diagnostics;
using PopPK.Modeling;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>
/// Properties of doses that nobody means: the answer is a status or finite numbers, it comes soon, and it leaves nothing behind that
/// the next subject would see.
/// </summary>
public class DoseRobustnessTests
{
    private const int Subjects = 60;

    private const string Text = """
        lag(depot) = tvlag + e2
          bioavailability(depot) = tvf + e3
          duration(depot) = tvd + e3
          rate(depot) = 9*tvd + e3
          lag(central) = tvlag*exp(e2)
          bioavailability(central) = f
          duration(central) = d
          rate(central) = r

        """;

    private static readonly double[] Nonsense = [0, -1, 1e-300, 1e-12, 1e-3, 30, 1e6, 1e9, 1e18, 1e300, double.NaN, double.PositiveInfinity];

    [Fact]
    public void Linear_equations() => Strain(Bound.To(EventModels.Of(Text + "  " + EventModels.Linear), Data()), 2000);

    [Fact]
    public void A_closed_form() => Strain(Bound.To(EventModels.Of(Text + "  one_compartment(k = k, ka = ka)"), Data()), 2000);

    [Fact]
    public void Linear_equations_that_are_integrated() => Strain(Bound.Integrated(EventModels.Of(Text + "  " + EventModels.Linear), Data()), 150);

    [Fact]
    public void Saturable_elimination() => Strain(Bound.To(EventModels.Of(Text + "  " + EventModels.Saturable), Data()), 150);

    [Fact]
    public void No_elimination_in_steady_state()
    {
        var data = new TestData().Subject().Dose(0, 10, 1, 0, 0, 12, steadyState: 1).Observe(1).Subject().Dose(0, 0, 2, 5, steadyState: 1).Observe(1).Read();
        var model = EventModels.Of(EventModels.Linear);
        foreach (var bound in new[] { Bound.To(model, data), Bound.Integrated(model, data) })
        {
            bound.Set("tvk", 0);
            Assert.Equal(PredictionStatus.SteadyStateNotReached, bound.Predict(DerivativeOrder.SecondAll, 0));
            Assert.Equal(PredictionStatus.SteadyStateNotReached, bound.Predict(DerivativeOrder.SecondAll, 1));
        }
    }

    [Fact]
    public void More_input_than_saturable_elimination_can_bear()
    {
        // The largest elimination rate is 60*0.4 = 24.
        var data = new TestData()
            .Subject().Dose(0, 300, 1, 0, 0, 12, steadyState: 1).Observe(1)
            .Subject().Dose(0, 0, 2, 25, steadyState: 1).Observe(1)
            .Subject().Dose(0, 280, 2, 0, 0, 12, steadyState: 1).Observe(1).Read();
        var bound = Bound.To(EventModels.Of(EventModels.Saturable), data);

        Assert.Equal(PredictionStatus.SteadyStateNotReached, bound.Predict(DerivativeOrder.SecondAll, 0));
        Assert.Equal(PredictionStatus.SteadyStateNotReached, bound.Predict(DerivativeOrder.SecondAll, 1));
        Assert.Equal(PredictionStatus.Success, bound.Predict(DerivativeOrder.SecondAll, 2));
    }

    [Theory]
    [InlineData(-0.1, PredictionStatus.DosePropertyOutOfRange)]
    [InlineData(1e12, PredictionStatus.TooManyDoses)]
    public void A_lag_of_less_than_nothing_or_of_a_billion_intervals(double lag, PredictionStatus expected)
    {
        var data = new TestData().Subject().Dose(0, 10, 1, 0, 0, 12, steadyState: 1).Observe(1).Read();
        var bound = Bound.To(EventModels.Of("lag(depot) = lag\n  " + EventModels.Linear), data).Set("tvlag", lag);

        Assert.Equal(expected, bound.Predict(DerivativeOrder.Value));
        Assert.Equal(expected == PredictionStatus.DosePropertyOutOfRange, bound.Workspace.RefusedProperty is { Kind: CompartmentPropertyKind.Lag, Value: -0.1 });
    }

    [Fact]
    public void A_given_infusion_that_spans_millions_of_intervals_of_its_steady_state()
    {
        var data = new TestData().Subject().Dose(0, 1e8, 2, 1, 0, 1, steadyState: 1).Observe(1).Read();

        Assert.Equal(PredictionStatus.TooManyDoses, Bound.To(EventModels.Of(EventModels.Linear), data).Predict(DerivativeOrder.Value));
    }

    private static PopPK.Data.Dataset Data() => RandomRegimen.DrawEverything(new Random(41), Subjects, 2).Read();

    private static void Strain(Bound bound, int cases)
    {
        var typical = bound.Theta.ToArray();
        var plain = Enumerable.Range(0, Subjects).First(i => bound.Predict(DerivativeOrder.Value, i) == PredictionStatus.Success);
        var reference = Bits(bound, typical, plain);
        var outcomes = new Dictionary<PredictionStatus, int>();
        RandomCases.Check(
            random =>
            {
                typical.CopyTo(bound.Theta, 0);
                Array.Clear(bound.Eta);
                var wrong = random.Next(1, 3);
                for (var i = 0; i < wrong; i++)
                {
                    bound.Theta[random.Next(bound.Theta.Length)] = Nonsense[random.Next(Nonsense.Length)];
                    bound.Eta[random.Next(bound.Eta.Length)] = random.Next(4) switch { 0 => 50, 1 => -50, _ => 0 };
                }

                var subject = random.Next(Subjects);
                var order = (DerivativeOrder)random.Next(Enum.GetValues<DerivativeOrder>().Length);
                var what = $"subject {subject + 1}, {order}, theta ({string.Join(", ", bound.Theta)}), eta ({string.Join(", ", bound.Eta)})";
                var clock = Stopwatch.StartNew();
                var status = bound.Predict(order, subject);
                Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), what);
                outcomes[status] = outcomes.GetValueOrDefault(status) + 1;
                if (status == PredictionStatus.Success)
                {
                    var w = bound.Workspace;
                    for (var j = 0; j < bound.Cohort.Subjects[subject].Observations.Count; j++)
                    {
                        double[] numbers = [w.Mean(j), w.Variance(j), .. w.MeanFirst(j), .. w.VarianceFirst(j)];
                        numbers = JetLayout.HasSecond(order) ? [.. numbers, .. w.MeanSecond(j), .. w.VarianceSecond(j)] : numbers;
                        Assert.True(numbers.All(double.IsFinite), $"{what}: {string.Join(", ", numbers)}");
                    }
                }

                if (random.Next(20) == 0)
                {
                    Array.Clear(bound.Eta);
                    Assert.Equal(reference, Bits(bound, typical, plain));
                }
            },
            cases);

        Assert.True(outcomes.GetValueOrDefault(PredictionStatus.Success) > cases / 10, string.Join(", ", outcomes));
        Assert.True(outcomes.GetValueOrDefault(PredictionStatus.DosePropertyOutOfRange) > 0, string.Join(", ", outcomes));
        Assert.True(outcomes.GetValueOrDefault(PredictionStatus.SteadyStateNotReached) > 0, string.Join(", ", outcomes));
    }

    private static double[] Bits(Bound bound, double[] theta, int subject)
    {
        theta.CopyTo(bound.Theta, 0);
        var total = bound.Total(subject);
        return [.. total.SelectMany(t => (double[])[t.Mean.Value, .. t.Mean.ByEta, .. t.Mean.ByTheta, .. t.Mean.ByEtaEta.Cast<double>()])];
    }
}
