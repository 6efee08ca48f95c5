namespace PopPK.Modeling;

/// <summary>How differential equations are integrated.</summary>
public enum OdeMethod
{
    /// <summary>Explicitly, with a switch to the stiff method where the equations turn out to be stiff.</summary>
    Automatic,

    /// <summary>By the explicit method only.</summary>
    NonStiff,

    /// <summary>By the method for stiff equations from the start.</summary>
    Stiff,
}
