namespace PopPK.Data;

/// <summary>How a dose enters its compartment.</summary>
public enum DoseInput
{
    /// <summary>All at once (RATE 0).</summary>
    Bolus,

    /// <summary>At a rate given in the data (RATE above 0); its duration is bioavailability x AMT / RATE.</summary>
    GivenRate,

    /// <summary>At a rate the model gives (RATE -1); its duration is bioavailability x AMT / rate.</summary>
    ModelledRate,

    /// <summary>During a time the model gives (RATE -2); its rate is bioavailability x AMT / duration.</summary>
    ModelledDuration,

    /// <summary>For an endless time before the record, where it stops (AMT 0, SS 1, RATE 0 or more): the steady state of a constant input.</summary>
    Constant,
}
