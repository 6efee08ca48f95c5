using PopPK.Prediction.Kernels;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.Kernels;

public class ChainRuleKernelTests
{
    [Fact]
    public void The_jet_of_a_function_of_jets_follows_the_chain_rule() => RandomCases.Check(random =>
    {
        var (layout, m) = (JetMatrixKernelTests.DrawLayout(random), random.Next(1, 4));
        var blocks = JetMatrixKernel.Blocks(layout);
        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
        var (g, x) = (Draw(1 + m + m * (m + 1) / 2), Draw(m * blocks));
        var result = new double[blocks];

        ChainRuleKernel.Compose(layout, m, g, x, result);

        Near.Equal(Plain(layout, m, g, x), result, Tolerance.Algebra, 1, $"{layout}, m = {m}");
    });

    [Fact]
    public void Composing_allocates_nothing()
    {
        var layout = new JetLayout(2, 3);
        var blocks = JetMatrixKernel.Blocks(layout);
        var (g, x, result) = (new double[6], new double[2 * blocks], new double[blocks]);
        g.AsSpan().Fill(1);
        Allocation.IsZero(() => ChainRuleKernel.Compose(layout, 2, g, x, result));
    }

    // The plain twin: the rule as it is written, with full matrices of second derivatives.
    private static double[] Plain(JetLayout layout, int m, double[] g, double[] x)
    {
        var blocks = JetMatrixKernel.Blocks(layout);
        double First(int i, int a) => x[i * blocks + 1 + a];
        double SecondOf(int i, int j)
        {
            var (low, high) = (Math.Min(i, j), Math.Max(i, j));
            return g[1 + m + low * (2 * m - low + 1) / 2 + high - low];
        }

        var result = new double[blocks];
        result[0] = g[0];
        for (var a = 0; a < layout.Total; a++)
        {
            result[1 + a] = Enumerable.Range(0, m).Sum(i => g[1 + i] * First(i, a));
            for (var b = a; b < layout.Total && a < layout.Active; b++)
            {
                var pair = 1 + layout.Total + layout.PairIndex(a, b);
                result[pair] = Enumerable.Range(0, m).Sum(i => g[1 + i] * x[i * blocks + pair]
                    + Enumerable.Range(0, m).Sum(j => SecondOf(i, j) * First(i, a) * First(j, b)));
            }
        }

        return result;
    }
}
