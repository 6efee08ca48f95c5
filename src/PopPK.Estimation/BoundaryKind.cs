namespace PopPK.Estimation;

/// <summary>Which edge of the admissible values an estimate is at.</summary>
public enum BoundaryKind
{
    /// <summary>A fixed effect at its lower bound.</summary>
    LowerBound,

    /// <summary>A fixed effect at its upper bound.</summary>
    UpperBound,

    /// <summary>A variance of random effects that went to zero.</summary>
    ZeroVariance,

    /// <summary>A covariance matrix of random effects that became singular although no variance is zero: a correlation of 1 or -1, or more effects than directions.</summary>
    SingularBlock,
}
