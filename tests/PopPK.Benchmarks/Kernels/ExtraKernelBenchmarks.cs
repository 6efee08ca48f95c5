using BenchmarkDotNet.Attributes;
using PopPK.Likelihood.Kernels;
using PopPK.Prediction;
using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks.Kernels;

/// <summary>The extras of a subject with censored observations: <see cref="ExtraKernel"/> against the sums as they are written.</summary>
public class ExtraKernelBenchmarks
{
    private RepositoryModel _model = null!;
    private PlainExtra _plain = null!;
    private double[] _first = [];
    private double[] _pairs = [];
    private double[] _k = [];

    [GlobalSetup]
    public void Setup()
    {
        _model = new RepositoryModel("indomethacin_blq");
        _model.Predict(DerivativeOrder.SecondAll);
        var layout = _model.Workspace.Layout;
        _plain = new PlainExtra(_model.Workspace, _model.FirstSubject.IsNormal.ToArray());
        (_first, _pairs, _k) = (new double[layout.Total], new double[layout.PairCount], new double[layout.Active * layout.Active]);
    }

    [Benchmark]
    public double Accumulate() => ExtraKernel.Accumulate(_model.Workspace, _model.FirstSubject.IsNormal, _first, _pairs, _k);

    [Benchmark(Baseline = true)]
    public double PlainAccumulate() => _plain.Value() + _plain.First().Length + _plain.Pairs().Length + _plain.Curvature().Length;
}
