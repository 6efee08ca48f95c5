using BenchmarkDotNet.Attributes;
using PopPK.Numerics.LinearAlgebra;

namespace PopPK.Benchmarks.Kernels;

/// <summary>The check of an observation's row of derivatives: <see cref="FiniteKernel"/> against asking every number.</summary>
public class FiniteKernelBenchmarks
{
    private double[] _row = [];

    [Params(8, 64)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup() => _row = RandomMatrix.Vector(Length);

    [Benchmark]
    public bool Kernel() => FiniteKernel.AreFinite(_row);

    [Benchmark(Baseline = true)]
    public bool Plain() => _row.All(double.IsFinite);
}
