using PopPK.Likelihood;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

/// <summary>The gradient of an objective at the initial estimates against high-order differences of the objective.</summary>
internal static class ObjectiveGradient
{
    /// <summary>Compares every derivative by a free parameter.</summary>
    /// <param name="objective">The objective.</param>
    /// <param name="what">Said where they disagree.</param>
    public static void Check(PopulationObjective objective, string what)
    {
        var point = objective.Layout.InitialFree();
        var evaluation = objective.Evaluate(point, withGradient: true);
        Assert.True(evaluation.Exists, $"{what}: {string.Join("; ", evaluation.Failures)}");
        for (var i = 0; i < point.Length; i++)
        {
            double Along(double value)
            {
                var moved = point.ToArray();
                moved[i] = value;
                return objective.Evaluate(moved, withGradient: true).Ofv;
            }

            var difference = HighOrderDifference.Derivative(Along, point[i], 0.02 * Math.Abs(point[i]));
            var scale = Math.Max(Math.Abs(difference), 1);
            Assert.True(
                Math.Abs(evaluation.Gradient[i] - difference) <= Tolerance.Derivative * scale,
                $"{what}, {objective.Layout.Parameters[objective.Layout.Free[i]].Name}: {evaluation.Gradient[i]} against {difference}");
        }
    }
}
