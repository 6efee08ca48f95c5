namespace PopPK.Prediction.Compilation;

/// <summary>What an individual quantity depends on.</summary>
public enum PhiRole
{
    /// <summary>On random effects, and perhaps on fixed effects and covariates.</summary>
    Active,

    /// <summary>On estimated fixed effects, and perhaps on covariates, but on no random effect.</summary>
    Passive,

    /// <summary>On covariates and fixed values only: a number that estimation never changes.</summary>
    Constant,
}
