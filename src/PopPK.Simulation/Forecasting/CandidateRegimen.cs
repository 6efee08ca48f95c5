using System.Collections.Immutable;
using PopPK.Modeling.Regimens;

namespace PopPK.Simulation.Forecasting;

/// <summary>Doses that could be given from the time of a decision on. Immutable.</summary>
/// <param name="Name">What tells it apart for people.</param>
/// <param name="Doses">The doses; their times count from the decision.</param>
public sealed record CandidateRegimen(string Name, ImmutableArray<DoseRule> Doses);
