using System.Collections.Immutable;

namespace PopPK.Data;

/// <summary>
/// The records and doses of a subject as the engine sees them. When doses arrive may depend on the model (lags, modelled rates and
/// durations), so the events in order of time are written out by an <see cref="EventSchedule"/>. Immutable.
/// </summary>
/// <param name="Records">The records in the order of the data; times decrease only at resets.</param>
/// <param name="Doses">The dose records among them, in the same order.</param>
public sealed record EventTimeline(ImmutableArray<TimelineRecord> Records, ImmutableArray<Dose> Doses)
{
    /// <summary>True when some dose starts from a steady state.</summary>
    public bool HasSteadyState { get; } = Doses.Any(d => d.SteadyState != 0);

    /// <summary>True when some compartment is switched off.</summary>
    public bool SwitchesCompartments { get; } = Records.Any(r => r.Switch < 0);

    /// <summary>The events in order of time when no dose has a lag and all durations are in the data.</summary>
    public ImmutableArray<TimelineEvent> Events
    {
        get
        {
            var schedule = new EventSchedule();
            schedule.TryWrite(this, [.. Doses.Select(d => d.GivenTiming)]);
            return [.. schedule.Events];
        }
    }
}
