using System.Collections.Immutable;

namespace PopPK.Uncertainty;

/// <summary>The fit of one resampled data set. Immutable.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="IsConverged">True when the fit converged.</param>
/// <param name="Ofv">Its objective; NaN when it does not exist.</param>
/// <param name="FreeParameters">The free parameters, natural scale.</param>
public sealed record BootstrapReplicate(int Number, bool IsConverged, double Ofv, ImmutableArray<double> FreeParameters);
