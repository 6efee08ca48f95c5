using System.Collections.Immutable;

namespace PopPK.Simulation.Exposure;

/// <summary>The arms of a trial as exposure sees them; one without a name for the design of data. Immutable.</summary>
/// <param name="Names">Their names.</param>
/// <param name="Of">For each subject of the cohort the position of its arm.</param>
/// <param name="First">For each arm the position of its first subject.</param>
/// <param name="AreTitrated">For each arm whether its doses follow what is simulated: then none are searched.</param>
public sealed record ExposureArms(ImmutableArray<string> Names, ImmutableArray<int> Of, ImmutableArray<int> First, ImmutableArray<bool> AreTitrated)
{
    /// <summary>True when results are told apart by arm.</summary>
    public bool AreSeveral => Names.Length > 1;

    /// <summary>Finds the arms.</summary>
    /// <param name="cohort">What is simulated.</param>
    public static ExposureArms In(SimulationCohort cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        if (cohort.Trial is not { } trial)
        {
            return new ExposureArms([""], [.. new int[cohort.Cohort.Subjects.Length]], [0], [false]);
        }

        ImmutableArray<int> of = [.. trial.People.Select(p => p.Arm)];
        return new ExposureArms(
            [.. trial.Regimen.Arms.Select(a => a.Name)],
            of,
            [.. trial.Regimen.Arms.Select((_, a) => of.IndexOf(a))],
            [.. trial.Titrations.Select(t => t is not null)]);
    }
}
