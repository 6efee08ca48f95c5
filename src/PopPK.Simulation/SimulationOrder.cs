namespace PopPK.Simulation;

/// <summary>In which order a simulation is collected, and what its parts are.</summary>
public enum SimulationOrder
{
    /// <summary>Replicate by replicate, subject by subject; parts are runs of a few subjects. For tables.</summary>
    Stream,

    /// <summary>Replicate by replicate; a part is a whole replicate. For statistics of data sets.</summary>
    Replicates,

    /// <summary>Cluster by cluster (subject by subject, where none share random effects); a part is one in all its replicates.</summary>
    Clusters,
}
