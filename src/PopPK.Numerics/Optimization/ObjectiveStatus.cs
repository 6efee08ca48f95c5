namespace PopPK.Numerics.Optimization;

/// <summary>Whether an objective could be computed at a point.</summary>
public enum ObjectiveStatus
{
    /// <summary>Value and gradient were computed.</summary>
    Ok,

    /// <summary>The function is not defined at the point, or its computation failed there.</summary>
    Failed,
}
