using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Total derivatives of mean and variance by random and fixed effects against difference quotients of high order.</summary>
public class DerivativeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_compartment_in_closed_form(bool withDepot) => Compare(TestModels.OneCompartment(withDepot), Regimen());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_compartments_in_closed_form(bool withDepot) => Compare(TestModels.TwoCompartments(withDepot), Regimen());

    [Fact]
    public void Two_compartments_dosed_in_the_periphery() =>
        Compare(TestModels.TwoCompartments(withDepot: true), Regimen().Dose(20, 50, compartment: 3, rate: 20).Observe(21, 25));

    [Fact]
    public void Two_compartments_as_equations() => Compare(TestModels.TwoCompartments(withDepot: true).AsEquations(), Regimen());

    [Fact]
    public void Two_compartments_as_equations_that_are_integrated() =>
        DerivativeCheck.Run(Bound.Integrated(TestModels.TwoCompartments(withDepot: true).AsEquations(), Regimen().Read()));

    [Fact]
    public void Saturable_elimination_of_an_infusion() =>
        Compare(TestModels.MichaelisMenten(), new TestData().Subject().Dose(0, 300, rate: 60).Observe(2, 5, 9, 30));

    [Fact]
    public void Equations_that_depend_on_time()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var k = m.LogNormal("k", 0.3);
        var amplitude = m.Theta("amplitude", 0.4);
        var phase = m.Theta("phase", 0.7) + m.Eta("eta_phase");
        var add = m.Theta("add", 0.5);
        var rhythm = 1 + amplitude * Expr.Call(ElementaryFunction.Sin, m.Time / 4 + phase);
        var model = m.Observe(central / 10, add).Equations(-k * rhythm * central);

        Compare(model, new TestData().Subject().Dose(0, 100).Observe(1, 6).Dose(6, 100, rate: 25).Observe(8, 20));
    }

    [Fact]
    public void No_compartments() => Compare(TestModels.Decline(), new TestData("WT").Subject(85).Observe(0, 1, 4, 20));

    [Fact]
    public void A_residual_error_with_a_random_effect_of_its_own()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var k = m.LogNormal("k", 0.3);
        var sigma = m.Theta("sigma", 0.3) * Expr.Exp(m.Eta("eta_sigma"));
        var power = m.Theta("power", 0.8);
        var model = m.Observe(central / 10, sigma * Expr.Power(central / 10, power)).ClosedForm(null, k);

        Compare(model, new TestData().Subject().Dose(0, 100).Observe(0, 1, 8));
    }

    [Fact]
    public void Both_absorption_and_elimination_may_be_the_same_quantity()
    {
        var m = new ModelBuilder();
        m.Amount("depot");
        var central = m.Amount("central");
        var k = m.LogNormal("k", 0.3);
        var model = m.Observe(central / 10, m.Theta("add", 0.5)).ClosedForm(k, k);

        Compare(model, Regimen());
    }

    private static TestData Regimen() => new TestData()
        .Subject()
        .Dose(0, 100)
        .Observe(0, 0.5, 3)
        .Dose(4, 200, rate: 50, additional: 1, interval: 6)
        .Observe(5, 9, 16);

    private static void Compare(PopulationModel model, TestData data) => DerivativeCheck.Run(Bound.To(model, data.Read()));
}
