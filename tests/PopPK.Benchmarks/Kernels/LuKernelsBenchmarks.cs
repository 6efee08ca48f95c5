using BenchmarkDotNet.Attributes;
using MathNet.Numerics.LinearAlgebra;
using PopPK.Numerics.LinearAlgebra;
using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks.Kernels;

/// <summary>
/// What a stiff step does with its matrix: <see cref="LuKernels"/> against Gaussian elimination by the book and against
/// MathNet.Numerics.
/// </summary>
public class LuKernelsBenchmarks
{
    private double[] _a = [];
    private double[] _b = [];
    private double[] _lu = [];
    private double[] _x = [];
    private int[] _pivots = [];
    private Matrix<double> _matrix = null!;
    private Vector<double> _vector = null!;

    [Params(3, 10)]
    public int N { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_a, _b) = (RandomMatrix.PositiveDefinite(N), RandomMatrix.Vector(N));
        (_lu, _x, _pivots) = (new double[N * N], new double[N], new int[N]);
        _matrix = Matrix<double>.Build.DenseOfRowMajor(N, N, _a);
        _vector = Vector<double>.Build.DenseOfArray(_b);
    }

    [Benchmark]
    public double FactorAndSolve()
    {
        _a.CopyTo(_lu, 0);
        _b.CopyTo(_x, 0);
        LuKernels.TryFactor(_lu, N, _pivots);
        LuKernels.Solve(_lu, N, _pivots, _x);
        return _x[0];
    }

    [Benchmark(Baseline = true)]
    public double[] PlainFactorAndSolve() => PlainElimination.Solve(_a, _b);

    [Benchmark]
    public double MathNetFactorAndSolve() => _matrix.LU().Solve(_vector)[0];
}
