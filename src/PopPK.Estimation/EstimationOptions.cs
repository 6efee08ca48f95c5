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
    /// every estimate is then within a thousandth of its standard error of the minimum. Steps are bounded throughout, so
    /// that a variance the data do not support goes to zero in sight of everybody and not in one leap to 1e-160.
    /// </summary>
    public MinimizerOptions Minimizer { get; init; } = new()
    {
        DecreaseTolerance = 1e-6,
        GradientTolerance = 1e-9,
        ValueNoise = 1e-12,
        MaximumCoordinateStep = 2,
        FirstStepShare = 0.5,
        CappedIterations = int.MaxValue,
    };

    /// <summary>Settings of the search of conditional modes.</summary>
    public EtaModeOptions EtaMode { get; init; } = new();
}
