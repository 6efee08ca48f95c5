using MathNet.Numerics;
using PopPK.Prediction.Structural;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.PublishedModels;

/// <summary>Absorption through a chain (<c>models/transit_absorption.poppk</c>) against the gamma distribution.</summary>
public class TransitAbsorptionTests
{
    // What leaves the last of the transit compartments was in the depot and in four of them.
    private const int Shape = 5;
    private const double Transit = Shape / 1.5;
    private const double Absorption = 1.8;
    private const double Elimination = 10.0 / 50;
    private const double Dose = 300;

    private static readonly PublishedModel Published = new("transit_absorption");

    private static readonly double[] Times = [0.2, 0.7, 1.5, 2.5, 4, 8, 16, 24];

    [Fact]
    public void Derivatives_are_exact() => ExactDerivatives.Check(
        Bound.To(Published.Model, new TestData().Subject().Dose(0, Dose, additional: 1, interval: 3).Observe(0.5, 2, 4, 9).Dose(10, 50, rate: 20).Observe(12).Read()),
        seed: 2);

    [Fact]
    public void The_equations_are_linear_and_solved_exactly() =>
        Assert.IsType<LinearSolver>(Single("central/v").Model.Solver);

    [Fact]
    public void What_reaches_the_absorption_compartment_is_gamma_distributed()
    {
        Near.Equal(
            [.. Times.Select(t => Dose * Transit * Math.Pow(Transit * t, Shape - 1) / SpecialFunctions.Gamma(Shape) * Math.Exp(-Transit * t))],
            Single("ktr*transit4").Means(),
            Tolerance.MatrixExponential,
            Dose * Tolerance.MatrixExponentialNearZero / Tolerance.MatrixExponential);
        Near.Equal(
            [.. Times.Select(t => Dose * SpecialFunctions.GammaUpperRegularized(Shape, Transit * t))],
            Single("depot + transit1 + transit2 + transit3 + transit4").Means(),
            Tolerance.MatrixExponential,
            Dose * Tolerance.MatrixExponentialNearZero / Tolerance.MatrixExponential);
    }

    [Fact]
    public void The_central_amount_is_the_gamma_density_convolved_with_absorption_and_elimination()
    {
        // One compartment turns a unit dose into ka/(ka - k) (exp(-k t) - exp(-ka t)).
        double Central(double t) =>
            Dose * Absorption / (Absorption - Elimination) * (Convolved(Shape, Elimination, t) - Convolved(Shape, Absorption, t));
        Near.Equal([.. Times.Select(Central)], Single("central").Means(), Tolerance.MatrixExponential);
    }

    [Fact]
    public void When_ka_equals_ktr_absorption_is_one_more_transit()
    {
        var bound = Single("central").Set("tvka", Transit);
        Near.Equal([.. Times.Select(t => Dose * Convolved(Shape + 1, Elimination, t))], bound.Means(), Tolerance.MatrixExponential);
    }

    [Fact]
    public void Doses_that_overlap_in_the_chain_add_up()
    {
        double[] times = [0.5, 1.4, 2.2, 5, 12];
        var both = Published.Observe("central/v", new TestData().Subject().Dose(0, Dose).Observe(times[..2]).Dose(1.5, 100).Observe(times[2..])).Means();
        double Central(double t) => t <= 0 ? 0 : Absorption / (Absorption - Elimination) * (Convolved(Shape, Elimination, t) - Convolved(Shape, Absorption, t));
        Near.Equal([.. times.Select(t => (Dose * Central(t) + 100 * Central(t - 1.5)) / 50)], both, Tolerance.MatrixExponential);
    }

    [Fact]
    public void At_steady_state_the_area_of_an_interval_is_dose_over_clearance()
    {
        // The mean concentration of an interval by Simpson's rule; the profile is smooth and periodic.
        const int parts = 480;
        var steady = Published.Observe("central/v", $"0,1,1,{Dose},0,0,12,1", Enumerable.Range(0, parts + 1).Select(i => i * 12.0 / parts)).Means();
        var area = steady.Select((c, i) => c * (i is 0 or parts ? 1 : i % 2 == 0 ? 2 : 4)).Sum() * 12 / parts / 3;
        Near.Equal(Dose / 10, area, Tolerance.Ode);
    }

    private static Bound Single(string expression) => Published.Observe(expression, new TestData().Subject().Dose(0, Dose).Observe(Times));

    // The gamma density of a shape and the rate ktr, convolved with exp(-rate t).
    private static double Convolved(int shape, double rate, double t) =>
        Math.Exp(-rate * t) * Math.Pow(Transit / (Transit - rate), shape) * SpecialFunctions.GammaLowerRegularized(shape, (Transit - rate) * t);
}
