using System.Collections.Immutable;

namespace PopPK.Modeling.Regimens;

/// <summary>When something is observed. Immutable.</summary>
/// <param name="Endpoints">Positions of the endpoints in the model, from 0.</param>
/// <param name="Times">The times.</param>
public sealed record SampleRule(ImmutableArray<int> Endpoints, ImmutableArray<double> Times)
{
    /// <summary>True for observations that come before a dose at the same time; the others come behind it.</summary>
    public bool IsBeforeDoses { get; init; }
}
