using System.Collections.Immutable;

namespace PopPK.Data;

/// <summary>
/// Everything that happens to a subject, in order of time: additional doses written out, infusions as a start and an end.
/// Where several things happen at one time: ends of infusions and additional doses come first, then the records in the order of the file;
/// a dose record's dose comes before the record itself, so its prediction includes the dose.
/// </summary>
/// <param name="Events">The events, times not decreasing; only a <see cref="TimelineEventKind.Reset"/> may start the clock anew at an earlier time.</param>
public sealed record EventTimeline(ImmutableArray<TimelineEvent> Events);
