using BenchmarkDotNet.Attributes;
using PopPK.Prediction;

namespace PopPK.Benchmarks;

/// <summary>What a prediction of one subject costs, by structure and derivative order.</summary>
public class PredictionBenchmarks
{
    private RepositoryModel _model = null!;

    [Params("theophylline", "theophylline_ode", "indomethacin", "indomethacin_ode", "remifentanil")]
    public string Model { get; set; } = "";

    [ParamsAllValues]
    public DerivativeOrder Order { get; set; }

    [GlobalSetup]
    public void Setup() => _model = new RepositoryModel(Model);

    [Benchmark]
    public PredictionStatus PredictFirstSubject() => _model.Predict(Order);
}
