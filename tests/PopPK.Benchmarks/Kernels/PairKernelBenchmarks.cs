using BenchmarkDotNet.Attributes;
using PopPK.Prediction.Kernels;

namespace PopPK.Benchmarks.Kernels;

/// <summary>
/// What a two-compartment step costs beyond its two modes: <see cref="PairKernel"/> for distinct eigenvalues, and
/// <see cref="PairSeriesKernel"/>, which replaces modes and pair where the eigenvalues nearly coincide.
/// </summary>
public class PairKernelBenchmarks
{
    private const double Alpha = 0.9;
    private const double Beta = 0.1;
    private const double Dt = 0.7;
    private readonly double[] _fast = [4, 1, 2, 0.5, 0.3, 0.7];
    private readonly double[] _slow = [7, 2, 1, 0.4, 0.2, 0.9];
    private readonly double[] _depot = [50, -20, 10];
    private readonly double[] _start = [.. Enumerable.Range(1, PairKernel.PairSize).Select(i => (double)i)];
    private readonly double[] _pair = new double[PairKernel.PairSize];

    [Benchmark]
    public double Pair()
    {
        PairKernel.Combine(_fast, _slow, Alpha, Beta, _pair);
        return _pair[0];
    }

    [Benchmark]
    public bool Series()
    {
        _start.CopyTo(_pair, 0);
        return PairSeriesKernel.TryAdvance(_pair, _depot, 2 * Beta, Beta * Beta, 1.5, 3, 0, Dt);
    }
}
