namespace PopPK.Data.Reading;

/// <summary>The columns whose names have a meaning of their own; all others are further columns (covariates).</summary>
internal enum StandardColumn
{
    /// <summary>The subject.</summary>
    ID,

    /// <summary>The time.</summary>
    TIME,

    /// <summary>The dependent value: the measurement.</summary>
    DV,

    /// <summary>The amount of a dose.</summary>
    AMT,

    /// <summary>What the row is (<see cref="RecordKind"/>).</summary>
    EVID,

    /// <summary>1 when DV does not count.</summary>
    MDV,

    /// <summary>The compartment.</summary>
    CMT,

    /// <summary>The rate of an infusion.</summary>
    RATE,

    /// <summary>The interval between additional doses.</summary>
    II,

    /// <summary>The number of additional doses.</summary>
    ADDL,

    /// <summary>Steady state.</summary>
    SS,

    /// <summary>The date as month, day, year.</summary>
    DATE,

    /// <summary>The date as day, month, year.</summary>
    DAT1,

    /// <summary>The date as year, month, day.</summary>
    DAT2,

    /// <summary>The date as year, day, month.</summary>
    DAT3,
}
