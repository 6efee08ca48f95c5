namespace PopPK.Evaluation.Predictive;

/// <summary>By which square root of their simulated covariance matrix the observations of a subject are made uncorrelated.</summary>
public enum Decorrelation
{
    /// <summary>The inverse of the lower Cholesky factor: each observation given those before it (Brendel et al. 2006, Pharm Res 23:2036).</summary>
    Cholesky,

    /// <summary>
    /// The inverse of the symmetric square root, which knows no order of the observations. The polar decomposition of the Cholesky factor gives the
    /// same matrix.
    /// </summary>
    Symmetric,
}
