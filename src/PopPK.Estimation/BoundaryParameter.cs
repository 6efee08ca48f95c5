using System.Collections.Immutable;

namespace PopPK.Estimation;

/// <summary>An estimate at the edge of the admissible values, where the objective need not be flat and standard errors mean nothing.</summary>
/// <param name="Kind">Which edge.</param>
/// <param name="Free">Position among the free parameters; of a singular block the variance of the first effect that follows from the ones before it.</param>
/// <param name="Members">Positions of all free parameters that are known by it: of a variance its covariances too, of a singular block all its elements.</param>
public sealed record BoundaryParameter(BoundaryKind Kind, int Free, ImmutableArray<int> Members);
