using PopPK.TestKit;

namespace PopPK.Prediction.Tests;

/// <summary>Asserts that total derivatives of mean, variance and extra by random and fixed effects are what difference quotients of high order say.</summary>
internal static class DerivativeCheck
{
    /// <summary>Compares the first subject's, at random effects that are not zero.</summary>
    /// <param name="bound">The model with data; a change of 0.05 in any effect moves no event across an observation.</param>
    public static void Run(Bound bound)
    {
        for (var k = 0; k < bound.Eta.Length; k++)
        {
            bound.Eta[k] = 0.2 - 0.15 * k;
        }

        var exact = bound.Total();
        Compare(bound, [.. exact.Select(p => p.Mean)], b => b.Total().Select(p => p.Mean), "mean");
        Compare(bound, [.. exact.Select(p => p.Variance)], b => b.Total().Select(p => p.Variance), "variance");
        if (bound.Workspace.HasExtra)
        {
            Compare(bound, bound.TotalExtra(), b => b.TotalExtra(), "extra");
        }
    }

    // The value's differences give the gradient; the exact gradient's differences give the second derivatives.
    private static void Compare(
        Bound bound, TotalPrediction[] exact, Func<Bound, IEnumerable<TotalPrediction>> part, string what)
    {
        var (n, p) = (bound.Eta.Length, bound.Theta.Length);
        double[] point = [.. bound.Eta, .. bound.Theta];
        var size = 1 + n;
        var known = new Dictionary<string, double[]>();
        double[] Evaluate(double[] x)
        {
            // Every row of the Jacobian asks for the same points again.
            var key = string.Join(' ', x.Select(BitConverter.DoubleToInt64Bits));
            if (!known.TryGetValue(key, out var values))
            {
                x.AsSpan(0, n).CopyTo(bound.Eta);
                x.AsSpan(n).CopyTo(bound.Theta);
                known[key] = values = [.. part(bound).SelectMany(t => (double[])[t.Value, .. t.ByEta])];
            }

            return values;
        }

        var jacobian = HighOrderDifference.Jacobian(Evaluate, point, step: 0.05);
        point.AsSpan(0, n).CopyTo(bound.Eta);
        point.AsSpan(n).CopyTo(bound.Theta);
        var scale = Math.Max(1e-3, exact.Max(t => Math.Abs(t.Value)));
        for (var j = 0; j < exact.Length; j++)
        {
            for (var column = 0; column < n + p; column++)
            {
                var (byTheta, q) = (column >= n, column - n);
                var first = byTheta ? exact[j].ByTheta[q] : exact[j].ByEta[column];
                Near.Equal(jacobian[j * size, column], first, Tolerance.Derivative, scale, $"{what} {j} by {column}");
                for (var k = 0; k < n; k++)
                {
                    var second = byTheta ? exact[j].ByEtaTheta[k, q] : exact[j].ByEtaEta[k, column];
                    Near.Equal(jacobian[j * size + 1 + k, column], second, Tolerance.Derivative, scale, $"{what} {j} by {k}, {column}");
                }
            }
        }
    }
}
