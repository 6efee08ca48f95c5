namespace PopPK.Data.Tests;

/// <summary>What a <see cref="PlainEvent"/> does.</summary>
internal enum PlainKind
{
    /// <summary>Adds to an amount.</summary>
    Bolus,

    /// <summary>Changes a rate.</summary>
    RateChange,

    /// <summary>Begins anew.</summary>
    Reset,

    /// <summary>A record.</summary>
    Record,
}

/// <summary>An event with its effect as a number: the amount of a bolus, the change of a rate.</summary>
internal readonly record struct PlainEvent(double Time, PlainKind Kind, int Compartment, double Value, int Record)
{
    /// <summary>The events of a timeline whose doses all have given rates.</summary>
    public static PlainEvent[] Of(EventTimeline timeline) => [.. timeline.Events.Select(e => Of(timeline, e))];

    private static PlainEvent Of(EventTimeline timeline, TimelineEvent e) => e.Kind switch
    {
        TimelineEventKind.Bolus => new(e.Time, PlainKind.Bolus, e.Compartment, timeline.Doses[e.Dose].Amount, e.Record),
        TimelineEventKind.InfusionStart => new(e.Time, PlainKind.RateChange, e.Compartment, timeline.Doses[e.Dose].Rate, e.Record),
        TimelineEventKind.InfusionEnd => new(e.Time, PlainKind.RateChange, e.Compartment, -timeline.Doses[e.Dose].Rate, e.Record),
        TimelineEventKind.Reset => new(e.Time, PlainKind.Reset, -1, 0, e.Record),
        TimelineEventKind.Record => new(e.Time, PlainKind.Record, -1, 0, e.Record),
        _ => throw new InvalidOperationException($"{e.Kind} has no plain form."),
    };
}
