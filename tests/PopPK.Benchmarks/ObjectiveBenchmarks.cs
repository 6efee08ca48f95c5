using BenchmarkDotNet.Attributes;
using PopPK.Likelihood;

namespace PopPK.Benchmarks;

/// <summary>
/// What one evaluation of the FOCEI objective with its gradient costs in the middle of a fit: the conditional modes are known
/// at a point nearby and followed to a new one.
/// </summary>
public class ObjectiveBenchmarks
{
    // As far as a minimiser moves in its later iterations.
    private const double RelativeStep = 0.01;

    private PopulationObjective _objective = null!;
    private double[][] _points = [];
    private int _next;

    [Params("theophylline", "theophylline_ode", "remifentanil")]
    public string Model { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var model = new RepositoryModel(Model);
        _objective = new PopulationObjective(model.Cohort, MarginalApproximation.Focei, Threads);
        _points = [model.Free, [.. model.Free.Select(p => p * (1 + RelativeStep))]];
        ObjectiveAndGradient();
    }

    [Benchmark]
    public double ObjectiveAndGradient()
    {
        _next = 1 - _next;
        return _objective.Evaluate(_points[_next], withGradient: true).Ofv;
    }
}
