using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using PopPK.Numerics.Ode;
using PopPK.Numerics.Ode.Kernels;

namespace PopPK.Benchmarks.Kernels;

/// <summary>
/// A Runge-Kutta step of ten stages and three amounts for eight problems by <see cref="LaneRungeKuttaKernels"/>, against eight times
/// <see cref="RungeKuttaKernels"/> (three amounts are padded there).
/// </summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class LaneRungeKuttaKernelsBenchmarks
{
    private const int Width = LaneOdeWorkspace.Width;
    private const int Stages = 10;
    private const int Amounts = 3;
    private const int Padded = 8;
    private const double H = 0.1;
    private const double Absolute = 1e-12;
    private const double Relative = 1e-6;
    private readonly double[] _w = RandomMatrix.Vector(Stages);
    private readonly double[] _k = RandomMatrix.Vector(Stages * Amounts * Width);
    private readonly double[] _y = RandomMatrix.Vector(Amounts * Width);
    private readonly double[] _z = new double[Amounts * Width];
    private readonly double[] _s = [.. Enumerable.Repeat(1.0, Amounts * Width)];
    private readonly double[] _one = RandomMatrix.Vector(Stages * Padded);
    private readonly double[] _weights = new double[ExplicitRungeKuttaTableau.Verner76.Extension!.StageCount * Width];

    [Benchmark, BenchmarkCategory("Combine")]
    public double CombineEight()
    {
        LaneRungeKuttaKernels.Combine(_w, _k, Vector512.Create(H), _y, _z);
        return _z[0];
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Combine")]
    public double CombineOneByOne()
    {
        for (var i = 0; i < Width; i++)
        {
            RungeKuttaKernels.Combine(_w, _one, H, _y.AsSpan(0, Padded), _z.AsSpan(0, Padded));
        }

        return _z[0];
    }

    [Benchmark, BenchmarkCategory("ErrorNorm")]
    public double ErrorNormOfEight() => LaneRungeKuttaKernels.ErrorNorm(_w, _k, Vector512.Create(H), _y, _y, _s, Absolute, Relative)[0];

    [Benchmark(Baseline = true), BenchmarkCategory("ErrorNorm")]
    public double ErrorNormOneByOne()
    {
        var sum = 0.0;
        for (var i = 0; i < Width; i++)
        {
            sum += RungeKuttaKernels.ErrorNorm(_w, _one, H, _y.AsSpan(0, Padded), _y.AsSpan(0, Padded), _s.AsSpan(0, Padded), Absolute, Relative);
        }

        return sum;
    }

    [Benchmark, BenchmarkCategory("Weights")]
    public double WeightsOfEight()
    {
        LaneRungeKuttaKernels.FillWeights(ExplicitRungeKuttaTableau.Verner76.Extension!, Vector512.Create(0.3), _weights);
        return _weights[0];
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Weights")]
    public double WeightsOneByOne()
    {
        var extension = ExplicitRungeKuttaTableau.Verner76.Extension!;
        for (var i = 0; i < Width; i++)
        {
            extension.Weights(0.3, _weights.AsSpan(0, extension.StageCount));
        }

        return _weights[0];
    }
}
