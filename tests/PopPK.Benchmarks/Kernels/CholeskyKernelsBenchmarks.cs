using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using MathNet.Numerics.LinearAlgebra;
using PopPK.Numerics.LinearAlgebra;
using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks.Kernels;

/// <summary>
/// What the search of a conditional mode does with its curvature: <see cref="CholeskyKernels"/> against factors by their
/// definition and against MathNet.Numerics.
/// </summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class CholeskyKernelsBenchmarks
{
    private double[] _a = [];
    private double[] _b = [];
    private double[] _l = [];
    private double[] _x = [];
    private double[] _inverse = [];
    private double[] _plainFactor = [];
    private Matrix<double> _matrix = null!;
    private Vector<double> _vector = null!;

    [Params(3, 10)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_a, _b) = (RandomMatrix.PositiveDefinite(N), RandomMatrix.Vector(N));
        (_l, _x, _inverse) = (new double[N * N], new double[N], new double[N * N]);
        _plainFactor = PlainCholesky.Factor(_a, N);
        _matrix = Matrix<double>.Build.DenseOfRowMajor(N, N, _a);
        _vector = Vector<double>.Build.DenseOfArray(_b);
    }

    [Benchmark, BenchmarkCategory("Factor, solve, log|A|")]
    public double FactorAndSolve()
    {
        _a.CopyTo(_l, 0);
        _b.CopyTo(_x, 0);
        CholeskyKernels.TryFactor(_l, N);
        CholeskyKernels.Solve(_l, N, _x);
        return _x[0] + CholeskyKernels.LogDeterminant(_l, N);
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Factor, solve, log|A|")]
    public double PlainFactorAndSolve()
    {
        var l = PlainCholesky.Factor(_a, N);
        return PlainCholesky.Solve(l, N, _b)[0] + PlainCholesky.LogDeterminant(l, N);
    }

    [Benchmark, BenchmarkCategory("Factor, solve, log|A|")]
    public double MathNetFactorAndSolve()
    {
        var factor = _matrix.Cholesky();
        return factor.Solve(_vector)[0] + factor.DeterminantLn;
    }

    [Benchmark, BenchmarkCategory("Invert")]
    public double Invert()
    {
        CholeskyKernels.Invert(_plainFactor, N, _inverse);
        return _inverse[0];
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Invert")]
    public double[] PlainInvert() => PlainCholesky.Invert(_plainFactor, N);
}
