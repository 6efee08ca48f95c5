using PopPK.Numerics.Ode;
using PopPK.Numerics.Ode.Kernels;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Numerics.Tests.Ode;

public class InitialStepTests
{
    private static readonly OdeOptions Options = new() { RelativeTolerance = 1e-6, AbsoluteTolerance = 1e-8 };

    [Fact]
    public void The_length_agrees_with_its_plain_twin() => RandomCases.Check(random =>
    {
        var system = new OneCompartmentOral(random.LogUniform(1e-2, 1e2), random.LogUniform(1e-3, 1e1));
        var state = random.Vector(system.Dimension).Select(v => v + Math.CopySign(1, v)).ToArray();
        var interval = random.LogUniform(1e-6, 1e3) * (random.Next(2) == 0 ? 1 : -1);
        double[] Rates(double time, double[] y)
        {
            var rates = new double[y.Length];
            system.Rates(time, y, rates);
            return rates;
        }

        var expected = PlainRungeKutta.InitialStep(
            Rates, 0, state, Options.AbsoluteTolerance, Options.RelativeTolerance, Options.Tableau.EmbeddedOrder, interval);
        Near.Equal(expected, Select(system, At(system, state), interval), Tolerance.Algebra);
    });

    [Fact]
    public void The_length_is_of_the_order_that_meets_the_tolerance()
    {
        // Decay from 1: an error of h^(p+1) / (p+1)! in the embedded formula; the rule aims at 1 % of the tolerance and knows
        // no factorial.
        var system = new Decay(1);
        var expected = Math.Pow(0.01 * Options.RelativeTolerance, 1.0 / (Options.Tableau.EmbeddedOrder + 1));
        Assert.InRange(Select(system, At(system, [1]), 10), expected / 2, expected * 2);
    }

    [Fact]
    public void A_system_at_rest_may_be_crossed_in_one_step()
    {
        var system = new Decay(1);
        Assert.Equal(7, Select(system, At(system, [0]), -7));
    }

    [Fact]
    public void The_start_is_left_as_it_was_and_the_system_is_called_once()
    {
        var system = new OneCompartmentOral(1, 0.1);
        double[] state = [100, 1, 2, 3, 4, 5];
        var workspace = At(system, state);
        var rates = workspace.Stage(0).ToArray();
        Select(system, workspace, 10);
        Assert.Equal(state, workspace.State[..state.Length].ToArray());
        Assert.Equal(rates, workspace.Stage(0).ToArray());
        Assert.Equal(1, workspace.RateEvaluations);
    }

    [Fact]
    public void Choosing_allocates_nothing()
    {
        var system = new OneCompartmentOral(1, 0.1);
        var workspace = At(system, [100, 1, 2, 3, 4, 5]);
        Allocation.IsZero(() => Select(system, workspace, 10));
    }

    private static double Select<TSystem>(TSystem system, OdeWorkspace workspace, double interval)
        where TSystem : IOdeSystem => InitialStep.Select(ref system, Options, Options.Tableau.EmbeddedOrder, workspace, 0, interval);

    private static OdeWorkspace At<TSystem>(TSystem system, double[] state)
        where TSystem : IOdeSystem
    {
        var workspace = new OdeWorkspace(system.Dimension, Options.Tableau);
        state.CopyTo(workspace.State);
        system.Rates(0, state, workspace.Stage(0));
        return workspace;
    }
}
