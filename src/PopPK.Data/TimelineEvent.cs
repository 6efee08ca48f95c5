namespace PopPK.Data;

/// <summary>One thing that happens to a subject.</summary>
/// <param name="Time">When, in the unit of the data.</param>
/// <param name="Kind">What.</param>
/// <param name="Compartment">The compartment it concerns, from 0; -1 when it concerns none.</param>
/// <param name="Dose">Index in <see cref="EventTimeline.Doses"/> of the dose it belongs to; -1 when it belongs to none.</param>
/// <param name="Record">Index of the data record it comes from in <see cref="Subject.Records"/>.</param>
public readonly record struct TimelineEvent(double Time, TimelineEventKind Kind, int Compartment, int Dose, int Record);
