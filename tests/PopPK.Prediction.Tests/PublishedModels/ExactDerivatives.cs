using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.PublishedModels;

/// <summary>
/// Total derivatives of mean and variance by random effects and by the logarithms of fixed effects against difference quotients
/// of high order. The logarithm gives every fixed effect, be it 0.05 or 500, the same step.
/// </summary>
internal static class ExactDerivatives
{
    // Fixed effects are drawn this far (standard deviation of the logarithm) from their initial values, random effects from 0.
    private const double Spread = 0.15;

    /// <summary>Compares all of a subject's derivatives at random fixed and random effects.</summary>
    /// <param name="bound">The model and its data; all fixed effects are free and not 0.</param>
    /// <param name="seed">Of the random numbers.</param>
    public static void Check(Bound bound, int seed)
    {
        var random = new Random(seed);
        double Draw() => Spread * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2;
        var (n, theta) = (bound.Eta.Length, bound.Theta.Select(t => t * Math.Exp(Draw())).ToArray());
        double[] point = [.. bound.Eta.Select(_ => Draw()), .. theta.Select(_ => 0.0)];
        var size = 1 + n;
        var known = new Dictionary<string, double[]>();
        double[] Evaluate(double[] x)
        {
            // Every row of the Jacobian asks for the same points again.
            var key = string.Join(' ', x.Select(BitConverter.DoubleToInt64Bits));
            if (!known.TryGetValue(key, out var values))
            {
                MoveTo(bound, theta, x);
                known[key] = values = ValuesAndGradients(bound);
            }

            return values;
        }

        MoveTo(bound, theta, point);
        var exact = bound.Total().SelectMany(p => (TotalPrediction[])[p.Mean, p.Variance]).ToArray();
        var jacobian = HighOrderDifference.Jacobian(Evaluate, point, step: 0.05);
        for (var j = 0; j < exact.Length; j++)
        {
            // Rows alternate between mean and variance; a derivative near zero counts on the scale of the profile.
            var scale = exact.Where((_, i) => i % 2 == j % 2).Max(t => Math.Abs(t.Value));
            double[] first = [.. exact[j].ByEta, .. exact[j].ByLogTheta(theta)];
            var mixed = exact[j].ByEtaLogTheta(theta);
            for (var column = 0; column < point.Length; column++)
            {
                Near.Equal(jacobian[j * size, column], first[column], Tolerance.Derivative, scale, $"{j} by {column}");
                for (var k = 0; k < n; k++)
                {
                    var second = column < n ? exact[j].ByEtaEta[k, column] : mixed[k * theta.Length + column - n];
                    Near.Equal(jacobian[j * size + 1 + k, column], second, Tolerance.Derivative, scale, $"{j} by {k}, {column}");
                }
            }
        }
    }

    // Mean and variance of every point, each with its gradient by eta: no higher order, which would cost more.
    private static double[] ValuesAndGradients(Bound bound)
    {
        Assert.Equal(PredictionStatus.Success, bound.Predict(DerivativeOrder.FirstActive));
        var w = bound.Workspace;
        double[] Gradient(ReadOnlySpan<double> first)
        {
            var gradient = new double[w.EtaCount];
            for (var a = 0; a < w.Layout.Active; a++)
            {
                for (var k = 0; k < gradient.Length; k++)
                {
                    gradient[k] += first[a] * w.PhiByEta[a * gradient.Length + k];
                }
            }

            return gradient;
        }

        return [.. Enumerable.Range(0, bound.Cohort.Subjects[0].Observations.Count).SelectMany(j => (double[])
            [w.Mean(j), .. Gradient(w.MeanFirst(j)), w.Variance(j), .. Gradient(w.VarianceFirst(j))])];
    }

    private static void MoveTo(Bound bound, double[] theta, double[] x)
    {
        var n = bound.Eta.Length;
        x.AsSpan(0, n).CopyTo(bound.Eta);
        for (var p = 0; p < theta.Length; p++)
        {
            bound.Theta[p] = theta[p] * Math.Exp(x[n + p]);
        }
    }
}
