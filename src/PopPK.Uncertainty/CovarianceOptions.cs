using PopPK.Likelihood;

namespace PopPK.Uncertainty;

/// <summary>Settings of a covariance step. Immutable.</summary>
public sealed record CovarianceOptions
{
    /// <summary>Which matrix standard errors come from.</summary>
    public CovarianceMatrixKind Kind { get; init; } = CovarianceMatrixKind.Sandwich;

    /// <summary>Number of threads; results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Settings of the search of conditional modes; those of the estimation keep its objective.</summary>
    public EtaModeOptions EtaMode { get; init; } = new();

    /// <summary>
    /// Half-width of the differences of the exact gradient that R is made of, in standard errors as S estimates them.
    /// The error of a central difference grows with its square (3e-5 of R here), the effect of modes that are found to 3e-8 of their
    /// standard deviations shrinks with it (1e-5).
    /// </summary>
    public double StepInStandardErrors { get; init; } = 0.003;
}
