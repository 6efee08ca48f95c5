using PopPK.Numerics.Ode;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Numerics.Tests.Ode;

/// <summary>The problem of the measurements is what it says: its derivatives are those of its amounts.</summary>
public class MichaelisMentenOralTests
{
    [Fact]
    public void First_derivatives_are_those_of_the_amounts()
    {
        var exact = Solve(MichaelisMentenOral.Typical, 1);
        for (var p = 0; p < 5; p++)
        {
            for (var i = 0; i < 3; i++)
            {
                var expected = HighOrderDifference.Derivative(x => Solve(With(p, x), 0)[i], MichaelisMentenOral.Typical[p]);
                Near.Equal(expected, exact[3 + (3 * p) + i], Tolerance.Derivative, scale: 1);
            }
        }
    }

    [Fact]
    public void Second_derivatives_are_those_of_the_first()
    {
        var exact = Solve(MichaelisMentenOral.Typical, 2);
        var next = 18;
        for (var p = 0; p < 5; p++)
        {
            for (var q = p; q < 5; q++)
            {
                for (var i = 0; i < 3; i++)
                {
                    var expected = HighOrderDifference.Derivative(x => Solve(With(q, x), 1)[3 + (3 * p) + i], MichaelisMentenOral.Typical[q]);
                    Near.Equal(expected, exact[next++], Tolerance.Derivative, scale: 1);
                }
            }
        }

        Assert.Equal(next, exact.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_Jacobian_is_that_of_the_rates(int order)
    {
        var system = new MichaelisMentenOral(MichaelisMentenOral.Typical, order);
        double[] state = [.. Enumerable.Range(1, system.Dimension).Select(i => 20 + (3 * Math.Sin(i)))];
        var entries = new double[system.JacobianStructure.EntryCount];
        system.Jacobian(0, state, entries);
        var actual = system.JacobianStructure.Expand(entries);
        var expected = HighOrderDifference.Jacobian(
            y =>
            {
                var rates = new double[y.Length];
                system.Rates(0, y, rates);
                return rates;
            },
            state);
        for (var i = 0; i < system.Dimension; i++)
        {
            for (var j = 0; j < system.Dimension; j++)
            {
                Near.Equal(expected[i, j], actual[i, j], Tolerance.Derivative, scale: 1, $"[{i}, {j}]");
            }
        }
    }

    private static double[] With(int p, double value)
    {
        var parameters = MichaelisMentenOral.Typical;
        parameters[p] = value;
        return parameters;
    }

    private static double[] Solve(double[] parameters, int order)
    {
        var system = new MichaelisMentenOral(parameters, order);
        var workspace = new OdeWorkspace(system.Dimension, ExplicitRungeKuttaTableau.Verner76);
        var state = new double[system.Dimension];
        state[0] = 100;
        var time = 0.0;
        Assert.Equal(OdeStatus.Success, ExplicitRungeKutta.Integrate(system, new OdeOptions(), workspace, ref time, 3, state));
        return state;
    }
}
