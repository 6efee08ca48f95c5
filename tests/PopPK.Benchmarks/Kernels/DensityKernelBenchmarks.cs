using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using PopPK.Likelihood.Kernels;
using PopPK.Prediction;
using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks.Kernels;

/// <summary>The sums over one subject's observations: <see cref="DensityKernel"/> against the formulas as they are written.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class DensityKernelBenchmarks
{
    private RepositoryModel _model = null!;
    private PlainDensity _plain = null!;
    private double[] _first = [];
    private double[] _pairs = [];
    private double[] _k = [];
    private double[] _w = [];
    private double[] _scratch = [];
    private double[] _kappa = [];

    [Params("theophylline", "remifentanil")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _model = new RepositoryModel(Model);
        _model.Predict(DerivativeOrder.SecondAll);
        var layout = _model.Workspace.Layout;
        _plain = new PlainDensity(_model.Workspace, _model.FirstSubject.Observed.ToArray());
        (_first, _pairs, _kappa) = (new double[layout.Total], new double[layout.PairCount], new double[layout.Total]);
        (_k, _scratch) = (new double[layout.Active * layout.Active], new double[2 * layout.Active]);
        _w = PlainMatrix.Identity(layout.Active);
    }

    [Benchmark, BenchmarkCategory("Accumulate")]
    public double Accumulate() => DensityKernel.Accumulate(_model.Workspace, _model.FirstSubject.Observed, [], [], _first, _pairs, _k);

    [Benchmark(Baseline = true), BenchmarkCategory("Accumulate")]
    public double PlainAccumulate() =>
        _plain.Value() + _plain.First().Length + _plain.Pairs().Length + _plain.Expected().Length;

    [Benchmark, BenchmarkCategory("TraceDerivatives")]
    public double TraceDerivatives()
    {
        DensityKernel.TraceDerivatives(_model.Workspace, _model.FirstSubject.Observed.Length, [], [], _w, _scratch, _kappa);
        return _kappa[0];
    }

    [Benchmark(Baseline = true), BenchmarkCategory("TraceDerivatives")]
    public double[] PlainTraceDerivatives() => _plain.TraceDerivatives(_w);
}
