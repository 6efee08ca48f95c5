using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>Amounts that follow ordinary differential equations; doses are added to the compartment they go to.</summary>
/// <param name="Compartments">The compartments in the order of their equations.</param>
/// <param name="Rates">d/dt of each amount, in terms of amounts, time and definitions; without the doses.</param>
public sealed record EquationStructure(
    ImmutableArray<Compartment> Compartments,
    ImmutableArray<Expr> Rates) : StructuralModel(Compartments);
