namespace PopPK.Modeling;

/// <summary>What a property says about a compartment's doses or its contents.</summary>
public enum CompartmentPropertyKind
{
    /// <summary>Time between a dose's record and its arrival [time]; not negative.</summary>
    Lag,

    /// <summary>Fraction of a dose that arrives; not negative.</summary>
    Bioavailability,

    /// <summary>Rate of the infusions whose RATE is -1 [amount/time]; positive.</summary>
    Rate,

    /// <summary>Duration of the infusions whose RATE is -2 [time]; positive.</summary>
    Duration,

    /// <summary>Amount at the subject's first record and after every reset.</summary>
    InitialAmount,
}
