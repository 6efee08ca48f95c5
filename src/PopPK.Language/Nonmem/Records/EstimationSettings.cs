namespace PopPK.Language.Nonmem.Records;

/// <summary>What an <c>$ESTIMATION</c> record asks for; what it does not say holds from the record before. Immutable.</summary>
public sealed record EstimationSettings
{
    /// <summary>What holds before the first record.</summary>
    public static EstimationSettings Default { get; } = new();

    /// <summary>METHOD.</summary>
    public EstimationMethod Method { get; init; }

    /// <summary>INTERACTION: of eta and epsilon.</summary>
    public bool HasInteraction { get; init; }

    /// <summary>LAPLACIAN: second derivatives.</summary>
    public bool IsLaplacian { get; init; }

    /// <summary>LIKELIHOOD, -2LOGLIKELIHOOD or neither.</summary>
    public ObservationMeaning Observation { get; init; }

    /// <summary>MAXEVALS, or null; 0 evaluates.</summary>
    public int? MaxEvaluations { get; init; }

    /// <summary>POSTHOC: individual etas behind a first-order fit.</summary>
    public bool IsPostHoc { get; init; }

    /// <summary>SIGDIGITS, or null.</summary>
    public double? SignificantDigits { get; init; }

    /// <summary>EONLY: importance sampling evaluates and does not estimate.</summary>
    public bool IsExpectationOnly { get; init; }

    /// <summary>NITER or NSAMPLE, or null.</summary>
    public int? Iterations { get; init; }

    /// <summary>NBURN, or null.</summary>
    public int? BurnIn { get; init; }

    /// <summary>ISAMPLE: samples per subject, or null.</summary>
    public int? Samples { get; init; }

    /// <summary>SEED, or null.</summary>
    public long? Seed { get; init; }

    /// <summary>NOPRIOR: the step knows no priors.</summary>
    public bool IgnoresPriors { get; init; }

    /// <summary>OMITTED: the step is not done.</summary>
    public bool IsOmitted { get; init; }
}
