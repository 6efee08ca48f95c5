using System.Collections.Immutable;
using PopPK.Likelihood;

namespace PopPK.Estimation;

/// <summary>Where the search for a minimum begins. Immutable.</summary>
/// <param name="Parameters">The free parameters, natural scale; inside their bounds.</param>
public sealed record SearchStart(ImmutableArray<double> Parameters)
{
    /// <summary>
    /// Conditional modes near them (<see cref="PopulationObjective.CopyModes"/>), from which those of the start are searched for; empty:
    /// from where the objective's last evaluation left them.
    /// </summary>
    public ImmutableArray<ImmutableArray<double>> Modes { get; init; } = [];

    /// <summary>The coordinates; null: <see cref="UnconstrainedScale"/>, no parameter held.</summary>
    public ISearchSpace? Space { get; init; }
}
