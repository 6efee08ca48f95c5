using PopPK.Prediction.Structural;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>
/// Two compartments whose eigenvalues run together: k10 = k21 and k12 -> 0, where (alpha - beta)/(alpha + beta) is about
/// sqrt(k12 / k10). Nothing happens to the solution there, and nothing may happen to its closed form.
/// </summary>
public class ConfluentTwoCompartmentTests
{
    private const double Rate = 0.3;

    public static TheoryData<bool, double> Sweep()
    {
        var data = new TheoryData<bool, double>();
        foreach (var withDepot in (bool[])[false, true])
        {
            foreach (var gap in (double[])[1, 0.3, 0.1, 1.01 * TwoCompartmentSolver.ConfluentBelow, 0.99 * TwoCompartmentSolver.ConfluentBelow, 1e-2, 1e-4, 1e-6, 1e-8, 0])
            {
                data.Add(withDepot, gap);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Sweep))]
    public void The_closed_form_equals_the_equations(bool withDepot, double gap)
    {
        var model = TestModels.TwoCompartments(withDepot);
        var closed = Bind(withDepot, model, gap);
        var equations = Bind(withDepot, model.AsEquations(), gap).Total();
        var exact = closed.Total();
        var scale = equations.Max(p => p.Mean.Value);
        for (var j = 0; j < exact.Length; j++)
        {
            var (expected, actual) = (equations[j].Mean, exact[j].Mean);
            Near.Equal(expected.Value, actual.Value, Tolerance.Ode, scale);
            Near.Equal(expected.ByEta, actual.ByEta, Tolerance.Ode, scale, "by eta");
            Near.Equal([.. expected.ByEtaEta.Cast<double>()], [.. actual.ByEtaEta.Cast<double>()], Tolerance.Ode, scale, "by eta pairs");

            // By theta itself, not its logarithm: a k12 of 0 has derivatives too.
            Near.Equal(expected.ByTheta, actual.ByTheta, Tolerance.Ode, scale / Rate, "by theta");
            Near.Equal([.. expected.ByEtaTheta.Cast<double>()], [.. actual.ByEtaTheta.Cast<double>()], Tolerance.Ode, scale / Rate, "by eta and theta");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_jumps_where_the_modes_are_given_up(bool withDepot)
    {
        var model = TestModels.TwoCompartments(withDepot);
        const double gap = TwoCompartmentSolver.ConfluentBelow;
        var (modes, series) = (Bind(withDepot, model, gap * (1 + 1e-9)).Total(), Bind(withDepot, model, gap * (1 - 1e-9)).Total());
        var scale = modes.Max(p => p.Mean.Value);
        for (var j = 0; j < modes.Length; j++)
        {
            Near.Equal([.. modes[j].Mean.ByEtaEta.Cast<double>()], [.. series[j].Mean.ByEtaEta.Cast<double>()], Tolerance.Ode, scale, $"point {j}");
        }
    }

    [Fact]
    public void Neither_branch_allocates()
    {
        foreach (var gap in (double[])[1, 0])
        {
            var bound = Bind(withDepot: true, TestModels.TwoCompartments(withDepot: true), gap);
            Allocation.IsZero(() => bound.Predict(DerivativeOrder.SecondAll));
        }
    }

    // The discriminant s^2/4 - p is k12 (k21 + k12/4) for k10 = k21; k12 is chosen so that its root is gap s / 2.
    private static Bound Bind(bool withDepot, Modeling.PopulationModel model, double gap)
    {
        var peripheral = withDepot ? 3 : 2;
        var data = new TestData().Subject()
            .Dose(0, 100).Observe(1).Dose(2, 100, rate: 25).Observe(3, 8, 20)
            .Dose(20, 100, compartment: peripheral).Observe(22)
            .Dose(24, 50, compartment: peripheral, rate: 25).Observe(25, 40);
        var low = 0.0;
        var high = 10.0;
        for (var i = 0; i < 200; i++)
        {
            var k12 = 0.5 * (low + high);
            var root = Math.Sqrt(k12 * (Rate + k12 / 4));
            (low, high) = root < gap * (Rate + k12 / 2) ? (k12, high) : (low, k12);
        }

        return Bound.To(model, data.Read()).Set("tvk10", Rate).Set("tvk12", gap == 0 ? 0 : low).Set("tvk21", Rate);
    }
}
