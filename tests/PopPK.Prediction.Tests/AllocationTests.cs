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

    [Fact]
    public void Linear_equations_with_lags_steady_states_and_covariates_that_change() =>
        CheckDoses(EventModels.AllProperties.Replace("= lag", "= lag*WT/70", StringComparison.Ordinal) + "\n  " + EventModels.Linear, integrated: false);

    [Fact]
    public void Differential_equations_with_lags_steady_states_and_covariates_that_change() =>
        CheckDoses(EventModels.AllProperties.Replace("= lag", "= lag*WT/70", StringComparison.Ordinal) + "\n  " + EventModels.Saturable, integrated: true);

    [Fact]
    public void A_closed_form_with_lags_steady_states_and_covariates_that_change() =>
        CheckDoses("one_compartment(k = k, ka = ka)\n  " + EventModels.AllProperties.Replace("= lag", "= lag*WT/70", StringComparison.Ordinal), integrated: false);

    [Theory]
    [InlineData(OccasionModels.OneCompartment)]
    [InlineData(OccasionModels.Properties)]
    public void Effects_of_occasions(string structure) => CheckOrders(Bound.To(OccasionModels.Of(structure), OccasionModels.Data(1, 2, 3).Read()));

    private static void CheckDoses(string structure, bool integrated)
    {
        var model = EventModels.Of(structure.Replace("- k*central", "- k*central*(if (TIME < d) 1 else 0.7)", StringComparison.Ordinal), "WT", "0.1*tvk*exp(e1)*WT/70");
        var data = new TestData("WT").Subject(70)
            .Dose(0, 50, 1, 0, 2, 6, steadyState: 1).Observe(1).With(75).Dose(2, 20, 2, -2, 1, 1.5, steadyState: 2).Observe(3).With(60)
            .Dose(4, 30, 2, -1).Other(5, -1).Observe(6).Dose(7, 0, 2, 5, steadyState: 1).Dose(8, 30, 2, 20, 0, 3, steadyState: 1).Observe(9, 20);
        CheckOrders(integrated ? Bound.Integrated(model, data.Read()) : Bound.To(model, data.Read()));
    }

    private static void Check(PopulationModel model)
    {
        var data = new TestData([.. model.Covariates.Select(c => c.Name)]).Subject([.. model.Covariates.Select(_ => 70.0)]);
        data = model.Structure.Compartments.IsEmpty ? data : data.Dose(0, 100).Observe(1).Dose(1, 50, rate: 25);
        CheckOrders(Bound.To(model, data.Observe(2, 9).Read()));
    }

    private static void CheckOrders(Bound bound)
    {
        foreach (var order in Enum.GetValues<DerivativeOrder>())
        {
            Assert.Equal(PredictionStatus.Success, bound.Predict(order));
            Allocation.IsZero(() => bound.Predict(order));
        }
    }
}
