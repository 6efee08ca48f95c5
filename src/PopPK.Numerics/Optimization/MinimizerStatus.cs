namespace PopPK.Numerics.Optimization;

/// <summary>How a minimisation ended.</summary>
public enum MinimizerStatus
{
    /// <summary>The test on the predicted decrease or the one on the gradient holds: a minimum to the tolerance asked for.</summary>
    Converged,

    /// <summary>Only the test on the steps holds: progress has ended where the gradient does not vanish.</summary>
    Stalled,

    /// <summary>No lower value was found along the search direction, not even with the curvature reset.</summary>
    LineSearchFailed,

    /// <summary>The limit on iterations was reached.</summary>
    TooManyIterations,

    /// <summary>The limit on evaluations was reached.</summary>
    TooManyEvaluations,

    /// <summary>The objective could not be computed at the start.</summary>
    StartFailed,

    /// <summary>The caller cancelled.</summary>
    Cancelled,
}
