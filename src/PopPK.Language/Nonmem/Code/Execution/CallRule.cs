namespace PopPK.Language.Nonmem.Code.Execution;

/// <summary>At which records a record's code is run.</summary>
internal enum CallRule
{
    /// <summary>At every record.</summary>
    EveryRecord,

    /// <summary>At observations only.</summary>
    Observations,

    /// <summary>At a subject's first record and wherever TIME is new.</summary>
    NewTimes,

    /// <summary>Once for a subject, at the first record.</summary>
    OncePerSubject,

    /// <summary>At additional and delayed doses too.</summary>
    AdditionalDoses,
}
