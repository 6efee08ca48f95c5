using System.Collections.Immutable;
using PopPK.Modeling.Regimens;
using PopPK.Text;

namespace PopPK.Language.Regimens;

/// <summary>What reading a regimen gave. Immutable.</summary>
/// <param name="Regimen">The regimen, or null when at least one diagnostic is an error.</param>
/// <param name="Diagnostics">Everything found.</param>
public sealed record RegimenReading(Regimen? Regimen, ImmutableArray<Diagnostic> Diagnostics);
