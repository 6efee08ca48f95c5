using System.Collections.Immutable;

namespace PopPK.Evaluation.Predictive;

/// <summary>A panel before anything is simulated. Immutable.</summary>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="Stratum">The values that make the stratum.</param>
/// <param name="Bins">Its bins.</param>
/// <param name="HasLower">True when some of its observations have a lower limit of quantification.</param>
/// <param name="HasUpper">True when some have an upper one.</param>
internal sealed record PanelDesign(string Endpoint, string Stratum, ImmutableArray<BinDesign> Bins, bool HasLower, bool HasUpper);
