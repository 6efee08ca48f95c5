using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>A property of a compartment, rewritten in phi and the covariates that change.</summary>
/// <param name="Kind">Which property.</param>
/// <param name="Compartment">The compartment, from 0.</param>
/// <param name="Value">Its value.</param>
internal sealed record DoseProperty(CompartmentPropertyKind Kind, int Compartment, Expr Value);
