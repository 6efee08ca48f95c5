using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

public class PriorTests
{
    [Fact]
    public void Curvature_of_priors_is_that_of_their_density_where_their_mode_is()
    {
        // S = (nu + p + 1) Omega at the initial estimates: there Omega is the mode.
        var text = DecayModel.Text("all levels", "DV ~ combined(f, s1, s2)");
        const string priors = "priors\n  tva, s1 ~ normal([7, 0.2], [1; 0.02, 0.01])\n  ea, ek ~ inverse_wishart([0.9; 0.18, 0.45], 6)\n  sa ~ inverse_wishart(0.36, 4)\n";
        var data = DecayModel.Data();
        var without = new PopulationObjective(CohortOf.TextAndData(text, data), MarginalApproximation.FirstOrder);
        var with = new PopulationObjective(
            CohortOf.TextAndData(text.Replace("individual\n", priors + "individual\n", StringComparison.Ordinal), data), MarginalApproximation.FirstOrder);
        var point = with.Layout.InitialFree();
        var curvature = new double[point.Length * point.Length];
        Assert.True(with.TryAddPriorCurvature(point, curvature));
        var expected = HighOrderDifference.Jacobian(
            x => [.. with.Evaluate(x, true).Gradient.Zip(without.Evaluate(x, true).Gradient, (a, b) => a - b)], point, 1e-3);
        Near.Equal(expected.Cast<double>().ToArray(), curvature, Tolerance.Derivative, scale: 1);
        Assert.False(without.TryAddPriorCurvature(point, curvature));
    }
}
