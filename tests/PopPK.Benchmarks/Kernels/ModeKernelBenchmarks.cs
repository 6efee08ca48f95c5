using BenchmarkDotNet.Attributes;
using PopPK.Prediction.Kernels;
using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks.Kernels;

/// <summary>
/// One step of a mode with its depot and all derivatives, exponentials included: <see cref="ModeKernel"/> against the
/// exponential of a matrix.
/// </summary>
public class ModeKernelBenchmarks
{
    private const double Lambda = 0.1;
    private const double Kappa = 1.5;
    private const double Rate = 3;
    private const double Dt = 0.7;
    private readonly double[] _modeAtStart = [4, 1, 2, 0.5, 0.3, 0.7];
    private readonly double[] _depotAtStart = [50, -20, 10];
    private readonly double[] _z = new double[ModeKernel.ModeSize];
    private readonly double[] _depot = new double[ModeKernel.DepotSize];

    [Benchmark]
    public double Kernel()
    {
        // From the same start every time, or the amounts would die away and denormal numbers be measured.
        _modeAtStart.CopyTo(_z, 0);
        _depotAtStart.CopyTo(_depot, 0);
        var (el, ek) = (Math.Exp(-Lambda * Dt), Math.Exp(-Kappa * Dt));
        ModeKernel.Advance(_z, _depot, Lambda, Kappa, el, ek, Rate, 0, Dt);
        ModeKernel.AdvanceDepot(_depot, Kappa, ek, 0, Dt);
        return _z[0];
    }

    [Benchmark(Baseline = true)]
    public double[] Plain() => PlainMode.Advance(_modeAtStart, _depotAtStart, Lambda, Kappa, Rate, 0, Dt);
}
