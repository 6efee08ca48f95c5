namespace PopPK.Modeling.Regimens;

/// <summary>How a dose enters its compartment.</summary>
public enum DoseRuleInput
{
    /// <summary>All at once.</summary>
    Bolus,

    /// <summary>During a time; the rate is amount/duration.</summary>
    Duration,

    /// <summary>At a rate.</summary>
    Rate,

    /// <summary>At the rate the model gives.</summary>
    ModelledRate,

    /// <summary>During the time the model gives.</summary>
    ModelledDuration,
}
