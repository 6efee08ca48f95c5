namespace PopPK.Prediction.Kernels;

/// <summary>
/// The chain rule for g(x1, ..., xm) where the x are jets: g_a = sum g_i x_i,a and g_ab = sum g_i x_i,ab + sum g_ij x_i,a x_j,b.
/// </summary>
internal static class ChainRuleKernel
{
    /// <summary>Computes the jet of g.</summary>
    /// <param name="layout">The blocks of the jets.</param>
    /// <param name="m">Number of arguments.</param>
    /// <param name="g">g, its m first derivatives, its second derivatives by pairs (i, j), j not before i, row by row.</param>
    /// <param name="x">The arguments' jets, one after another; their values are not read.</param>
    /// <param name="result">Receives the jet.</param>
    public static void Compose(JetLayout layout, int m, ReadOnlySpan<double> g, ReadOnlySpan<double> x, Span<double> result)
    {
        var blocks = JetMatrixKernel.Blocks(layout);
        result[0] = g[0];
        for (var a = 1; a < blocks; a++)
        {
            var sum = 0.0;
            for (var i = 0; i < m; i++)
            {
                sum += g[1 + i] * x[i * blocks + a];
            }

            result[a] = sum;
        }

        var second = 1 + m;
        for (var i = 0; i < m; i++)
        {
            for (var j = i; j < m; j++, second++)
            {
                if (g[second] != 0)
                {
                    AddSecond(layout, g[second], x.Slice(i * blocks, blocks), x.Slice(j * blocks, blocks), i == j, result);
                }
            }
        }
    }

    private static void AddSecond(
        JetLayout layout, double g, ReadOnlySpan<double> x, ReadOnlySpan<double> y, bool isSame, Span<double> result)
    {
        var p = 1 + layout.Total;
        for (var a = 1; a <= layout.Active; a++)
        {
            var (gx, gy) = (g * x[a], isSame ? 0 : g * y[a]);
            for (var b = a; b <= layout.Total; b++, p++)
            {
                result[p] += gx * y[b] + gy * x[b];
            }
        }
    }
}
