using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using PopPK.Numerics.Ode.Kernels;
using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks.Kernels;

/// <summary>
/// The vector operations of a Runge-Kutta step with ten stages: <see cref="RungeKuttaKernels"/> against loops over components.
/// 8 components: two amounts with first derivatives by three parameters; 32: two amounts with first and second derivatives
/// by four parameters, padded.
/// </summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class RungeKuttaKernelsBenchmarks
{
    private const int Stages = 10;
    private const double H = 0.1;
    private const double Absolute = 1e-12;
    private const double Relative = 1e-10;
    private double[] _w = [];
    private double[] _k = [];
    private double[] _y = [];
    private double[] _z = [];
    private double[] _s = [];

    [Params(8, 32)]
    public int Components { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_w, _k, _y) = (RandomMatrix.Vector(Stages), RandomMatrix.Vector(Stages * Components), RandomMatrix.Vector(Components));
        (_z, _s) = (new double[Components], [.. Enumerable.Repeat(1.0, Components)]);
    }

    [Benchmark, BenchmarkCategory("Combine")]
    public double Combine()
    {
        RungeKuttaKernels.Combine(_w, _k, H, _y, _z);
        return _z[0];
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Combine")]
    public double[] PlainCombine() => PlainRungeKutta.Combine(_w, _k, H, _y);

    [Benchmark, BenchmarkCategory("ErrorNorm")]
    public double ErrorNorm() => RungeKuttaKernels.ErrorNorm(_w, _k, H, _y, _y, _s, Absolute, Relative);

    [Benchmark(Baseline = true), BenchmarkCategory("ErrorNorm")]
    public double PlainErrorNorm() => PlainRungeKutta.ErrorNorm(_w, _k, H, _y, _y, _s, Absolute, Relative);

    [Benchmark, BenchmarkCategory("ScaledNorm")]
    public double ScaledNorm() => RungeKuttaKernels.ScaledNorm(_y, _y, _s, Absolute, Relative);

    [Benchmark(Baseline = true), BenchmarkCategory("ScaledNorm")]
    public double PlainScaledNorm() => PlainRungeKutta.ScaledNorm(_y, _y, _s, Absolute, Relative);

    [Benchmark, BenchmarkCategory("StepTimesEigenvalue")]
    public double StepTimesEigenvalue() => RungeKuttaKernels.StepTimesEigenvalue(_w.AsSpan(1), _k, _s);

    [Benchmark(Baseline = true), BenchmarkCategory("StepTimesEigenvalue")]
    public double PlainStepTimesEigenvalue() => PlainRungeKutta.StepTimesEigenvalue(_w[1..], _k, _s);
}
