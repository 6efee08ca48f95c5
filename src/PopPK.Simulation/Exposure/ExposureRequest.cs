using System.Collections.Immutable;

namespace PopPK.Simulation.Exposure;

/// <summary>What somebody wants to know of exposure. Immutable.</summary>
public sealed record ExposureRequest
{
    /// <summary>Measures; none: only what <see cref="EveryInterval"/> and the targets ask for.</summary>
    public ImmutableArray<Measure> Measures { get; init; } = [];

    /// <summary>Targets.</summary>
    public ImmutableArray<Target> Targets { get; init; } = [];

    /// <summary>Factors on the doses with which the targets are looked at too.</summary>
    public ImmutableArray<double> Factors { get; init; } = [];

    /// <summary>True to measure every dosing interval of a subject; without measures then, the usual ones of its last interval are summarised.</summary>
    public bool EveryInterval { get; init; }
}
