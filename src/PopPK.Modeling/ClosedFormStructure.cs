using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>
/// A linear mammillary compartment model with a closed-form solution, in micro-constants:
/// an optional depot that empties into the central compartment with rate constant ka, elimination k10 from
/// the central compartment, and exchange k1i, ki1 with each peripheral compartment. Compartments in order:
/// depot (if any), central, peripherals.
/// </summary>
/// <param name="Compartments">The compartments in the order data files number them.</param>
/// <param name="AbsorptionRate">ka [1/time], or null without a depot.</param>
/// <param name="EliminationRate">k10 [1/time].</param>
/// <param name="Exchange">(k1i, ki1) [1/time] of each peripheral compartment; empty, one or two entries.</param>
public sealed record ClosedFormStructure(
    ImmutableArray<Compartment> Compartments,
    Expr? AbsorptionRate,
    Expr EliminationRate,
    ImmutableArray<(Expr FromCentral, Expr ToCentral)> Exchange) : StructuralModel(Compartments);
