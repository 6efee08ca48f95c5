using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using PopPK.Numerics.LinearAlgebra;
using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks.Kernels;

/// <summary>Products of small matrices: <see cref="DenseKernels"/> against the products as sums over indices.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class DenseKernelsBenchmarks
{
    private double[] _a = [];
    private double[] _x = [];
    private double[] _y = [];
    private double[] _result = [];
    private double[] _scratch = [];

    [Params(3, 10)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_a, _x) = (RandomMatrix.PositiveDefinite(N), RandomMatrix.Vector(N));
        (_y, _result, _scratch) = (new double[N], new double[N * N], new double[2 * N]);
    }

    [Benchmark, BenchmarkCategory("Dot")]
    public double Dot() => DenseKernels.Dot(_x, _x);

    [Benchmark(Baseline = true), BenchmarkCategory("Dot")]
    public double PlainDot() => PlainMatrix.Dot(_x, _x);

    [Benchmark, BenchmarkCategory("Multiply")]
    public double Multiply()
    {
        DenseKernels.Multiply(_a, _x, _y);
        return _y[0];
    }

    [Benchmark, BenchmarkCategory("Multiply")]
    public double MultiplySymmetric()
    {
        DenseKernels.MultiplySymmetric(_a, _x, _y);
        return _y[0];
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Multiply")]
    public double[] PlainMultiply() => PlainMatrix.Multiply(_a, _x, N, N, 1);

    [Benchmark, BenchmarkCategory("QuadraticForm")]
    public double QuadraticForm() => DenseKernels.QuadraticForm(_a, _x);

    [Benchmark(Baseline = true), BenchmarkCategory("QuadraticForm")]
    public double PlainQuadraticForm() => PlainMatrix.Dot(PlainMatrix.Multiply(_a, _x, N, N, 1), _x);

    [Benchmark, BenchmarkCategory("AddOuterProduct")]
    public double AddOuterProduct()
    {
        DenseKernels.AddOuterProduct(_result, 1e-9, _x);
        return _result[0];
    }

    [Benchmark(Baseline = true), BenchmarkCategory("AddOuterProduct")]
    public double[] PlainAddOuterProduct() => PlainMatrix.PlusOuterProduct(_a, 1e-9, _x);

    [Benchmark, BenchmarkCategory("Congruence")]
    public double Congruence()
    {
        DenseKernels.Congruence(_a, _a, N, N, _result, _scratch);
        return _result[0];
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Congruence")]
    public double[] PlainCongruence() => PlainMatrix.Congruence(_a, _a, N, N);
}
