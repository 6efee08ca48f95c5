using System.Collections.Immutable;

namespace PopPK.Language.Nonmem.Records;

/// <summary><c>$MODEL</c>: the compartments.</summary>
/// <param name="Raw">The record as it was written.</param>
/// <param name="Compartments">The compartments in their order; those that NCOMPARTMENTS only counts are called COMPn.</param>
public sealed record ModelRecord(RawRecord Raw, ImmutableArray<ModelCompartment> Compartments) : ControlRecord(Raw)
{
    /// <summary>NPARAMETERS, or null.</summary>
    public int? Parameters { get; init; }

    /// <summary>NEQUILIBRIUM, or null.</summary>
    public int? Equilibrium { get; init; }

    /// <summary>I_SS: 0 for no initial steady state.</summary>
    public int InitialSteadyState { get; init; }
}
