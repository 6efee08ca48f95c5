using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Conversion;

/// <summary>What converting a control stream gave. Immutable.</summary>
/// <param name="Text">The model in the PopPK language, or null when there are errors.</param>
/// <param name="Diagnostics">What is wrong with the control stream, what cannot be said, and what was left out.</param>
public sealed record ControlStreamConversion(string? Text, ImmutableArray<Diagnostic> Diagnostics);
