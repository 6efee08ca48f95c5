using System.Collections.Immutable;

namespace PopPK.Symbolics;

/// <summary>Expressions without their invariant parts, and these parts.</summary>
/// <param name="Roots">The expressions in terms of variant symbols and the definitions' symbols.</param>
/// <param name="Definitions">What was taken out, in the order of first use.</param>
public sealed record HoistResult(ImmutableArray<Expr> Roots, ImmutableArray<HoistedDefinition> Definitions);
