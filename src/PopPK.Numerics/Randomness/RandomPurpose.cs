namespace PopPK.Numerics.Randomness;

/// <summary>
/// What random numbers are for: streams of different purposes have nothing in common. The numbers are part of every reproducible
/// result: new purposes get new ones, none is ever changed.
/// </summary>
public enum RandomPurpose
{
    /// <summary>Whatever needs numbers of its own and nothing more: tests, examples.</summary>
    General = 0,

    /// <summary>Which members a bootstrap replicate is made of.</summary>
    Bootstrap = 1,

    /// <summary>Points proposed in importance sampling of parameters.</summary>
    Proposals = 2,

    /// <summary>Which of the proposals are kept.</summary>
    Resampling = 3,

    /// <summary>Perturbed initial estimates.</summary>
    Restarts = 4,

    /// <summary>Simulated random effects (and residuals of test data).</summary>
    Simulation = 5,

    /// <summary>Sampling of random effects during an estimation.</summary>
    Sampling = 6,

    /// <summary>Residuals of simulated observations.</summary>
    Residuals = 7,

    /// <summary>Population parameters that a simulation draws from their uncertainty.</summary>
    Parameters = 8,

    /// <summary>Covariates of simulated people.</summary>
    Covariates = 9,

    /// <summary>Which class of a mixture a simulated subject belongs to.</summary>
    Classes = 10,

    /// <summary>What stands for observations that were not quantified.</summary>
    Imputation = 11,

    /// <summary>Random effects of a subject given its observations: proposals of importance sampling.</summary>
    Posterior = 12,

    /// <summary>Which of those proposals are kept, and residuals of observations forecast from them.</summary>
    Forecast = 13,
}
