namespace PopPK.Simulation.Exposure;

/// <summary>The doses that attain a target, as factors on those of the design. Immutable.</summary>
/// <param name="Typical">The dose of the first subject without random effects.</param>
/// <param name="Best">The dose with which most of the subjects that were searched attain it.</param>
/// <param name="Enough">The smallest dose with which nine in ten of them do.</param>
public sealed record TargetDoses(DoseSearchResult Typical, PopulationDose Best, PopulationDose Enough);
