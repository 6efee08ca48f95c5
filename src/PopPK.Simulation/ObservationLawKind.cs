namespace PopPK.Simulation;

/// <summary>Distributions that observations are drawn from.</summary>
internal enum ObservationLawKind
{
    /// <summary>Normal on the scale of a transform.</summary>
    Normal,

    /// <summary>Student's t.</summary>
    StudentT,

    /// <summary>Whole numbers whose log likelihood is written out: counts, categories.</summary>
    WholeNumbers,
}
