using System.Collections.Immutable;

namespace PopPK.Uncertainty;

/// <summary>A point of a profile: the least objective with one parameter held at a value. Immutable.</summary>
/// <param name="Value">The value of the parameter, natural scale.</param>
/// <param name="Ofv">The objective, minimised over the other parameters.</param>
/// <param name="FreeParameters">All free parameters there, natural scale.</param>
/// <param name="IsConverged">True when that minimisation met a convergence test.</param>
public sealed record ProfilePoint(double Value, double Ofv, ImmutableArray<double> FreeParameters, bool IsConverged);
