namespace PopPK.Prediction;

/// <summary>How an evaluation of a subject's predictions ended.</summary>
public enum PredictionStatus
{
    /// <summary>All predictions and all derivatives asked for are finite numbers.</summary>
    Success,

    /// <summary>An individual quantity or one of its derivatives is not a finite number (an overflow or a logarithm of a negative number).</summary>
    IndividualNotFinite,

    /// <summary>A rate constant or eigenvalue of a closed form is negative or not finite, or a rate of linear equations is not finite.</summary>
    RateConstantOutOfRange,

    /// <summary>A lag, bioavailability, modelled rate or duration is negative, not finite or, where it divides, zero.</summary>
    DosePropertyOutOfRange,

    /// <summary>A lag or an infusion spans more intervals of a steady state than can be meant.</summary>
    TooManyDoses,

    /// <summary>There is no steady state (an amount only grows), or it was not found.</summary>
    SteadyStateNotReached,

    /// <summary>The solver of the differential equations gave up.</summary>
    OdeFailure,

    /// <summary>A prediction or one of the derivatives at its point is not a finite number.</summary>
    PredictionNotFinite,

    /// <summary>A residual variance is zero, negative or not finite.</summary>
    VarianceNotPositive,

    /// <summary>A correlation of residuals is not between -1 and 1.</summary>
    CorrelationOutOfRange,

    /// <summary>The covariance matrix of the residuals of one time is not positive definite: its correlations do not go together.</summary>
    ResidualCovarianceNotPositiveDefinite,
}
