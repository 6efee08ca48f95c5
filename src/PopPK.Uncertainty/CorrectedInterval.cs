namespace PopPK.Uncertainty;

/// <summary>
/// A bootstrap interval with its percentiles moved for the bias of the replicates and, where the acceleration is known, for a standard error
/// that changes with the parameter (BCa: Efron 1987, J Am Stat Assoc 82:171). Unlike the plain percentiles it is right to second order.
/// Immutable.
/// </summary>
/// <param name="BiasCorrection">The normal quantile of the share of replicates below the estimate.</param>
/// <param name="Acceleration">The acceleration; NaN when it is not known and taken as 0, which leaves the bias correction (BC) only.</param>
/// <param name="Lower">Lower end; NaN when all replicates lie on one side of the estimate.</param>
/// <param name="Upper">Upper end; likewise.</param>
public sealed record CorrectedInterval(double BiasCorrection, double Acceleration, double Lower, double Upper);
