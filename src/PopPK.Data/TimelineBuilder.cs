using System.Collections.Immutable;
using PopPK.Data.Diagnostics;
using PopPK.Data.Timelines;

namespace PopPK.Data;

/// <summary>
/// Takes from a subject's records what the engine needs: doses, resets, compartments switched on and off. What the records ask of
/// compartments that do not exist is refused by name. Stateless and safe for concurrent use.
/// </summary>
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
        var timeline = TimelineReader.Read(subject, compartments, tally);
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
            if (TimelineReader.Read(subject, compartments, tally) is { } timeline)
            {
                timelines.Add(timeline);
            }
        }

        return new CohortTimelines(tally.HasErrors ? [] : timelines.ToImmutable(), tally.ToImmutable());
    }
}
