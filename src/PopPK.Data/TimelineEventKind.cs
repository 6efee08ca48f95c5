namespace PopPK.Data;

/// <summary>What happens at a point of a subject's timeline.</summary>
public enum TimelineEventKind
{
    /// <summary>A dose is added to the amount in a compartment.</summary>
    Bolus,

    /// <summary>An infusion into a compartment begins.</summary>
    InfusionStart,

    /// <summary>An infusion into a compartment ends.</summary>
    InfusionEnd,

    /// <summary>The steady state of a dose is reached or, with SS 2, added; infusions it leaves running go on.</summary>
    SteadyState,

    /// <summary>Compartments begin anew with their initial amounts; infusions stop.</summary>
    Reset,

    /// <summary>A data record is reached; predictions for it are made here, and behind it the values of the next record's interval hold.</summary>
    Record,

    /// <summary>A compartment is emptied and takes no part any more.</summary>
    SwitchOff,

    /// <summary>A compartment takes part again.</summary>
    SwitchOn,
}
