namespace PopPK.Cli.Pipeline;

/// <summary>Where the population parameters of replicates come from.</summary>
internal enum ParameterUncertainty
{
    /// <summary>All replicates have the same: the estimates, or the model's own values.</summary>
    None,

    /// <summary>The covariance matrix of the estimates.</summary>
    Covariance,

    /// <summary>The proposals that importance resampling kept.</summary>
    Sir,

    /// <summary>The replicates of the bootstrap.</summary>
    Bootstrap,
}
