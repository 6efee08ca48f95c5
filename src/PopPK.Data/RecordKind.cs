namespace PopPK.Data;

/// <summary>What a data record is: the numbers are those of NONMEM's EVID column.</summary>
public enum RecordKind
{
    /// <summary>An observation, or with MDV = 1 a place where only a prediction is wanted.</summary>
    Observation = 0,

    /// <summary>A dose.</summary>
    Dose = 1,

    /// <summary>Neither: a place where covariates may change and a prediction is made.</summary>
    Other = 2,

    /// <summary>All amounts are set to zero and running doses stop.</summary>
    Reset = 3,

    /// <summary>A reset followed by a dose.</summary>
    ResetAndDose = 4,
}
