using BenchmarkDotNet.Attributes;
using PopPK.Numerics.LinearAlgebra;

namespace PopPK.Benchmarks.Kernels;

/// <summary>
/// The curvature of a site of subjects with four effects each and two that they share: <see cref="SkylineKernels"/> against the
/// dense <see cref="CholeskyKernels"/>.
/// </summary>
public class SkylineKernelsBenchmarks
{
    private const int Own = 4;
    private const int Shared = 2;
    private SkylineLayout _layout = SkylineLayout.Full(0);
    private double[] _a = [];
    private double[] _l = [];
    private double[] _inverse = [];
    private double[] _full = [];
    private double[] _denseFactor = [];
    private double[] _denseInverse = [];

    [Params(1, 30)]
    public int Subjects { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var n = Own * Subjects + Shared;
        _layout = new SkylineLayout([.. Enumerable.Range(0, n).Select(i => i < Own * Subjects ? i / Own * Own : 0)]);
        (_a, _l, _inverse) = (new double[_layout.Length], new double[_layout.Length], new double[_layout.Length]);
        (_full, _denseFactor, _denseInverse) = (new double[n * n], new double[n * n], new double[n * n]);
        for (var row = 0; row < n; row++)
        {
            for (var column = _layout.First[row]; column <= row; column++)
            {
                var value = row == column ? n : 1.0 / (1 + row + column);
                _a[_layout.At(row, column)] = _full[row * n + column] = _full[column * n + row] = value;
            }
        }
    }

    [Benchmark]
    public double FactorAndInvert()
    {
        _a.CopyTo(_l, 0);
        SkylineKernels.TryFactor(_layout, _l);
        SkylineKernels.Invert(_layout, _l, _inverse);
        return _inverse[0];
    }

    [Benchmark(Baseline = true)]
    public double DenseFactorAndInvert()
    {
        _full.CopyTo(_denseFactor, 0);
        CholeskyKernels.TryFactor(_denseFactor, _layout.Count);
        CholeskyKernels.Invert(_denseFactor, _layout.Count, _denseInverse);
        return _denseInverse[0];
    }
}
