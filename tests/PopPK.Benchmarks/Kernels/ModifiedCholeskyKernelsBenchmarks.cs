using BenchmarkDotNet.Attributes;
using PopPK.Numerics.LinearAlgebra;
using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks.Kernels;

/// <summary>The factor of an indefinite matrix: <see cref="ModifiedCholeskyKernels"/> against the algorithm as it is printed.</summary>
public class ModifiedCholeskyKernelsBenchmarks
{
    private double[] _a = [];
    private double[] _l = [];
    private double[] _added = [];

    [Params(3, 10)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _a = [.. RandomMatrix.PositiveDefinite(N).Zip(PlainMatrix.Identity(N), (a, one) => a - (2 * N * one))];
        (_l, _added) = (new double[N * N], new double[N]);
    }

    [Benchmark]
    public double Kernel()
    {
        _a.CopyTo(_l, 0);
        return ModifiedCholeskyKernels.Factor(_l, N, _added);
    }

    [Benchmark(Baseline = true)]
    public double Plain() => PlainCholesky.FactorModified(_a, N).E[0];
}
