using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling.Regimens;

namespace PopPK.Simulation.Design;

/// <summary>A regimen with people in it: data whose observations wait to be simulated. Immutable; safe to share between threads.</summary>
/// <param name="Regimen">The regimen.</param>
/// <param name="Dataset">The data: arm by arm, person by person.</param>
/// <param name="People">Who each subject is.</param>
/// <param name="Titrations">For each arm how its doses change by what is simulated; null where they do not.</param>
public sealed record TrialDesign(
    Regimen Regimen, Dataset Dataset, ImmutableArray<DesignedPerson> People, ImmutableArray<DoseTitration?> Titrations)
{
    /// <summary>The column that is 1 in observations that are there for a decision only; data without titrations do not have it.</summary>
    public const string DecisionColumn = "DECISION";

    /// <summary>How the doses of a subject change; null when they do not.</summary>
    /// <param name="subject">Position in the data.</param>
    public DoseTitration? TitrationOf(int subject) => Titrations[People[subject].Arm];
}
