using System.Collections.Immutable;
using PopPK.Data.Diagnostics;
using PopPK.Data.Timelines;

namespace PopPK.Data;

/// <summary>
/// Writes out what happens to a subject, in order: additional doses, starts and ends of infusions, resets, records.
/// The order is that of <see cref="EventTimeline"/>.
/// </summary>
/// <remarks>
/// <para>
/// A reset (EVID 3 or 4) cancels what was recorded before it, running infusions and additional doses still to come; a dose above it
/// at the same time is lost, one below it counts. After a reset the times may start anew.
/// </para>
/// <para>
/// Nothing behind the subject's last record is written out. A computed time (of an additional dose or the end of an infusion) that
/// differs from a record's time by rounding only is that record's time, so that <c>II = 0.1</c> meets a record at 0.3; in the same way
/// an infusion ends where the next additional one starts. An infusion too short to have an end of its own in double precision is a bolus.
/// </para>
/// <para>What cannot be honoured yet is refused by name: steady state, modelled rates and durations, compartments switched off. Stateless and safe for concurrent use.</para>
/// </remarks>
public static class TimelineBuilder
{
    /// <summary>Builds a subject's timeline.</summary>
    /// <param name="subject">The subject, as read from a file without errors.</param>
    /// <param name="compartments">The model's compartments.</param>
    /// <returns>The timeline, or diagnostics with at least one error.</returns>
    public static TimelineResult Build(Subject subject, CompartmentMap compartments)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(compartments);
        var tally = new DiagnosticTally(subject.File);
        var timeline = Build(subject, compartments, tally);
        return new TimelineResult(timeline, tally.ToImmutable());
    }

    /// <summary>Builds the timelines of all subjects.</summary>
    /// <param name="dataset">The data, as read from a file without errors.</param>
    /// <param name="compartments">The model's compartments.</param>
    /// <returns>The timelines, or diagnostics with at least one error.</returns>
    public static CohortTimelines Build(Dataset dataset, CompartmentMap compartments)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(compartments);
        var tally = new DiagnosticTally(dataset.Path);
        var timelines = ImmutableArray.CreateBuilder<EventTimeline>(dataset.Subjects.Length);
        foreach (var subject in dataset.Subjects)
        {
            if (Build(subject, compartments, tally) is { } timeline)
            {
                timelines.Add(timeline);
            }
        }

        return new CohortTimelines(tally.HasErrors ? [] : timelines.ToImmutable(), tally.ToImmutable());
    }

    private static EventTimeline? Build(Subject subject, CompartmentMap compartments, DiagnosticTally tally)
    {
        var doses = DoseReader.Read(subject, compartments, tally);
        return doses is null ? null : new TimelineWalk(subject, doses).Run();
    }
}
