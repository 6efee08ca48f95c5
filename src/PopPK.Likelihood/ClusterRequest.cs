namespace PopPK.Likelihood;

/// <summary>What is to be evaluated of one cluster.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Class">The subpopulation its subjects belong to, from 0.</param>
/// <param name="Layout">The population parameters' order.</param>
/// <param name="Point">The population parameters.</param>
/// <param name="Options">Settings of the search of the mode.</param>
/// <param name="WithGradient">True for the gradient and the derivatives of the mode.</param>
internal readonly record struct ClusterRequest(
    ClusterLayout Cluster,
    int Class,
    ParameterLayout Layout,
    PopulationPoint Point,
    EtaModeOptions Options,
    bool WithGradient);
