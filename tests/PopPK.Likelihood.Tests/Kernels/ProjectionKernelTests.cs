using PopPK.Likelihood.Kernels;
using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests.Kernels;

/// <summary><see cref="ProjectionKernel"/> against the chain rule element by element.</summary>
public class ProjectionKernelTests
{
    [Theory]
    [InlineData("theophylline")]
    [InlineData("indomethacin")]
    [InlineData("remifentanil")]
    public void Projections_are_the_chain_rule(string model)
    {
        var cohort = CohortOf.File("models", model + ".poppk");
        var w = cohort.CreateWorkspace();
        double[] theta = [.. cohort.Model.Model.FixedEffects.Select(f => f.Initial)];
        double[] eta = [.. cohort.Model.Etas.Select((_, k) => k % 2 == 0 ? 0.2 : -0.1)];
        Assert.Equal(
            PredictionStatus.Success,
            cohort.Model.Predict(cohort.Subjects[0], cohort.Subjects[0].Observations, theta, eta, DerivativeOrder.SecondAll, w));
        var (active, total, n, count) = (w.Layout.Active, w.Layout.Total, w.EtaCount, w.ThetaCount);
        var random = new Random(3);
        double[] Draw(int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)];
        var (first, kappa, pairs, kph) = (Draw(total), Draw(total), Draw(w.Layout.PairCount), Draw(active * n));
        var k = Draw(active * active);
        for (var i = 0; i < k.Length; i++)
        {
            k[i] = k[i % active * active + i / active];
        }

        var scratch = new double[2 * active * Math.Max(n, count) + n * n];
        var (gradient, curvature, expected) = (new double[n], new double[n * n], new double[n * n]);
        var (byTheta, cross) = (new double[count], new double[n * count]);
        void Project()
        {
            ProjectionKernel.OnEta(w, first, pairs, k, scratch, gradient, curvature, expected);
            ProjectionKernel.OnTheta(w, first, kappa, pairs, kph, scratch, byTheta, cross);
        }

        Allocation.IsZero(Project);
        double P(int a, int i) => w.PhiByEta[a * n + i];
        double J(int a, int b) => pairs[w.Layout.PairIndex(a, b)];
        double Over(int to, Func<int, double> term) => Enumerable.Range(0, to).Sum(term);
        for (var i = 0; i < n; i++)
        {
            Near.Equal(0.5 * Over(active, a => first[a] * P(a, i)), gradient[i], Tolerance.Algebra, 1, "gradient");
            for (var l = 0; l < n; l++)
            {
                var (row, column) = (Math.Max(i, l), Math.Min(i, l));
                var bent = Over(active, a => first[a] * w.PhiByEtaEta[a * n * (n + 1) / 2 + row * (row + 1) / 2 + column]);
                var straight = Over(active, a => Over(active, b => P(a, i) * J(a, b) * P(b, l)));
                Near.Equal(0.5 * (straight + bent), curvature[i * n + l], Tolerance.Algebra, 1, "curvature");
                Near.Equal(Over(active, a => Over(active, b => P(a, i) * k[a * active + b] * P(b, l))), expected[i * n + l], Tolerance.Algebra, 1, "expected");
                Assert.Equal(curvature[i * n + l], curvature[l * n + i]);
            }
        }

        for (var q = 0; q < count; q++)
        {
            double T(int b) => w.PhiByTheta[b * count + q];
            double M(int a, int i) => w.PhiByEtaTheta[(a * n + i) * count + q];
            var sum = Over(total, b => (first[b] + kappa[b]) * T(b)) + 2 * Over(active, a => Over(n, i => kph[a * n + i] * M(a, i)));
            Near.Equal(sum, byTheta[q], Tolerance.Algebra, 1, "by theta");
            for (var i = 0; i < n; i++)
            {
                var mixed = Over(active, a => Over(total, b => P(a, i) * J(a, b) * T(b)) + first[a] * M(a, i));
                Near.Equal(0.5 * mixed, cross[i * count + q], Tolerance.Algebra, 1, "cross");
            }
        }
    }
}
