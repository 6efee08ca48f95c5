namespace PopPK.Estimation;

/// <summary>
/// Whether the gradient is the derivative of the objective, cluster by cluster: what each cluster's objective changes over a short way
/// through a point, against Simpson's rule for its slope along the way. Immutable.
/// </summary>
/// <param name="RelativeError">
/// The root of the clusters' squared errors over that of their squared changes, were every slope that at the point; clusters' slopes do
/// not cancel here as they do in the gradient at a minimum.
/// </param>
/// <param name="WorstSubject">ID of the first subject of the cluster with the largest error; empty when that belongs to priors.</param>
/// <param name="WorstShare">That cluster's part of the sum of squared errors.</param>
public sealed record TaylorTest(double RelativeError, string WorstSubject, double WorstShare);
