using PopPK.Modeling;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Once everything is compiled, a prediction allocates nothing, whatever the structure and the order.</summary>
public class AllocationTests
{
    [Fact]
    public void A_closed_form() => Check(TestModels.TwoCompartments(withDepot: true));

    [Fact]
    public void Differential_equations() => Check(TestModels.MichaelisMenten());

    [Fact]
    public void Linear_equations() => Check(TestModels.TwoCompartments(withDepot: true).AsEquations());

    [Fact]
    public void No_compartments() => Check(TestModels.Decline());

    private static void Check(PopulationModel model)
    {
        var data = new TestData([.. model.Covariates.Select(c => c.Name)]).Subject([.. model.Covariates.Select(_ => 70.0)]);
        data = model.Structure.Compartments.IsEmpty ? data : data.Dose(0, 100).Observe(1).Dose(1, 50, rate: 25);
        var bound = Bound.To(model, data.Observe(2, 9).Read());
        foreach (var order in Enum.GetValues<DerivativeOrder>())
        {
            Assert.Equal(PredictionStatus.Success, bound.Predict(order));
            Allocation.IsZero(() => bound.Predict(order));
        }
    }
}
