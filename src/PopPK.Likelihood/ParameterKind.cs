namespace PopPK.Likelihood;

/// <summary>The kinds of population parameters, as result files name them.</summary>
public enum ParameterKind
{
    /// <summary>A fixed effect.</summary>
    Theta,

    /// <summary>An element of the covariance matrix of the random effects.</summary>
    Omega,

    /// <summary>An element of the covariance matrix of the residuals, in models that have one.</summary>
    Sigma,
}
