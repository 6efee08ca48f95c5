namespace PopPK.Simulation.Design;

/// <summary>The order of records at the same time.</summary>
internal enum RecordRank
{
    /// <summary>Columns still have the values they had until then.</summary>
    OldValues,

    /// <summary>An observation before a dose.</summary>
    EarlyObservation,

    /// <summary>A reset: what is given at the time comes behind it.</summary>
    Reset,

    /// <summary>A dose in steady state, which replaces what is there.</summary>
    SteadyDose,

    /// <summary>A dose.</summary>
    Dose,

    /// <summary>Columns have new values from here on.</summary>
    NewValues,

    /// <summary>An observation behind a dose.</summary>
    Observation,
}
