using System.Collections.Immutable;

namespace PopPK.Modeling.Regimens;

/// <summary>
/// Another trial than the one the data describe: who takes part, what everybody is given, and when something is measured. Expressions use
/// the covariates of the model and those of the population. Immutable; safe to share between threads.
/// </summary>
/// <param name="Name">Its name.</param>
public sealed record Regimen(string Name)
{
    /// <summary>One line for people, or null.</summary>
    public string? Title { get; init; }

    /// <summary>Who takes part.</summary>
    public required PopulationPlan Population { get; init; }

    /// <summary>What is compared; at least one. What all arms have in common is in each of them.</summary>
    public required ImmutableArray<Arm> Arms { get; init; }
}
