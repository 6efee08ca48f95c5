using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Data;

/// <summary>A subject's timeline, or the reasons why there is none. Immutable.</summary>
/// <param name="Timeline">The timeline; null when at least one diagnostic is an error.</param>
/// <param name="Diagnostics">What was found.</param>
public sealed record TimelineResult(EventTimeline? Timeline, ImmutableArray<Diagnostic> Diagnostics);
