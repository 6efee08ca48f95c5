using PopPK.Likelihood;
using PopPK.Numerics.Optimization;

namespace PopPK.Estimation;

/// <summary>Settings of an estimation. Immutable.</summary>
public sealed record EstimationOptions
{
    /// <summary>How marginal likelihoods are approximated.</summary>
    public MarginalApproximation Approximation { get; init; } = MarginalApproximation.Focei;

    /// <summary>Number of threads; results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Settings of the minimiser. By default it stops when the predicted decrease of the objective is below 1e-6:
    /// every estimate is then within a thousandth of its standard error of the minimum.
    /// </summary>
    public MinimizerOptions Minimizer { get; init; } = new() { DecreaseTolerance = 1e-6, GradientTolerance = 1e-9, ValueNoise = 1e-12 };

    /// <summary>Settings of the search of conditional modes.</summary>
    public EtaModeOptions EtaMode { get; init; } = new();
}
