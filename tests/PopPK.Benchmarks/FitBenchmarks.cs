using BenchmarkDotNet.Attributes;
using PopPK.Estimation;
using PopPK.Prediction;
using PopPK.Uncertainty;

namespace PopPK.Benchmarks;

/// <summary>What a whole FOCEI fit costs, from bound data to estimates, and its covariance step; all processors.</summary>
public class FitBenchmarks
{
    private Cohort _cohort = null!;
    private EstimationResult _fit = null!;

    [Params("theophylline", "phenobarbital", "indomethacin", "remifentanil")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _cohort = new RepositoryModel(Model).Cohort;
        _fit = Estimate();
        if (_fit.Status != EstimationStatus.Converged)
        {
            throw new InvalidOperationException($"{Model}: {_fit.Termination}");
        }
    }

    [Benchmark]
    public EstimationResult Estimate() => Estimator.Estimate(_cohort, new EstimationOptions());

    [Benchmark]
    public CovarianceResult Covariance() => CovarianceStep.Compute(_fit, new CovarianceOptions());
}
