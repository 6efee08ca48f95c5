namespace PopPK.Language.Poppk.Binding;

/// <summary>Where an expression stands; decides which names it may use.</summary>
internal enum BindingPlace
{
    /// <summary>A definition of the section individual: no amounts, no time.</summary>
    Individual,

    /// <summary>An argument of a closed form: no amounts, no time.</summary>
    ClosedForm,

    /// <summary>A property of a compartment: no amounts, no time.</summary>
    Property,

    /// <summary>An equation or a definition beside equations: everything but what is defined later.</summary>
    Equation,

    /// <summary>A definition or distribution of the section observations: everything.</summary>
    Observation,

    /// <summary>A likelihood that is written out: everything, and the observed value too.</summary>
    Likelihood,

    /// <summary>The condition that tells which records an observation statement describes: covariates only.</summary>
    Selector,

    /// <summary>A limit of observations, or the flag of censored ones: covariates only.</summary>
    Limit,

    /// <summary>The correlation of two residuals: parameters only.</summary>
    Correlation,

    /// <summary>The probability of a class of a mixture: parameters and covariates.</summary>
    Probability,
}
