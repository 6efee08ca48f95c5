using PopPK.Modeling;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Every element of the Jacobian of the sensitivity equations against difference quotients of their rates.</summary>
public class SensitivityJacobianTests
{
    [Fact]
    public void Of_saturable_elimination() => Compare(TestModels.MichaelisMenten());

    [Fact]
    public void Of_binding_to_a_target() => Compare(StiffModels.TargetMediated(3));

    [Fact]
    public void Of_a_model_whose_amounts_depend_on_different_parameters() => Compare(StiffModels.Follower(2));

    [Fact]
    public void Of_rates_that_depend_on_time()
    {
        var m = new ModelBuilder();
        var (central, effect) = (m.Amount("central"), m.Amount("effect"));
        var (k, ke) = (m.LogNormal("k", 0.3), m.LogNormal("ke", 0.7));
        var rhythm = 1 + 0.4 * Expr.Call(ElementaryFunction.Sin, m.Time / 4 + m.Eta("eta_phase"));
        Compare(m.Observe(effect, m.Theta("add", 0.5)).Equations(-k * rhythm * central, ke * central * central - ke * rhythm * effect));
    }

    private static void Compare(PopulationModel model)
    {
        var bound = Bound.To(model, new TestData().Subject().Dose(0, 10).Observe(1).Read());
        foreach (var order in Enum.GetValues<DerivativeOrder>())
        {
            Assert.Equal(PredictionStatus.Success, bound.Predict(order));
            var phi = bound.Workspace.Phi.ToArray();
            var system = ((OdeSolver)bound.Model.Solver).EquationsOf(order);
            var jacobian = system.Jacobian!;
            var n = system.Dimension;
            var random = new Random(7);
            double[] point = [.. Enumerable.Range(0, n).Select(_ => 1 + random.NextDouble()), 2.5];
            var entries = new double[jacobian.Structure.EntryCount];
            jacobian.Entries.Invoke(point.AsSpan(0, n), phi, point.AsSpan(n), entries);
            var whole = jacobian.Structure.Expand(entries);
            double[] Rates(double[] x)
            {
                var rates = new double[n];
                system.Rates.Invoke(x.AsSpan(0, n), phi, x.AsSpan(n), rates);
                return rates;
            }

            var expected = HighOrderDifference.Jacobian(Rates, point);
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    Near.Equal(expected[i, j], whole[i, j], Tolerance.Derivative, scale: 1, $"{order}, equation {i} by {j}");
                }

                Near.Equal(expected[i, n], entries[^(n - i)], Tolerance.Derivative, scale: 1, $"{order}, equation {i} by time");
            }
        }
    }
}
