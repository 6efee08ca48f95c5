using System.Diagnostics;
using PopPK.Modeling;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Parameters no subject can have: the answer is a status or finite numbers, and it comes soon.</summary>
public class RobustnessTests
{
    private static readonly DerivativeOrder[] Orders = Enum.GetValues<DerivativeOrder>();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_compartment(bool withDepot) => Strain(TestModels.OneCompartment(withDepot), cases: 500);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_compartments(bool withDepot) => Strain(TestModels.TwoCompartments(withDepot), cases: 500);

    [Fact]
    public void No_compartments() => Strain(TestModels.Decline(), cases: 500);

    [Fact]
    public void Equations() => Strain(TestModels.TwoCompartments(withDepot: true).AsEquations(), cases: 12);

    [Fact]
    public void Saturable_elimination() => Strain(TestModels.MichaelisMenten(), cases: 20);

    private static void Strain(PopulationModel model, int cases)
    {
        var hasCompartments = !model.Structure.Compartments.IsEmpty;
        var data = new TestData([.. model.Covariates.Select(c => c.Name)]).Subject([.. model.Covariates.Select(_ => 70.0)]);
        data = hasCompartments ? data.Dose(0, 100).Observe(0, 1).Dose(2, 50, rate: 25) : data.Observe(0, 1);
        var bound = Bound.To(model, data.Observe(3, 12, 72).Read());
        var outcomes = new Dictionary<PredictionStatus, int>();
        RandomCases.Check(
            random =>
            {
                for (var i = 0; i < bound.Theta.Length; i++)
                {
                    bound.Theta[i] = random.Next(4) == 0 ? bound.Theta[i] : random.LogUniform(1e-12, 1e6);
                }

                for (var k = 0; k < bound.Eta.Length; k++)
                {
                    bound.Eta[k] = random.Next(3) switch { 0 => 0, 1 => 20, _ => -20 };
                }

                var status = CheckAllOrders(bound);
                outcomes[status] = outcomes.GetValueOrDefault(status) + 1;
            },
            cases);

        // The test means something only when many cases go through.
        Assert.True(outcomes.GetValueOrDefault(PredictionStatus.Success) > cases / 4, string.Join(", ", outcomes));
    }

    private static PredictionStatus CheckAllOrders(Bound bound)
    {
        var last = PredictionStatus.Success;
        foreach (var order in Orders)
        {
            var clock = Stopwatch.StartNew();
            last = bound.Predict(order);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"theta ({string.Join(", ", bound.Theta)}), eta ({string.Join(", ", bound.Eta)})");
            if (last != PredictionStatus.Success)
            {
                continue;
            }

            var w = bound.Workspace;
            for (var j = 0; j < bound.Cohort.Subjects[0].Observations.Count; j++)
            {
                double[] numbers = [w.Mean(j), w.Variance(j), .. w.MeanFirst(j), .. w.VarianceFirst(j), .. w.MeanSecond(j), .. w.VarianceSecond(j)];
                Assert.All(numbers, x => Assert.True(double.IsFinite(x)));
            }
        }

        return last;
    }
}
