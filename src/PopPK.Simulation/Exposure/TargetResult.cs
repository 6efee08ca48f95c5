namespace PopPK.Simulation.Exposure;

/// <summary>What came of a target. Doses are factors on those of the design. Immutable.</summary>
/// <param name="Target">The target.</param>
/// <param name="Attainment">How many simulated subjects attain it with the doses they have.</param>
/// <param name="Typical">The dose of the first subject without random effects.</param>
/// <param name="Best">The dose with which most of the subjects that were searched attain it.</param>
/// <param name="Enough">The smallest dose with which nine in ten of them do.</param>
public sealed record TargetResult(Target Target, Attainment Attainment, DoseSearchResult Typical, PopulationDose Best, PopulationDose Enough)
{
    /// <summary>The share of subjects for which a dose is called enough.</summary>
    public const double EnoughProbability = 0.9;
}
