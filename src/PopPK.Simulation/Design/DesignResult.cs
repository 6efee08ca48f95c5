using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Simulation.Design;

/// <summary>What making the data of a regimen gave. Immutable.</summary>
/// <param name="Design">The design, or null when at least one diagnostic is an error.</param>
/// <param name="Diagnostics">What was found.</param>
public sealed record DesignResult(TrialDesign? Design, ImmutableArray<Diagnostic> Diagnostics);
