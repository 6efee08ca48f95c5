namespace PopPK.Reporting.Charts;

/// <summary>The parts of a report that have charts, in its order.</summary>
internal enum ChartSection
{
    /// <summary>Course of the search.</summary>
    Convergence,

    /// <summary>Observations against predictions, residuals.</summary>
    GoodnessOfFit,

    /// <summary>Subject by subject.</summary>
    Individuals,

    /// <summary>Random effects.</summary>
    Effects,

    /// <summary>Random effects against covariates.</summary>
    Covariates,

    /// <summary>Visual predictive check and prediction distribution errors.</summary>
    Predictive,

    /// <summary>How the estimates depend on each other.</summary>
    Uncertainty,
}
