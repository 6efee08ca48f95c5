using BenchmarkDotNet.Attributes;
using PopPK.Prediction;
using PopPK.Prediction.Kernels;
using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks.Kernels;

/// <summary>
/// The exponential of a 3 x 3 matrix of jets (four phi, three active) as <see cref="MatrixExponentialKernel"/> and
/// <see cref="JetMatrixKernel"/> compute it, beside the exponential of the same matrix without derivatives.
/// </summary>
public class MatrixExponentialKernelBenchmarks
{
    private const int Size = 3;
    private const double Interval = 0.7;
    private static readonly JetLayout Layout = new(3, 4);
    private readonly double[] _matrix = [-0.8, 0.1, 0, 0.4, -0.1, 0, 0.3, 0, -0.2];
    private readonly double[] _powers = new double[MatrixExponentialKernel.Degree * Size * Size * JetMatrixKernel.Blocks(Layout)];
    private readonly double[] _exponential = new double[Size * Size * JetMatrixKernel.Blocks(Layout)];
    private readonly double[] _square = new double[Size * Size * JetMatrixKernel.Blocks(Layout)];
    private readonly double[] _difference = new double[Size];
    private readonly double[] _state = [.. Enumerable.Range(0, Size * JetMatrixKernel.Blocks(Layout)).Select(i => 1.0 + i)];
    private readonly int[] _places = [.. Enumerable.Range(0, JetMatrixKernel.Blocks(Layout))];
    private readonly double[] _moved = new double[Size * JetMatrixKernel.Blocks(Layout)];

    [Benchmark]
    public void Powers() => MatrixExponentialKernel.Powers(Layout, Size, _matrix, [], _powers);

    [Benchmark]
    public void Exponential() => MatrixExponentialKernel.Exponential(Layout, Size, _powers, Interval, _exponential, _difference);

    [Benchmark]
    public void Squaring() => MatrixExponentialKernel.Square(Layout, Size, _exponential, _difference, _square);

    [Benchmark]
    public void Application() => JetMatrixKernel.AddVectorProduct(Layout, Layout, _places, Size, _exponential, _state, _moved);

    [Benchmark(Baseline = true)]
    public double[] PlainWithoutDerivatives()
    {
        var matrix = new double[Size, Size];
        for (var i = 0; i < Size * Size; i++)
        {
            matrix[i / Size, i % Size] = _matrix[i];
        }

        return LinearSystem.Advance(matrix, [1, 0, 0], Interval);
    }
}
