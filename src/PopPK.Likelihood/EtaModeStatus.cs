namespace PopPK.Likelihood;

/// <summary>How the search of a conditional mode ended.</summary>
public enum EtaModeStatus
{
    /// <summary>The Newton decrement is below the tolerance at a minimum.</summary>
    Converged,

    /// <summary>The iterations ran out, or no step lowered the joint density any more, before the decrement was small.</summary>
    NotConverged,

    /// <summary>The predictions or the residual variances do not exist at the starting point.</summary>
    PredictionFailed,

    /// <summary>H, the curvature whose determinant the objective needs, is not positive definite.</summary>
    CurvatureNotPositiveDefinite,

    /// <summary>The probabilities of a mixture's classes are not between 0 and 1, or do not add up to 1.</summary>
    ClassProbabilitiesInvalid,

    /// <summary>A quadrature would need more than a million nodes.</summary>
    GridTooLarge,
}
