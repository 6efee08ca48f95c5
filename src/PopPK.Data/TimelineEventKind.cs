namespace PopPK.Data;

/// <summary>What happens at a point of a subject's timeline.</summary>
public enum TimelineEventKind
{
    /// <summary><see cref="TimelineEvent.Value"/> is added to the amount in a compartment.</summary>
    Bolus,

    /// <summary><see cref="TimelineEvent.Value"/> is added to the infusion rate into a compartment (negative: an infusion ends).</summary>
    RateChange,

    /// <summary>All amounts and infusion rates become zero.</summary>
    Reset,

    /// <summary>A data record is reached; predictions for it are made here.</summary>
    Record,
}
