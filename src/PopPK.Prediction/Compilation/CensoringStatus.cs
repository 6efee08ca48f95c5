namespace PopPK.Prediction.Compilation;

/// <summary>What is known of an observation.</summary>
public enum CensoringStatus
{
    /// <summary>Its value.</summary>
    None,

    /// <summary>That it lies below a limit.</summary>
    Below,

    /// <summary>That it lies above a limit.</summary>
    Above,

    /// <summary>That it lies between two limits.</summary>
    Between,
}
