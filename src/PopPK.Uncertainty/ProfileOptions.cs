using PopPK.Likelihood;
using PopPK.Numerics.Optimization;

namespace PopPK.Uncertainty;

/// <summary>Settings of profile-likelihood intervals. Immutable.</summary>
public sealed record ProfileOptions
{
    /// <summary>Confidence level of the intervals, between 0 and 1.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Number of threads; results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Settings of the search of conditional modes; those of the estimation keep its objective.</summary>
    public EtaModeOptions EtaMode { get; init; } = new();

    /// <summary>Settings of the minimisation over the other parameters.</summary>
    public MinimizerOptions Minimizer { get; init; } = new()
    {
        DecreaseTolerance = 1e-6,
        GradientTolerance = 1e-9,
        ValueNoise = 1e-12,
        MaximumCoordinateStep = 2,
        CappedIterations = int.MaxValue,
    };

    /// <summary>How exactly an end is found, in the signed root of the objective's rise: about as many standard errors.</summary>
    public double RootTolerance { get; init; } = 1e-5;

    /// <summary>Most values of a parameter that are tried on each side.</summary>
    public int MostPoints { get; init; } = 30;
}
