namespace PopPK.Simulation.Exposure;

/// <summary>How a search of a dose ended.</summary>
public enum DoseSearchStatus
{
    /// <summary>A dose attains the target.</summary>
    Attained,

    /// <summary>The measure comes nearer to the target up to the smallest or largest dose that is tried, and does not reach it.</summary>
    BoundReached,

    /// <summary>No dose attains the target: the measure does not take such values (it saturates, or turns round before).</summary>
    NotAttained,

    /// <summary>No dose could be evaluated.</summary>
    Failed,
}
