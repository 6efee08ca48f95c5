using BenchmarkDotNet.Attributes;
using PopPK.Prediction;
using PopPK.Prediction.Kernels;

namespace PopPK.Benchmarks.Kernels;

/// <summary>The jet of a function of three jets by <see cref="ChainRuleKernel"/>: four phi, three active.</summary>
public class ChainRuleKernelBenchmarks
{
    private static readonly JetLayout Layout = new(3, 4);
    private readonly double[] _g = [.. Enumerable.Range(1, 10).Select(i => 1.0 / i)];
    private readonly double[] _x = [.. Enumerable.Range(0, 3 * JetMatrixKernel.Blocks(Layout)).Select(i => 1.0 + i)];
    private readonly double[] _result = new double[JetMatrixKernel.Blocks(Layout)];

    [Benchmark]
    public void Compose() => ChainRuleKernel.Compose(Layout, 3, _g, _x, _result);
}
