using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>The structure a control stream asks for. Immutable.</summary>
/// <param name="Structure">The structure.</param>
/// <param name="DefaultDose">Number of the compartment that receives doses without CMT, from 1.</param>
/// <param name="DefaultObservation">Number of the compartment that is observed without CMT, from 1.</param>
/// <param name="Variables">Variables of the equations' code that other code may use.</param>
internal sealed record BoundStream(
    StructuralModel Structure, int DefaultDose, int DefaultObservation, IReadOnlyDictionary<string, Expr> Variables)
{
    /// <summary>A model without compartments.</summary>
    public static BoundStream Empty { get; } = new(new AlgebraicStructure(), 1, 1, ImmutableDictionary<string, Expr>.Empty);
}
