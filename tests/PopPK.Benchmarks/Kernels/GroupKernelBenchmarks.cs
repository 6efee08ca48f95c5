using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using PopPK.Likelihood;
using PopPK.Likelihood.Kernels;
using PopPK.Prediction;
using PopPK.TestKit;
using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks.Kernels;

/// <summary>
/// The sums over one subject's six groups of correlated residuals: <see cref="GroupKernel"/> and <see cref="GroupTraceKernel"/> on
/// <see cref="GroupCovarianceKernel"/>, against the matrices as they are written.
/// </summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class GroupKernelBenchmarks
{
    private SubjectWorkspace _workspace = null!;
    private BoundSubject _subject = null!;
    private GroupScratch _scratch = null!;
    private PlainGroupDensity[] _plain = [];
    private double[] _first = [];
    private double[] _pairs = [];
    private double[] _k = [];
    private double[] _w = [];
    private double[] _kappa = [];

    [Params(2, 3)]
    public int Endpoints { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var cohort = CorrelatedResiduals.Cohort(Endpoints, Endpoints == 2 ? "correlation(cp, effect) = rho" : CorrelatedResiduals.AllCorrelations);
        _workspace = cohort.CreateWorkspace();
        _subject = cohort.Subjects[0];
        double[] theta = [.. cohort.Model.Model.FixedEffects.Select(f => f.Initial)];
        cohort.Model.Predict(_subject, _subject.Observations, theta, [0.1, -0.1, 0.1], DerivativeOrder.SecondAll, _workspace);
        var layout = _workspace.Layout;
        _scratch = new GroupScratch(cohort);
        _plain = [.. _subject.ResidualGroups.Select(g => new PlainGroupDensity(_workspace, g, _subject.Observed.ToArray()))];
        (_first, _pairs, _kappa) = (new double[layout.Total], new double[layout.PairCount], new double[layout.Total]);
        _k = new double[layout.Active * layout.Active];
        _w = PlainMatrix.Identity(layout.Active);
    }

    [Benchmark, BenchmarkCategory("Accumulate")]
    public double Accumulate()
    {
        var value = 0.0;
        GroupKernel.TryAccumulate(_workspace, _subject, [], _scratch, _first, _pairs, _k, ref value);
        return value;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Accumulate")]
    public double PlainAccumulate() =>
        _plain.Sum(p => p.Value() + p.First().Length + p.Pairs().Length + p.Expected().Length);

    [Benchmark, BenchmarkCategory("Value")]
    public double Value()
    {
        var value = 0.0;
        GroupKernel.TryValue(_workspace, _subject, [], _scratch, ref value);
        return value;
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Value")]
    public double PlainValue() => _plain.Sum(p => p.Value());

    [Benchmark, BenchmarkCategory("TraceDerivatives")]
    public double TraceDerivatives()
    {
        GroupTraceKernel.AddDerivatives(_workspace, _subject, [], _w, _scratch, _kappa);
        return _kappa[0];
    }

    [Benchmark(Baseline = true), BenchmarkCategory("TraceDerivatives")]
    public double PlainTraceDerivatives() => _plain.Sum(p => p.TraceDerivatives(_w)[0]);
}
