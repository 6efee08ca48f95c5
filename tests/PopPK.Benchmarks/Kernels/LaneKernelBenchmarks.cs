using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using PopPK.Likelihood.Kernels;
using PopPK.Prediction;
using PopPK.Prediction.Kernels;
using PopPK.Symbolics;

namespace PopPK.Benchmarks.Kernels;

/// <summary>
/// One subject eight observations at a time against one by one: predictions with all derivatives (<see cref="LaneModeKernel"/>,
/// <see cref="LaneExponentialKernel"/>, and <see cref="LaneMath"/> where a model has powers), the sums over them
/// (<see cref="LaneDensityKernel"/> against <see cref="DensityKernel"/>), and what both share, <see cref="ProjectionKernel"/>.
/// </summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class LaneKernelBenchmarks
{
    private RepositoryModel _model = null!;
    private SubjectWorkspace _eight = null!;
    private double[] _first = [];
    private double[] _pairs = [];
    private double[] _k = [];
    private double[] _sums = [];
    private double[] _scratch = [];
    private double[] _gradient = [];
    private double[] _curvature = [];
    private double[] _expected = [];

    [Params("theophylline", "indomethacin", "remifentanil")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _model = new RepositoryModel(Model);
        _eight = _model.Cohort.CreateWorkspace();
        OneByOne();
        EightAtATime();
        var (layout, n) = (_eight.Layout, _eight.EtaCount);
        (_first, _pairs, _k) = (new double[layout.Total], new double[layout.PairCount], new double[layout.Active * layout.Active]);
        _sums = new double[LaneDensityKernel.ScratchLength(layout)];
        _scratch = new double[2 * layout.Active * n + n * n];
        (_gradient, _curvature, _expected) = (new double[n], new double[n * n], new double[n * n]);
    }

    [Benchmark, BenchmarkCategory("Predict")]
    public PredictionStatus EightAtATime() =>
        _model.Cohort.Model.PredictInLanes(_model.FirstSubject, _model.Theta, _model.Eta, DerivativeOrder.SecondAll, _eight);

    [Benchmark(Baseline = true), BenchmarkCategory("Predict")]
    public PredictionStatus OneByOne() => _model.Predict(DerivativeOrder.SecondAll);

    [Benchmark, BenchmarkCategory("Accumulate")]
    public double AccumulateEight() => LaneDensityKernel.Accumulate(_eight, _model.FirstSubject.Observed, _sums, _first, _pairs, _k);

    [Benchmark(Baseline = true), BenchmarkCategory("Accumulate")]
    public double AccumulateOne() => DensityKernel.Accumulate(_model.Workspace, _model.FirstSubject.Observed, [], [], _first, _pairs, _k);

    [Benchmark, BenchmarkCategory("Project")]
    public double Project()
    {
        ProjectionKernel.OnEta(_eight, _first, _pairs, _k, _scratch, _gradient, _curvature, _expected);
        return _gradient[0];
    }
}
