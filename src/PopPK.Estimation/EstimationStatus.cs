namespace PopPK.Estimation;

/// <summary>How an estimation ended.</summary>
public enum EstimationStatus
{
    /// <summary>The minimum was reached to the stated tolerance.</summary>
    Converged,

    /// <summary>The minimiser stopped before a convergence test was met.</summary>
    NotConverged,

    /// <summary>The objective does not exist at the initial estimates.</summary>
    InitialPointFailed,

    /// <summary>The user interrupted; the best point so far is reported.</summary>
    Cancelled,

    /// <summary>Nothing was estimated: the objective was evaluated at the model's own values.</summary>
    EvaluatedOnly,
}
