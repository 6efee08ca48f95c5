using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using PopPK.Prediction.Kernels;
using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks.Kernels;

/// <summary>
/// The integrals of exponentials with two derivatives: <see cref="ExponentialKernel"/> against quadrature, where a series is
/// summed (RateRatio 1.001) and where it is not (RateRatio 20).
/// </summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class ExponentialKernelBenchmarks
{
    private const double A = 0.1;
    private const double T = 2;
    private double _b;
    private double _ea;
    private double _eb;

    [Params(1.001, 20)]
    public double RateRatio { get; set; }

    [GlobalSetup]
    public void Setup() => (_b, _ea, _eb) = (RateRatio * A, Math.Exp(-A * T), Math.Exp(-RateRatio * A * T));

    [Benchmark, BenchmarkCategory("E1")]
    public double E1()
    {
        ExponentialKernel.E1(_b, T, _eb, out var jet);
        return jet.Value + jet.AA;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("E1")]
    public double PlainE1() => Enumerable.Range(0, 3).Sum(i => ExponentialIntegrals.E1(_b, T, i));

    [Benchmark, BenchmarkCategory("E2")]
    public double E2()
    {
        ExponentialKernel.E2(A, _b, T, _ea, _eb, out var jet);
        return jet.Value + jet.BB;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("E2")]
    public double PlainE2() => AllDerivatives(ExponentialIntegrals.E2);

    [Benchmark, BenchmarkCategory("E3")]
    public double E3()
    {
        ExponentialKernel.E3(A, _b, T, _ea, _eb, out var jet);
        return jet.Value + jet.BB;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("E3")]
    public double PlainE3() => AllDerivatives(ExponentialIntegrals.E3);

    private double AllDerivatives(Func<double, double, double, int, int, double> integral)
    {
        var sum = 0.0;
        for (var i = 0; i <= 2; i++)
        {
            for (var j = 0; i + j <= 2; j++)
            {
                sum += integral(A, _b, T, i, j);
            }
        }

        return sum;
    }
}
