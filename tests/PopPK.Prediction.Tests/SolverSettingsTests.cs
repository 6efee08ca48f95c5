using PopPK.Data;
using PopPK.Modeling;
using PopPK.Prediction.Structural;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>What a model asks of the integration of its equations is done.</summary>
public class SolverSettingsTests
{
    private static readonly Dataset Data =
        new TestData().Subject().Dose(0, 100, additional: 3, interval: 12).Observe(1, 5, 11.5, 13, 30, 47).Read();

    [Theory]
    [InlineData(1e-4)]
    [InlineData(1e-6)]
    [InlineData(1e-8)]
    public void A_relative_tolerance_decides_how_exact_amounts_are(double tolerance)
    {
        var exact = Bound.To(MichaelisMenten(new SolverSettings { RelativeTolerance = 1e-13 }), Data).Means();
        var means = Bound.To(MichaelisMenten(new SolverSettings { RelativeTolerance = tolerance }), Data).Means();
        var error = exact.Zip(means, (e, m) => Math.Abs(m / e - 1)).Max();

        Assert.InRange(error, tolerance * 1e-4, tolerance * Tolerance.OdeGlobalOverLocal);
    }

    [Fact]
    public void An_absolute_tolerance_lets_small_amounts_go()
    {
        var exact = Bound.To(MichaelisMenten(SolverSettings.Default), Data).Means();
        var means = Bound.To(MichaelisMenten(new SolverSettings { AbsoluteTolerance = 0.01 }), Data).Means();
        var error = exact.Zip(means, (e, m) => Math.Abs(m - e)).Max();

        Assert.InRange(error, 1e-9, 1);
    }

    [Fact]
    public void The_method_for_stiff_equations_can_be_asked_for()
    {
        var stiff = Bound.To(MichaelisMenten(new SolverSettings { Method = OdeMethod.Stiff }), Data);
        var plain = Bound.To(MichaelisMenten(SolverSettings.Default), Data);

        Near.Equal(plain.Means(), stiff.Means(), Tolerance.Ode);
        Assert.True(stiff.WasStiff(DerivativeOrder.Value));
        Assert.False(plain.WasStiff(DerivativeOrder.Value));
        Assert.Contains("Rosenbrock", stiff.Model.Solver.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("automatic", stiff.Model.Solver.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void The_explicit_pair_alone_can_be_asked_for()
    {
        var data = new TestData().Subject().Dose(0, 4, compartment: 2).Dose(0, 10).Observe(3).Read();
        var model = StiffModels.TargetMediated(1e4) with { Solver = new SolverSettings { Method = OdeMethod.NonStiff } };
        var bound = Bound.To(model, data);

        Near.Equal(Bound.To(StiffModels.TargetMediated(1e4), data).Means(), bound.Means(), Tolerance.Ode);
        Assert.False(bound.WasStiff(DerivativeOrder.Value));
    }

    [Fact]
    public void The_tolerance_of_a_steady_state_decides_when_its_search_ends()
    {
        var data = TestData.Read("ID,TIME,AMT,DV,EVID,SS,II\n1,0,100,.,1,1,12\n1,0.5,.,1,0,0,0\n1,6,.,1,0,0,0\n");
        var exact = Bound.To(MichaelisMenten(new SolverSettings { SteadyStateTolerance = 1e-12 }), data).Means();
        Near.Equal(exact, Bound.To(MichaelisMenten(SolverSettings.Default), data).Means(), Tolerance.Ode);

        var loose = Bound.To(MichaelisMenten(new SolverSettings { SteadyStateTolerance = 1e-2 }), data).Means();
        Assert.InRange(exact.Zip(loose, (e, m) => Math.Abs(m / e - 1)).Max(), 0, 1e-2);
    }

    private static PopulationModel MichaelisMenten(SolverSettings settings)
    {
        var m = new ModelBuilder();
        var (depot, central) = (m.Amount("depot"), m.Amount("central"));
        var (ka, vm, km) = (m.LogNormal("ka", 0.8), m.LogNormal("vm", 20), m.LogNormal("km", 30));
        return m.Observe(central, m.Theta("add", 1)).Equations(-ka * depot, ka * depot - vm * central / (km + central)) with
        {
            Solver = settings,
        };
    }
}
