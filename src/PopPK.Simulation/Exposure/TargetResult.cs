using System.Collections.Immutable;

namespace PopPK.Simulation.Exposure;

/// <summary>What came of a target in an arm. Doses are factors on those of the design. Immutable.</summary>
/// <param name="Target">The target.</param>
/// <param name="Attainment">How many simulated subjects attain it with the doses they have.</param>
public sealed record TargetResult(Target Target, Attainment Attainment)
{
    /// <summary>The share of subjects for which a dose is called enough.</summary>
    public const double EnoughProbability = 0.9;

    /// <summary>Position of the arm.</summary>
    public int Arm { get; init; }

    /// <summary>Which doses were found; null where none were searched, because doses are titrated.</summary>
    public TargetDoses? Doses { get; init; }

    /// <summary>How many attain it with each of the doses that were asked for, all of them in the same subjects.</summary>
    public ImmutableArray<(double Factor, Attainment Attainment)> Table { get; init; } = [];
}
