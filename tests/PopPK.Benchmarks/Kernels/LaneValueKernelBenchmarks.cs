using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using PopPK.Prediction.Kernels;
using PopPK.Symbolics;
using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks.Kernels;

/// <summary>
/// Values without derivatives: two modes with their depot at eight times by <see cref="LaneValueKernel"/>, with and without the basis of the times,
/// against <see cref="ModeKernel"/> time by time; a step of three amounts by <see cref="LinearStepKernel"/> against a plain product.
/// </summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class LaneValueKernelBenchmarks
{
    private const int Width = LaneFunction.Width;
    private const double Ka = 1;
    private readonly double[] _lambda = [0.3, 0.05];
    private readonly double[] _times = [1, 2, 3, 4, 5, 6, 7, 8];
    private readonly double[] _state = [.. Enumerable.Range(0, 5 * Width).Select(i => 1.0 + i)];
    private readonly double[] _basis = new double[LaneValueKernel.BasisSize(2) * Width];
    private readonly double[] _z = new double[2 * Width];
    private readonly double[] _mode = new double[ModeKernel.ModeSize];
    private readonly double[] _depot = [50, 0, 0];
    private readonly double[] _matrix = [0.9, 0.1, 0, 0.1, 0.8, 0.1, 0, 0.2, 0.7];
    private readonly double[] _amounts = [1, 2, 3];
    private readonly double[] _next = new double[3];

    [Benchmark, BenchmarkCategory("Modes")]
    public double EightWithBasis()
    {
        LaneValueKernel.FillBasis(_times, _lambda, 2, Ka, hasDepot: true, hasInputs: false, _basis);
        return Eight();
    }

    [Benchmark, BenchmarkCategory("Modes")]
    public double Eight()
    {
        LaneValueKernel.Advance(_state, _basis, 2, 2, Ka, hasInputs: false, _z);
        LaneValueKernel.Combine(_z, 2, _lambda[0], _lambda[1]);
        return _z[0];
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Modes")]
    public double OneByOne()
    {
        var sum = 0.0;
        foreach (var t in _times)
        {
            foreach (var lambda in _lambda)
            {
                _mode.AsSpan().Fill(1);
                ModeKernel.Advance(_mode, _depot, lambda, Ka, Math.Exp(-lambda * t), Math.Exp(-Ka * t), 0, 0, t);
                sum += _mode[0];
            }
        }

        return sum;
    }

    [Benchmark, BenchmarkCategory("Step")]
    public double Step()
    {
        LinearStepKernel.Advance(_matrix, _amounts, _amounts, _next);
        return _next[0];
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Step")]
    public double[] PlainStep() => [.. PlainMatrix.Multiply(_matrix, _amounts, 3, 3, 1).Zip(_amounts, (x, w) => x + w)];
}
