namespace PopPK.Prediction.Compilation;

/// <summary>How a model is made runnable, where there is a choice. The defaults are what users get; tests compare the others with them.</summary>
internal sealed record CompilationOptions
{
    /// <summary>The defaults.</summary>
    public static CompilationOptions Default { get; } = new();

    /// <summary>True when equations that are linear in the amounts are solved by the matrix exponential, false when all are integrated.</summary>
    public bool RecognisesLinearEquations { get; init; } = true;

    /// <summary>
    /// Observations a cohort must have for its likelihood to be computed eight observations at a time: the code for that takes a few
    /// milliseconds to be made, which fewer observations do not bring back.
    /// </summary>
    public int LanesFromObservations { get; init; } = 1000;

    /// <summary>True when a closed form is used where it can do what the data ask, false when all linear models are solved by the matrix exponential.</summary>
    public bool UsesClosedForms { get; init; } = true;
}
