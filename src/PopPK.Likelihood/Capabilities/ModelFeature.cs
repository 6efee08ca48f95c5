namespace PopPK.Likelihood.Capabilities;

/// <summary>What a model can have that a method may or may not be able to compute with.</summary>
public enum ModelFeature
{
    /// <summary>Normal observations.</summary>
    NormalObservations,

    /// <summary>Both sides are transformed.</summary>
    Transform,

    /// <summary>A parameter of the transform is estimated.</summary>
    EstimatedTransform,

    /// <summary>A random effect that only the residual error depends on.</summary>
    ResidualRandomEffect,

    /// <summary>Observations that follow Student's t distribution.</summary>
    StudentT,

    /// <summary>A likelihood that is written out.</summary>
    WrittenLikelihood,

    /// <summary>Censored observations are left out (M1).</summary>
    CensoringDiscarded,

    /// <summary>Censored observations contribute their probability (M3).</summary>
    CensoringProbability,

    /// <summary>The same given that observations are positive (M4).</summary>
    CensoringGivenPositive,

    /// <summary>Observations known to lie between two limits.</summary>
    CensoringInterval,

    /// <summary>Correlated residuals.</summary>
    CorrelatedResiduals,

    /// <summary>Random effects between subjects.</summary>
    BetweenSubjects,

    /// <summary>Random effects between occasions.</summary>
    BetweenOccasions,

    /// <summary>Random effects of levels above subjects.</summary>
    LevelsAbove,

    /// <summary>Subpopulations.</summary>
    Mixture,

    /// <summary>Priors.</summary>
    Prior,

    /// <summary>Covariance matrices that are given.</summary>
    FixedOmega,

    /// <summary>Covariance matrices that repeat others.</summary>
    RepeatedOmega,
}
