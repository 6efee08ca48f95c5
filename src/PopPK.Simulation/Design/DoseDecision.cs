using PopPK.Modeling.Regimens;

namespace PopPK.Simulation.Design;

/// <summary>A moment at which doses are changed.</summary>
/// <param name="Record">Index of the observation record that is looked at.</param>
/// <param name="Time">When.</param>
/// <param name="Rule">The rule.</param>
public sealed record DoseDecision(int Record, double Time, Titration Rule);
