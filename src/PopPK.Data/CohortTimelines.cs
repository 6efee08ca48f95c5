using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Data;

/// <summary>The timelines of all subjects of a data set, or the reasons why there are none. Immutable.</summary>
/// <param name="Timelines">A timeline per subject in the order of <see cref="Dataset.Subjects"/>; empty when at least one diagnostic is an error.</param>
/// <param name="Diagnostics">What was found; of a kind that repeats itself only the first, and the number of the others.</param>
public sealed record CohortTimelines(ImmutableArray<EventTimeline> Timelines, ImmutableArray<Diagnostic> Diagnostics);
